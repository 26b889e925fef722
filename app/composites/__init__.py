"""app/composites."""
