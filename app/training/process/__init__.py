"""app/training/process."""
