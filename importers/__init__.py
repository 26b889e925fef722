"""Models of other programs, read as data: nothing in a file is ever run, and Keras is not imported.

Used by `app` alone; it uses `blocks` alone. Start with `model_file`; `weights` finds the weights of a file by name and
shape.

Layers, the lowest first: reports; files, folding; keras_json; source; model_file; weights.
"""
