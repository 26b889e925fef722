"""exporters/plan."""
