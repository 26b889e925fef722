"""canvas/gestures."""
