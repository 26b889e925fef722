"""blocks/document."""
