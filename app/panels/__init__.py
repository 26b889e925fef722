"""The panels around the canvas: training, data, code and summary."""
