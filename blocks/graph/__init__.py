"""blocks/graph."""
