"""What Keras is told, as data: calls, functions, how the model is compiled and fitted.

Used by all other folders here, by the worker and by the check of imports. Start with `tree`, then `make`.
"""
