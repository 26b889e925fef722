"""app/look."""
