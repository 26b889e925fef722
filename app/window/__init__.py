"""app/window."""
