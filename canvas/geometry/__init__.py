"""canvas/geometry."""
