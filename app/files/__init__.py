"""app/files."""
