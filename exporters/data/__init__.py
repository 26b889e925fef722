"""exporters/data."""
