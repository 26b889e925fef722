"""A model's description as text, whatever it is wrapped in: byte order marks, UTF-16, JSON in JSON, TensorFlow.js."""

from __future__ import annotations

import json

from blocks.errors import FileError
from blocks.values.safe_json import Json, fields, parse
from importers.files.encodings import decoded
from importers.files.opening import MAX_CONFIG, check_memory
from importers.reports.errors import UnreadableModel

_MOST_WRAPPERS = 4
_WRAPPERS = ("modelTopology", "model_config")
"""Keys under which TensorFlow.js, and tools around Keras, keep the model."""


def described(config: bytes) -> Json:
    """Return the JSON of a model.

    Raises:
        UnreadableModel: it is none, or too large.
    """
    try:
        data = _json(decoded(config, "strict"))
        for _ in range(_MOST_WRAPPERS):
            inner = next((fields(data)[key] for key in _WRAPPERS if key in fields(data)), None)
            if inner is None:
                break
            _check_format(data)
            told = fields(data)
            data = _json(inner) if isinstance(inner, str) else inner
            data = _with_version(data, told)
    except FileError as error:
        raise UnreadableModel(f"The model's description cannot be read: {error}.") from None
    except UnicodeError:
        raise UnreadableModel("The model's description cannot be read: it is not UTF-8.") from None
    except MemoryError:
        raise UnreadableModel("The model's description is too large.") from None
    return data


def _json(text: str) -> Json:
    """Parse a text, and the text in it where it is nothing but a text, as some tools write twice."""
    for _ in range(_MOST_WRAPPERS):
        if not text.lstrip().startswith('"'):
            break
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            break
        if not isinstance(inner, str):
            break
        text = inner
    data = text.encode()
    if len(data) > 2 * MAX_CONFIG:
        raise UnreadableModel("The model's description is too large.")
    check_memory(data)
    try:
        return parse(data)
    except FileError as error:
        _check_end(text, str(error))
        raise


def _check_end(text: str, words: str) -> None:
    """Refuse a text that ends before its object does, with a word that says so."""
    end = text.rstrip()
    if "not JSON" in words and end.startswith("{") and not end.endswith("}"):
        raise UnreadableModel(
            "The model's description is cut off, or something stands behind it: "
            "download it again, or save the model again."
        )


def _check_format(data: Json) -> None:
    if fields(data).get("format") == "graph-model":
        raise UnreadableModel(
            "This is a graph model of TensorFlow.js, which keeps no layers: "
            "open the Keras model that it was made from."
        )


def _with_version(data: Json, told: Json) -> Json:
    """Keep the version that stands around a model where the model itself says none."""
    version = fields(told).get("keras_version")
    if isinstance(data, dict) and "keras_version" not in data and isinstance(version, str):
        return {**data, "keras_version": version}
    return data
