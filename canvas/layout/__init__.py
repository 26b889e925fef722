"""canvas/layout."""
