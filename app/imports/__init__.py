"""Models of other programs in the window and on the command line: read in a child process, reported, opened.

Used by `app.window` and by ``netwright import``. Start with `importing` (no Qt), then `controller`.
"""
