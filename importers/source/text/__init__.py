"""importers/source/text."""
