"""Models of other programs, read as data: nothing in a file is ever run, and Keras is not imported.

`app` uses it. Start at `model_file` (any file to a document and a report), then `weights`.
From the ground up: `reports`, then `files` (opened safely) beside `folding` (structure found again), then
`keras_json` (Keras's own description), then `source` (Python source).
"""
