"""importers/source/values."""
