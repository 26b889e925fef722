"""Text of a script or notebook to a syntax tree, within limits, broken lines mended.

`model_file` and every part of the reader may use it. Start at `source`.
"""
