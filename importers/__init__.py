"""Models of other programs, read as data: nothing in a file is ever run, and Keras is not imported.

Used by `app.imports`. Start with `model_file`; `weights` finds the weights of a file by name and shape.
"""
