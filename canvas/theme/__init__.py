"""canvas/theme."""
