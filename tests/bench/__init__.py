"""Benchmarks: ``python -m tests.bench [--only AREA] [--json] [--quick]``. See docs/performance.md.

Nothing here asserts a time: a figure is measured, set beside its limit, and told.
"""
