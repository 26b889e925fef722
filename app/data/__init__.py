"""app/data."""
