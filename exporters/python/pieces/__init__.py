"""exporters/python/pieces."""
