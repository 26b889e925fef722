"""exporters/styles."""
