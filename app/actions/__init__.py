"""app/actions."""
