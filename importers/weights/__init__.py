"""Weights out of files of others, read within limits: arrays of expected names and shapes, and nothing else.

The worker uses it. Start at `weight_file`; `stored_layers` knows the layouts, `arrays` reads what the file itself has.
"""
