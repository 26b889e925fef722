"""Words of older Keras in a layer's configuration, said in those of today: the one place that knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from blocks.catalog.words import arguments as words
from blocks.catalog.words.classes import CLASSES, FIXED, GONE, MERGE, MERGES
from blocks.values.safe_json import Json, fields

Version: TypeAlias = tuple[int, int]
"""The first two numbers of a version of Keras."""

_DEEPEST = 20
_HARD = "hard_sigmoid"
_POLICIES = ("Policy", "PolicyV1", "AutoPolicy", "DTypePolicy")
_SEQUENCES = ("__tuple__", "TensorShape")

HARD_SIGMOID = (
    "its {} is the hard_sigmoid of before Keras 3, clip(0.2 x + 0.5): "
    "Keras 3 has clip(x / 6 + 0.5), so outputs with the weights of this file differ"
)

THEANO = (
    "has its channels first, as Theano had them: if Theano wrote the weights, its kernels must be "
    "turned round, or outputs differ"
)


@dataclass(slots=True)
class Told:
    """A layer in the words of today.

    Attributes:
        class_name: its class.
        config: its arguments.
        notes: what is to be said of it, as ends of sentences.
        fault: why there is no such layer today; empty where there is.
    """

    class_name: str
    config: dict[str, Json]
    notes: list[str] = field(default_factory=list)
    fault: str = ""


def version_of(text: Json) -> Version | None:
    """Return the first two numbers of a version of Keras, ``"2.2.4-tf"``; ``None`` where it is none."""
    parts = text.split(".")[:2] if isinstance(text, str) else []
    if len(parts) == 2 and all(part.isdecimal() and len(part) < 5 for part in parts):
        return int(parts[0]), int(parts[1])
    return None


def told_today(
    class_name: str,
    config: Mapping[str, Json],
    version: Version | None = None,
    depth: int = 0,
) -> Told:
    """Say a layer of Keras in the words of today; what is in them already stays as it is.

    Args:
        class_name: of the file.
        config: of the file.
        version: of the Keras that wrote it, where it is known.
        depth: how many wrappers it lies in.
    """
    plain = {key: _plain(each) for key, each in config.items()}
    if class_name in GONE:
        return Told(class_name, plain, fault=GONE[class_name])
    if class_name == MERGE:
        return _merge(plain)
    told = Told(CLASSES.get(class_name, class_name), plain)
    _rename(told)
    told.config |= FIXED.get(class_name, {})
    _check_what_is_gone(told)
    _tidy(told)
    if version is not None and version < (3, 0):
        _tell_other_meanings(told, version)
    for key in ("layer", "backward_layer"):
        inner = fields(told.config.get(key))
        if inner and depth < _DEEPEST and isinstance(inner.get("class_name"), str):
            told.config[key] = _inside(told, inner, version, depth)
    return told


def _inside(told: Told, inner: Mapping[str, Json], version: Version | None, depth: int) -> Json:
    """Say a layer in a wrapper in the words of today, and what is to be said of it."""
    found = told_today(
        str(inner.get("class_name")), fields(inner.get("config")), version, depth + 1
    )
    told.notes += [note for note in found.notes if note not in told.notes]
    told.fault = told.fault or found.fault
    return {**inner, "class_name": found.class_name, "config": found.config}


def _plain(data: Json, depth: int = 0) -> Json:
    """Take tuples, numbers of NumPy and number formats out of the objects they were written as."""
    if depth > _DEEPEST:
        return data
    if isinstance(data, list):
        return [_plain(each, depth + 1) for each in data]
    if not isinstance(data, dict):
        return data
    kind, items, inner = data.get("class_name"), data.get("items"), fields(data.get("config"))
    if kind in _SEQUENCES and isinstance(items, list):
        return [_plain(each, depth + 1) for each in items]
    if kind in _POLICIES and isinstance(inner.get("name"), str) and "module" not in data:
        return inner["name"]
    if kind == "__numpy__" and "value" in inner:
        return inner["value"]
    if data.keys() == {"type", "value"}:
        return data["value"]
    return data


def _rename(told: Told) -> None:
    if told.config.get("dim_ordering") == "th" and "nb_filter" in told.config:
        told.notes.append(THEANO)
    own = words.RENAMED.get(told.class_name, {})
    for parts in words.JOINED.values():
        if all(part in told.config for part in parts):
            told.config["kernel_size"] = [told.config.pop(part) for part in parts]
    for old, new in (*own.items(), *words.EVERYWHERE.items()):
        if old in told.config and new not in told.config:
            told.config[new] = told.config.pop(old)
    if "forget_bias_init" in told.config:
        told.config["unit_forget_bias"] = told.config.pop("forget_bias_init")
        _value(told.config, "unit_forget_bias", words.VALUES["forget_bias_init"])
    for key, values in words.VALUES.items():
        _value(told.config, key, values)
    for key, each in told.config.items():
        told.config[key] = _object(each)
    if told.class_name.startswith("Separable") and "depthwise_initializer" in told.config:
        told.config.setdefault("pointwise_initializer", told.config["depthwise_initializer"])


def _value(config: dict[str, Json], key: str, values: Mapping[str, Json]) -> None:
    found = config.get(key)
    if isinstance(found, str):
        config[key] = values.get(found, found)


def _object(data: Json) -> Json:
    """Say a regularizer or a constraint of Keras 1 as one of today: it wrote the name among the arguments."""
    name = data.get("name") if isinstance(data, dict) and "class_name" not in data else None
    if not isinstance(data, dict) or not isinstance(name, str) or name not in words.OBJECTS:
        return data
    config = {
        words.OBJECT_ARGUMENTS.get(key, key): each for key, each in data.items() if key != "name"
    }
    return {"class_name": words.OBJECTS[name], "config": config}


def merged_models(item: Json) -> list[Json]:
    """Return the models that lie in a `Merge` of Keras 1; none for anything else."""
    found = fields(item)
    models = fields(found.get("config")).get("layers")
    return models if found.get("class_name") == MERGE and isinstance(models, list) else []


def without_models(item: Json) -> Json:
    """Return a `Merge` without the models in it."""
    config = dict(fields(fields(item).get("config")))
    config.pop("layers", None)
    return {**fields(item), "config": config}


def _merge(config: dict[str, Json]) -> Told:
    mode = config.get("mode")
    if not isinstance(mode, str) or mode not in MERGES:
        return Told(MERGE, config, fault="Keras 1: it merges by code of its own")
    if "layers" in config:
        return Told(
            MERGE,
            config,
            fault="Keras 1: it merges models that lie in it, and is not the first layer",
        )
    axis = {"concat": {"axis": "concat_axis"}, "dot": {"axes": "dot_axes"}}
    axis["cos"] = axis["dot"]
    kept = {new: config[old] for new, old in axis.get(mode, {}).items() if old in config}
    kept |= {key: config[key] for key in ("name", "trainable") if key in config}
    return Told(MERGES[mode], {**kept, **FIXED.get(mode, {})})


def _check_what_is_gone(told: Told) -> None:
    if told.class_name == words.PER_BATCH and told.config.get("mode") not in (None, 0):
        told.fault = f"Keras 1: its mode {str(told.config['mode'])[:20]} is gone"
    if told.config.get("padding") == "full":
        told.fault = "Keras 1: its border_mode is full, which is gone"
    if told.class_name in words.WORDS:
        if told.config.get("dropout"):
            told.fault = "Keras 1: it leaves out whole words by its dropout, which is gone"
        else:
            told.config.pop("dropout", None)


def _tidy(told: Told) -> None:
    """Leave out what changes nothing, and take single values out of lists."""
    aside = words.ALWAYS_IDLE | words.IDLE_IN.get(told.class_name, frozenset())
    for key in aside & told.config.keys():
        del told.config[key]
    axis = told.config.get("axis")
    if told.class_name in words.ONE_AXIS and isinstance(axis, list) and len(axis) == 1:
        told.config["axis"] = axis[0]
    dtype = told.config.get("dtype")
    if dtype in ("infer", "_infer"):
        told.config["dtype"] = None
    if told.class_name in words.INPUT_NUMBERS and isinstance(dtype, str) and "int" in dtype:
        told.config["dtype"] = None


def changes_nothing(key: str, data: object) -> bool:
    """Tell whether an argument that a layer does not have says only what holds anyway."""
    if data is None or data is False or key == "trainable":
        return True
    return any(data == each and type(data) is type(each) for each in words.IDLE.get(key, ()))


def _tell_other_meanings(told: Told, version: Version) -> None:
    """Keep the meaning of words that have another one today, or say that it is another one."""
    config = told.config
    gates = words.OLD_GATES.get(told.class_name)
    if gates and version < (2, 3):
        config.setdefault("recurrent_activation", gates)
    if told.class_name == words.RESET_AFTER and version < (2, 2) and "reset_after" not in config:
        config["reset_after"] = False
        told.notes.append(f"has reset_after False, as Keras {version[0]}.{version[1]} had it")
    told.notes += [
        HARD_SIGMOID.format(key.replace("_", " "))
        for key in ("activation", "recurrent_activation")
        if config.get(key) == _HARD or fields(config.get(key)).get("config") == _HARD
    ]
