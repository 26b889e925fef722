"""app/imports."""
