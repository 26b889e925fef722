"""exporters/text."""
