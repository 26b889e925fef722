"""What a hand does with the mouse, from press to release: move, wire, select, drop, pan.

Used by `canvas.view`. Start with `base`.
"""
