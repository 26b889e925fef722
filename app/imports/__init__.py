"""Models of other programs in the window and on the command line: read in a child process, reported, opened.

Used by `app.window`, `app.files` and ``netwright import``. Start with `importing` (no Qt), then `controller`.
"""
