"""canvas/search."""
