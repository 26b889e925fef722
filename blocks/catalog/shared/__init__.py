"""blocks/catalog/shared."""
