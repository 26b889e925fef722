"""The application: windows, panels, the command line, and the training session.

No other package imports this one. `app.window` puts the window together and `app.commands` has the commands. Start with
`app.window.loader` for the window and `app.cli` for the commands.

Packages, the lowest first: blocks; canvas, exporters, importers; app.
Layers, the lowest first: look, system, widgets; actions, project; frame, palette; forms; composites, docks, imports,
problems, summary, templates, training; code, data, files, inspector, place; exports; plots; runs; window; commands;
cli; __main__.
Everything imports only what stands before it in such a line; what stands between two semicolons does not import each
other. Type hints count as imports. The ``__init__`` of each package has its own line.
"""
