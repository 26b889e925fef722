"""blocks/fixes."""
