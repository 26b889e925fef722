"""app/place."""
