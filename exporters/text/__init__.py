"""Values, names and lines as Python text, pure ASCII; layout by ruff.

Used by `data`, `styles` and `python`; it does not know the plan. Start with `literals`.
"""
