"""Problems of the open project: a strip below the canvas, a panel, and the fixes.

Used by `app.window` and by panels that show where a problem is. Start with `controller`.
"""
