"""Words that Keras 1, Keras 2 and Keras 3 have used for one and the same layer: classes, arguments, functions.

Readers of files ask it through `importers.keras_json.old_words`. Start at `arguments`.
"""
