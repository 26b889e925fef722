"""Values, names and lines as Python text, pure ASCII; layout by ruff.

Used by all other folders here. Start with `literals`.
"""
