"""Pictures for papers and slides: the graph as the canvas shows it, and layer-box diagrams, as SVG, PDF or PNG.

Used by `app.exports`, the command line and tests. Start with `diagram` and `output`; `layout`, `boxes` and `lanes`
know no Qt.
"""
