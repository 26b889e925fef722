"""importers/reports."""
