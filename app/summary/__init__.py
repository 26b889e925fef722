"""The model as a table: rows that open along composites, for panel, command line and files.

Used by `app.window`, `app.exports` and commands. Start with `rows` (no Qt).
"""
