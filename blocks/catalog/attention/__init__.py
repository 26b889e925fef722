"""blocks/catalog/attention."""
