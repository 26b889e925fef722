"""The graph editor: scene, items, gestures."""
