"""app/docks."""
