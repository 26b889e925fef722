"""Problems of the open project: a strip below the canvas, a panel, and the fixes.

Used by `app.window` and `app.code`. Start with `controller`.
"""
