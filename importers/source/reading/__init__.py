"""What every part of the interpreter has: the state of a reading, the protocol of the whole, contents of values.

Start at `state`; `structure` and `interpreter` use it.
"""
