"""importers/files."""
