"""app/code."""
