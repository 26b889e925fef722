"""app/palette."""
