"""blocks/check."""
