"""blocks/inference."""
