"""The main window, and the one place where everything is put together. Used by `app.cli` and the demo.

Start with `window`; `bench_window` is what the modules here see of it.
The start has two halves: `shell` makes a window that is painted at once (`app.frame.skeleton`),
then `loader` runs the steps of `assembly`, with the event loop in between.
`part_makers` makes every part once and gives
it what it works with; for one that cannot be made `missing` has a stand-in, which is told, and the others are loaded.
`action_bindings` binds every action of `app.actions.table` to a method: those of the frame before anything is loaded,
the rest when all parts are there; one that is left without a method fails the start. `connections` connects the signals
of the parts with each other and with the frame. Nothing below this folder imports it: the parts know the window as an
`app.frame.workbench.Workbench`.

`showing` shows a project, a selection or a panel in all parts that are concerned; `frame_updates` keeps title, sums and
problems up to date; `command_palette` and `dialogs` are the field that finds everything, preferences, shortcuts, about.
"""
