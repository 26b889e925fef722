"""From a plan to the plan that is written: functions or flat, long or short, with comments or without.

Used by `exporters.python` and the export dialog. Start with `options`, then `apply`.
"""
