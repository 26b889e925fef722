"""app/problems."""
