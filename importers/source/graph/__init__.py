"""Blocks with symbols while source is read, and what they become in a graph.

`reading` and `structure` use it. Start at `builder`.
"""
