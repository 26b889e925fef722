"""canvas/view."""
