"""The comparison of two Keras models, for tests."""

from importers.keras_json.comparing import same_structure

__all__ = ["same_structure"]
