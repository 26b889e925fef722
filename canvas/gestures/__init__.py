"""Gestures of the mouse, from press to release: move, wire, select, drop, pan.

Used by `canvas.view`, and by `app.palette` for dropping; it uses the scene and its items. Start with `base`, and
`host`: all that a gesture knows of the view. `finder` says what a point means.
"""
