"""What Keras is told, as data: calls, functions, how the model is compiled and fitted. Nothing here knows of text.

Used by all other folders here, by the worker and by the check of imports. Start with `calls` and `tree`, then `make`.
"""
