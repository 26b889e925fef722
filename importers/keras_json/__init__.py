"""Keras's JSON, from any version, as layers and then as a document. `model_file`, `source` and `weights` use it.

Start at `read` (JSON to the layers and calls of `calls`), then `layers` (one layer as a block) and `document`.
"""
