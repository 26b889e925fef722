"""Pictures for papers and slides: the graph as the canvas shows it, and layer-box diagrams, as SVG, PDF or PNG.

Used by `app.exports` and the command line; nothing in `canvas` uses it. Start with `diagram` and `output`; `layout`,
`boxes` and `lanes` know no Qt.
"""
