"""canvas/diagram."""
