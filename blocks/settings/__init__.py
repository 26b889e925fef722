"""blocks/settings."""
