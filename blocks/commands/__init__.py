"""blocks/commands."""
