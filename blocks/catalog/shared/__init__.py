"""Shared parts of the declarations of block types: parameters, Keras's families of objects, lines of explanations.

Used by the modules of `blocks.catalog`. Start with `parameters` and `families`.
"""
