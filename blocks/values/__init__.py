"""blocks/values."""
