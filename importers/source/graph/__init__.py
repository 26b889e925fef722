"""importers/source/graph."""
