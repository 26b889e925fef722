"""Reads the arguments of ``compile`` and ``fit`` as settings of the project."""

from __future__ import annotations

import re
from collections.abc import Mapping

from blocks.errors import InvalidValue
from blocks.parameters import Parameter
from blocks.settings.declarations import LOSSES, METRICS, TRAINING, Settings
from blocks.values.values import Configured, Value
from importers.source.graph.layers import value_of
from importers.source.values.symbols import settled
from importers.source.values.values import (
    Api,
    DictValue,
    ListValue,
    NotStructure,
    ObjectValue,
    SourceValue,
    Sym,
    Unknown,
    is_plain,
)

_SHORT = {
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "acc": "accuracy",
    "logcosh": "log_cosh",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "sparse_categorical_accuracy": "accuracy",
    "categorical_accuracy": "accuracy",
    "binary_accuracy": "accuracy",
}
_PLAIN = ("epochs", "batch_size", "validation_split", "steps_per_execution", "shuffle")


def with_training(
    settings: Settings, given: Mapping[str, SourceValue]
) -> tuple[Settings, list[str]]:
    """Return settings with what a call says, and sentences about what could not be taken over."""
    left: list[str] = []
    declared = {parameter.name: parameter for parameter in TRAINING}
    for key, value in given.items():
        key = "epochs" if key == "nb_epoch" else key
        if key == "callbacks":
            settings = _patience(settings, value)
            continue
        if key not in declared or isinstance(value, Unknown):
            continue
        try:
            found = _value(key, value, declared)
            if found is not None:
                settings = settings.with_training(**{key: found})
        except (InvalidValue, NotStructure):
            words = f"the {key} of the training could not be taken over: choose it on the canvas"
            left.append(words)
    return settings, left


def _value(key: str, value: SourceValue, declared: Mapping[str, Parameter]) -> Value:
    value = _settled(value)
    if key == "loss":
        return _word(value, LOSSES)
    if key == "metrics":
        items = value.look() if isinstance(value, ListValue) else [value]
        words = [_word(each, METRICS) for each in items]
        return tuple(dict.fromkeys(words)) or ("auto",)
    if key == "optimizer":
        if isinstance(value, str):
            value = value.lower()
        found = value_of(declared[key], _settled_object(value))
        if not isinstance(found, Configured) and not is_plain(found):
            raise InvalidValue("an optimizer that is not known")
        return declared[key].validate(found)
    if key in _PLAIN and is_plain(value) and value is not None:
        return declared[key].validate(value)
    return None


def _settled_object(value: SourceValue) -> SourceValue:
    """Return an optimizer whose arguments are plain; a schedule leaves the default."""
    if not isinstance(value, ObjectValue):
        return value
    name = value.api.path[-1]
    args = tuple(_settled(each) for each in value.args)
    kwargs = {key: _settled(each) for key, each in value.kwargs.items()}
    path = (*value.api.path[:-1], "Adam" if name == "adam" else name)
    plain = {key: each for key, each in kwargs.items() if is_plain(each)}
    return ObjectValue(Api(path), args if all(map(is_plain, args)) else (), plain)


def _settled(value: SourceValue) -> SourceValue:
    return settled(value) if isinstance(value, Sym) else value


def _word(value: SourceValue, known: tuple[str, ...]) -> str:
    """Return Keras's short name of a loss or a metric.

    Raises:
        InvalidValue: it is none that there is.
    """
    name = value if isinstance(value, str) else ""
    if isinstance(value, (ObjectValue, Api)):
        path = value.api.path if isinstance(value, ObjectValue) else value.path
        if isinstance(value, ObjectValue) and value.kwargs.get("from_logits"):
            raise InvalidValue("a loss of logits")
        name = path[-1]
    if isinstance(value, DictValue) or not name:
        raise InvalidValue("no plain name")
    if any(letter.isupper() for letter in name):
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    name = _SHORT.get(name, name)
    if name not in known:
        raise InvalidValue(f"{name} is not in the list")
    return name


def _patience(settings: Settings, value: SourceValue) -> Settings:
    """Take over ``EarlyStopping(patience=3)``."""
    for each in value.look() if isinstance(value, ListValue) else ():
        if isinstance(each, ObjectValue) and each.api.path[-1] == "EarlyStopping":
            patience = _settled(each.kwargs.get("patience"))
            if isinstance(patience, int) and patience > 0:
                return settings.with_training(patience=patience)
    return settings
