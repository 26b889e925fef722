"""Everything that is exported: plan, Keras model, Python source, data. No Qt; Keras only inside functions.

Used by `app` alone; it uses `blocks` alone. Start with `plan.make`: from one plan come the model that is trained
(`keras_model`) and the script (`python.script`). `layer_places` says where every layer of a model is; `model_files`
which kinds of file there are.

Layers, the lowest first: plan, text; data, styles; python; layer_places; keras_model; model_files.
"""
