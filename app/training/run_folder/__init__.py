"""app/training/run_folder."""
