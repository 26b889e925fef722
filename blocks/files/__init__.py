"""blocks/files."""
