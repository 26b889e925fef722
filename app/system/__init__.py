"""app/system."""
