"""The frame that every part of the window may use: the workbench, notices, preferences, the bar and the status line.

The folders above it use it; it knows the project and no part of the window. Start with `workbench`:
the one interface between the window and its controllers. A controller is given a `Workbench`, which has the open
project, the canvas, notices, theme and preferences, takes over what is typed (`commit`), does what a menu entry does
(`trigger`) and announces `closing`, `activated` and `theme_changed`; and it is given the parts that it works with.
What it has to say to others it emits as signals of its own; `app.window.connections` connects them.
`reasons` says how long a notice stays, `save_path` asks for files, `recent` remembers them, `from_thread` does
work in threads and brings its results home, `links` follows a project while somebody looks.
"""
