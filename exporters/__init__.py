"""What leaves the program: plan, Keras model, Python source, data. No Qt; Keras only inside functions.

Used by `app`. Start with `plan.make`: from one plan come the model that is trained (`keras_model`) and the script
(`python.script`). `layer_places` says where every layer of a model is; `model_files` which kinds of file there are.
"""
