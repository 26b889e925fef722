"""app/forms."""
