"""app/plots."""
