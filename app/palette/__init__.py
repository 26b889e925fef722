"""The palette of block types, and the one measure for lists that are searched by typing.

Used by `app.window`, `app.composites` and `app.files`. Start with `palette`;
`ranking` knows no Qt.
"""
