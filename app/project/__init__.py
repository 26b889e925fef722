"""app/project."""
