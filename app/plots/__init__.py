"""Curves of runs: their numbers, the plots, and how curves are told apart.

Used by `app.runs` and the demo. Start with `curves` (no Qt) and `run_record`; `panel` imports pyqtgraph, so import it
late.
"""
