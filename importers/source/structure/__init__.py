"""Structure of the source: functions, classes, pieces read on trial and models in models, as composites and blocks.

The interpreter uses it. Start at `composites`, then `definitions` and `functions`.
"""
