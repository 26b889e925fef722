"""Text of a script or notebook to a syntax tree, within limits, broken lines mended.

`reader` and `model_file` use it. Start at `source`.
"""
