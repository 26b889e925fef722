"""A layer of the source as a block: its arguments by name, in the form that blocks hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn, cast

from blocks.catalog.registry import block_type, wrapper_types
from blocks.catalog.words.arguments import told_today
from blocks.errors import InvalidValue
from blocks.graph.unknown_layers import CODE, KEPT
from blocks.parameters import Choice, Integers, NamedNumbers, ObjectOf, Parameter
from blocks.types.block_type import BlockType, Form
from blocks.values.safe_json import Json
from blocks.values.values import DEPTH_LIMIT, Configured, Value
from importers.keras_json.layers import unknown_type
from importers.keras_json.values import value_of as file_value_of
from importers.source.values.symbols import settled
from importers.source.values.templates import LayerValue
from importers.source.values.values import (
    PLAIN,
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

Tell = Callable[[str], None]
"""Takes a sentence about what could not be read."""

ASIDE = ("name", "input_shape", "batch_input_shape", "input_dim", "input_length", "input_dtype", "weights")  # fmt: skip
"""Arguments that say nothing about what a layer does."""

MOST_IN_PLACE = 4
"""Arguments that may stand without their names: so far our declarations and Keras's have the same order."""

_OLD_OBJECTS = {"l": "l2"}


def layer_values(layer: LayerValue, tell: Tell) -> tuple[str, dict[str, SourceValue]] | None:
    """Return the block type and the values of a layer; ``None`` for a class that is no block here."""
    if layer.name in wrapper_types() and not layer.own:
        return wrapped_values(layer, tell)
    kind = block_type(layer.name)
    if layer.own or layer.name in CODE or kind is None:
        return None
    if kind.form is not Form.LAYER or (kind.module and kind.module != layer.own):
        return None
    return kind.name, values_of(kind, layer.args, layer.kwargs, tell)


def wrapped_values(layer: LayerValue, tell: Tell) -> tuple[str, dict[str, SourceValue]] | None:
    """Return the block type and the values of a wrapper and the layer in it; ``None`` where they are no block here."""
    inner = layer.args[0] if layer.args else layer.kwargs.get("layer")
    if not isinstance(inner, LayerValue) or inner.own:
        return None
    kind = block_type(f"{layer.name}({inner.name})")
    if kind is None or kind.wrapper is None:
        return None
    own = {key: each for key, each in layer.kwargs.items() if key != "layer"}
    in_place = zip(kind.wrapper.type.own, layer.args[1:], strict=False)
    own |= {each.name: value for each, value in in_place}
    values = values_of(kind.wrapper.layer, inner.args, inner.kwargs, tell)
    outer = values_of(kind, (), own, tell)
    if values.get("dtype") != outer.get("dtype"):
        tell("the layer inside has another number format: left out")
        values.pop("dtype", None)
    if outer.get("trainable", True) is True:
        outer.pop("trainable", None)
    return kind.name, {key: each for key, each in values.items() if kind.parameter(key)} | outer


def values_of(
    kind: BlockType, args: tuple[SourceValue, ...], kwargs: Mapping[str, SourceValue], tell: Tell
) -> dict[str, SourceValue]:
    """Return arguments by the names of a block's parameters; what cannot be kept is told."""
    found: dict[str, SourceValue] = {}
    for name, value in named(kind, args, kwargs, tell):
        parameter = kind.parameter(name)
        if parameter is None:
            if name not in ASIDE:
                tell(f"the argument {name[:40]} is not known here: left out")
            continue
        try:
            found[name] = value_of(parameter, value)
        except InvalidValue as error:
            tell(f"{error}: left out")
    return found


def named(
    kind: BlockType, args: tuple[SourceValue, ...], kwargs: Mapping[str, SourceValue], tell: Tell
) -> Iterator[tuple[str, SourceValue]]:
    """Yield arguments with their names: those without one come in Keras's order, which is that of the declaration."""
    names = [parameter.name for parameter in kind.parameters][:MOST_IN_PLACE]
    for name, value in zip(names, args, strict=False):
        yield name, value
    if len(args) > len(names):
        tell(f"of {len(args)} arguments without a name, only {len(names)} are read: left out")
    for name, value in kwargs.items():
        old = told_today(kind.name, name)
        yield (old if kind.parameter(name) is None and kind.parameter(old) else name), value


def value_of(parameter: Parameter, value: SourceValue) -> SourceValue:
    """Return an argument as a value that may have symbols in it.

    Raises:
        InvalidValue: it is not known, or nothing that this parameter can be.
    """
    if isinstance(value, Unknown):
        raise InvalidValue(f"{parameter.name} is {value.why}, which is not known")
    if isinstance(value, (Sym, ListValue, tuple)):
        return _plain(parameter, value)
    if isinstance(parameter, ObjectOf) and isinstance(value, (ObjectValue, Api, LayerValue)):
        return _object(parameter, value)
    if isinstance(parameter, ObjectOf) and isinstance(value, DictValue):
        return file_value_of(parameter, _json(value))  # as Keras writes it into files
    if isinstance(parameter, NamedNumbers) and isinstance(value, DictValue):
        given = value.look().items()
        # Until `Names` has made values of them, there may be symbols among the arguments.
        pairs = ((str(key), cast("Value", _plain(parameter, each))) for key, each in given)
        return Configured("dict", tuple(pairs))
    if isinstance(value, Api) and not isinstance(parameter, ObjectOf):
        return value.path[-1]
    if isinstance(value, LayerValue) and not value.args and not value.kwargs:
        choices = parameter.choices if isinstance(parameter, Choice) else ()
        word = value.name.lower()
        found = next((each for each in choices if each.replace("_", "") == word), "")
        if found:
            return found
    if isinstance(parameter, Choice) and isinstance(value, str) and value not in parameter.choices:
        return value.lower() if value.lower() in parameter.choices else value
    if is_plain(value):
        return value
    _refused(parameter, value)


def _refused(parameter: Parameter, value: SourceValue) -> NoReturn:
    if isinstance(value, (LayerValue, ObjectValue)):
        name = value.name if isinstance(value, LayerValue) else str(value.api)
        raise InvalidValue(f"{parameter.name} cannot be {name[:60]} here")
    raise InvalidValue(f"{parameter.name} is something that is not read here")


def _plain(parameter: Parameter, value: SourceValue, depth: int = 0) -> SourceValue:
    if isinstance(value, ListValue):
        value = tuple(value.look())
    if isinstance(value, tuple):
        if depth > DEPTH_LIMIT:
            raise InvalidValue(f"{parameter.name} is nested too deeply")
        several = isinstance(parameter, Integers) and len(value) > 1 and isinstance(value[0], Sym)
        if several and all(each == value[0] for each in value):
            return value[0]  # one number for every axis
        return tuple(_plain(parameter, each, depth + 1) for each in value)
    if isinstance(value, Sym) or is_plain(value):
        return value
    raise InvalidValue(f"{parameter.name} has something in it that is not known")


def _object(parameter: ObjectOf, value: ObjectValue | Api | LayerValue) -> Value:
    """Return an initializer or its like: by its name, or with its arguments."""
    family = parameter.family
    if isinstance(value, LayerValue):
        raise InvalidValue(f"{parameter.name} cannot be {value.name[:60]} here")
    api = value if isinstance(value, Api) else value.api
    word = api.path[-1]
    name = family.aliases.get(word, word)
    if name not in family.members:
        raise InvalidValue(f"{parameter.name} cannot be {word[:60]} here")
    members = family.members[name]
    if isinstance(value, Api) or not (value.args or value.kwargs):
        return next((short for short, known in family.aliases.items() if known == name), name)
    given = dict(zip((member.name for member in members), value.args, strict=False))
    known = {member.name for member in members}
    for key, each in value.kwargs.items():
        key = key if key in known else _OLD_OBJECTS.get(key, key)
        key = "learning_rate" if key == "lr" and "learning_rate" in known else key
        if key in known:
            given[key] = each
        elif key not in ("decay", "name", "dtype"):
            raise InvalidValue(f"{name} has no argument {key[:40]} here")
    arguments = []
    for member in members:
        if member.name in given:
            item = value_of(member, given[member.name])
            if not is_plain(item) or not member.is_default(item):
                arguments.append((member.name, cast("Value", item)))
    return Configured(name, tuple(arguments)) if arguments else name


# ------------------------------------------------------------------ layers that are not known


def unknown_layer(layer: LayerValue, tell: Tell) -> tuple[str, dict[str, Json]]:
    """Return a type that nobody knows and what the block keeps of a layer."""
    config: dict[str, Json] = {}
    if layer.name not in CODE:
        given = dict(zip(layer.signature, layer.args, strict=False))
        if len(layer.args) > len(layer.signature):
            tell("an argument without a name could not be kept")
        for key, value in {**given, **layer.kwargs}.items():
            if key == "name":
                continue
            try:
                config[key] = _json(value)
            except (InvalidValue, NotStructure):
                tell(f"the argument {key[:40]} could not be kept")
    kept: dict[str, Json] = {"class_name": layer.name, "config": config}
    if layer.own and layer.own != "here":
        kept["module"] = layer.own
    return unknown_type(layer.name), {KEPT: kept}


def _json(value: SourceValue, depth: int = 0) -> Json:
    if depth > DEPTH_LIMIT:
        raise InvalidValue("it is nested too deeply")
    if isinstance(value, Sym):
        value = settled(value)
    if isinstance(value, ListValue):
        value = tuple(value.look())
    if isinstance(value, tuple):
        return [_json(each, depth + 1) for each in value]
    if isinstance(value, DictValue):
        return {str(key): _json(each, depth + 1) for key, each in value.look().items()}
    if isinstance(value, Api):
        return value.path[-1]
    if isinstance(value, PLAIN) and not (isinstance(value, str) and len(value) > 1000):
        return value
    raise InvalidValue("it is no plain value")
