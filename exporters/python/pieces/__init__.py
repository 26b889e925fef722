"""Pieces of Python: calls, statements, signatures, names of variables.

Used by `exporters.python`. Start with `statements` and `calls`.
"""
