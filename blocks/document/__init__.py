"""A document: its graphs, the primitive edits, undo and redo.

Used by the check and by everything that opens or changes a project. Start with `document` and `edits`, then `history`.
"""
