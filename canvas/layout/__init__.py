"""Where cards stand: laying out a whole graph, and making room for what is added. No Qt.

Used by the canvas, by importers' callers in `app`, and by the history of a project. Start with `arrange` and
`settling`.
"""
