"""exporters/python."""
