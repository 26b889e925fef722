"""blocks/catalog/convolution."""
