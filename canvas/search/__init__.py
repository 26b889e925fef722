"""Finding a block by typing: what fits, and the list at the pointer.

Used by `canvas.view` and `app.palette`. Start with `match`, which knows no Qt.
"""
