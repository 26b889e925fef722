"""Gestures of the mouse, from press to release: move, wire, select, drop, pan.

Used by `canvas.view`. Start with `base`, and `host`: all that a gesture knows of the view. `finder` says what a point
means.
"""
