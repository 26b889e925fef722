"""A plan as Python source: script, notebook, and which line is for which block.

Used by `app.project.scripts` and the export commands. Start with `script`, then `model`; `pieces` writes single
lines.
"""
