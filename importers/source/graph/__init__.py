"""Blocks with symbols while source is read, and what they become in a graph.

`reading`, `structure` and `interpreter` use it. Start at `builder`.
"""
