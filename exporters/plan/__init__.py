"""The calls to Keras, as data: calls, functions, how the model is compiled and fitted. Nothing here knows of text.

Used by `data`, `styles`, `python`, the worker and `app.imports`. Start with `calls` and `tree`, then `make`.
"""
