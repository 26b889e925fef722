"""What a model is: block types, parameters, graphs, shapes, problems, files. Knows neither Qt nor Keras."""
