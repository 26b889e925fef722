"""The model as data: block types, parameters, graphs, edits, check, problems, fixes, files. Knows neither Qt nor Keras.

Used by all other packages; it imports none of them. Start with `graph.graph` and `types.block_type`, then
`document.document` and `check.checker`. `errors`, `signals` and `quoting` are used everywhere here.

Layers, the lowest first: quoting; errors, signals; values; parameters; types; catalog, settings; graph; inference;
document; check; files; commands; fixes.
"""
