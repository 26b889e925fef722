"""importers/source/interpreter."""
