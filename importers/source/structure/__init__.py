"""importers/source/structure."""
