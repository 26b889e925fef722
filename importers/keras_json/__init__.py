"""importers/keras_json."""
