"""From a plan to the plan that is written: functions or flat, long or short, with comments or without.

What belongs to the text alone stands beside the plan (`annotated`): where calls come from, and comments. Used by
`exporters.python` and `app`. Start with `options`, then `apply`.
"""
