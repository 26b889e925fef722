"""canvas/scene."""
