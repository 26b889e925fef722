"""Runs on the disk: the folder's files, where folders lie, and reading one again.

Knows neither Qt nor Keras; `docs/runs.md` describes the format. Start with `folder`, then `places`.
"""
