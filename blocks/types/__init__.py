"""blocks/types."""
