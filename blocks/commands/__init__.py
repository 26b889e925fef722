"""Actions as lists of primitive edits: add, connect, paste, freeze, promote. Nothing here changes a document.

Used by `fixes`, canvas, importers and `app`. Start with `blocks`; `composites` has what is done with composites.
"""
