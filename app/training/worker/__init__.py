"""app/training/worker."""
