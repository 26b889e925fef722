"""importers/source."""
