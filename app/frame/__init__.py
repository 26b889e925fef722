"""app/frame."""
