"""app/summary."""
