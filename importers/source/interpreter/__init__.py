"""Expressions, statements, loops, conditions and calls of the source, each kind in a part of its own.

`reader` uses it through `machine`, which puts the parts together: start there.
"""
