"""Plain values: numbers, expressions, shapes, and reading them from text of unknown origin within bounds.

Used by everything; it uses only `blocks.errors`. Start with `values` and `expressions`.
"""
