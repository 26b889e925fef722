"""The application: windows, panels, the command line, and the training session.

No other package imports this one. `app.window` puts the window together and `app.commands` has the commands; all
below them is used by both or by one of them. Start with `app.window.loader` for the window and `app.cli` for the
commands.
"""
