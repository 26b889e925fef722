"""app/templates."""
