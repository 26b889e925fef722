"""Shared by all parts of the interpreter: the state of a reading, the protocol of the whole, contents of values.

Start at `state`; `structure` and `interpreter` use it.
"""
