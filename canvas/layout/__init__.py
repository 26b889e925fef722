"""Positions of cards: laying out a whole graph, and making room for what is added. No Qt.

Used by `canvas.view`, `app.imports`, `app.composites` and `app.project`. Start with `arrange` and
`settling`.
"""
