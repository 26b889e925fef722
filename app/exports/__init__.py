"""app/exports."""
