"""app/inspector."""
