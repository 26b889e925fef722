"""The palette of block types, and the one measure for lists that are searched by typing.

Used by `app.window`, by the library of composites, and by other lists that are searched. Start with `palette`;
`ranking` knows no Qt.
"""
