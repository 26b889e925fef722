"""Arguments as Keras writes them into JSON, turned into values of parameters."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from blocks.errors import InvalidValue
from blocks.parameters import Axis, Choice, NamedNumbers, Number, ObjectOf, Parameter
from blocks.values.safe_json import Json
from blocks.values.values import Configured, Value, from_json
from importers.keras_json.calls import Argument

FLOAT = "float32"
"""The number format that Keras has unless told otherwise, so that files name what nobody chose."""


def value_of(parameter: Parameter, data: Argument) -> Value:
    """Turn what stands in a layer's configuration into a value.

    Args:
        parameter: the declared parameter.
        data: a plain value, a list, or an object with ``class_name`` and ``config``; a tensor is refused.

    Raises:
        InvalidValue: it is not a value that the parameter can have.
    """
    if isinstance(parameter, ObjectOf) and isinstance(data, dict):
        return _object(parameter, data)
    if isinstance(parameter, NamedNumbers) and isinstance(data, dict):
        pairs = tuple((str(key), from_json(item)) for key, item in data.items())
        return parameter.validate(Configured("dict", pairs))
    if isinstance(parameter, Choice) and isinstance(data, dict):
        data = _name_in(parameter.name, data)
    value = _validated(parameter, from_json(data))
    return None if _says_nothing(parameter, value) else value


def _validated(parameter: Parameter, value: Value) -> Value:
    """Take a value as it is, else for what it stands for: a list of one, and a whole number written as 2.0."""
    try:
        return parameter.validate(value)
    except InvalidValue:
        if isinstance(parameter, Choice) and isinstance(value, str):
            raise InvalidValue(
                f"its {parameter.name} {value[:60]} is none that is known here"
            ) from None
        plain = _plainest(value, alone=isinstance(parameter, (Number, Axis)))
        if plain == value and type(plain) is type(value):
            raise
        return parameter.validate(plain)


def _plainest(value: Value, alone: bool) -> Value:
    if isinstance(value, tuple):
        parts = tuple(_plainest(each, alone) for each in value)
        return parts[0] if alone and len(parts) == 1 else parts
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _says_nothing(parameter: Parameter, value: Value) -> bool:
    """Tell whether a file only writes out what Keras takes where nothing is said."""
    usual = {"dtype": FLOAT, "data_format": "channels_last", "activation": "linear"}
    return parameter.nullable and parameter.default is None and usual.get(parameter.name) == value


def _name_in(name: str, data: Mapping[str, Json]) -> Json:
    """Return the name in a serialized function or number format: ``relu6``, ``mixed_float16``."""
    config = data.get("config")
    if data.get("class_name") == "DTypePolicy" and isinstance(config, dict):
        return config.get("name")
    if data.get("class_name") == "function" and isinstance(config, str):
        return config
    raise InvalidValue(f"its {name} is an object of the class {str(data.get('class_name'))[:60]}")


def _object(parameter: ObjectOf, data: Mapping[str, Json]) -> Value:
    family, name, config = parameter.family, data.get("class_name"), data.get("config", {})
    if not is_kerass(data) or not isinstance(name, str):
        raise InvalidValue(f"{parameter.name} is an object of a class that is not Keras's own")
    name = family.aliases.get(name, name)
    if name not in family.members or not isinstance(config, dict):
        raise InvalidValue(f"{parameter.name} cannot be {name[:60]}")
    arguments = []
    for member in family.members[name]:
        if member.name not in config:
            continue
        value = value_of(member, config[member.name])
        if member.required or not member.is_default(value):
            arguments.append((member.name, value))
    unread = config.keys() - {member.name for member in family.members[name]} - {"dtype"}
    for key in sorted(unread):
        if config[key] is not None:
            raise InvalidValue(f"{name} has an argument {key[:60]} that is not known")
    if not arguments:
        return parameter.validate(_short_name(parameter, name))
    return parameter.validate(Configured(name, tuple(arguments)))


def _short_name(parameter: ObjectOf, class_name: str) -> str:
    """Return the short name of a class, the parameter's own default first."""
    aliases = parameter.family.aliases
    if isinstance(parameter.default, str) and aliases.get(parameter.default) == class_name:
        return parameter.default
    return next((alias for alias, known in aliases.items() if known == class_name), class_name)


def is_kerass(data: Mapping[str, Json]) -> bool:
    """Tell whether an object is of one of Keras's own classes; the module is compared, never imported."""
    module = data.get("module") or ""
    own = isinstance(module, str) and is_keras_module(module)
    return own and not data.get("registered_name")


def is_keras_module(module: str) -> bool:
    """Tell whether a module name is Keras's; files of Keras 2 have none."""
    return (
        not module
        or module.split(".")[0] in ("keras", "tf_keras")
        or (module.startswith(("tensorflow.keras", "tensorflow.python.keras")))
    )


def without(data: Json, names: Collection[str]) -> Json:
    """Return a configuration without some keys, however deep they lie in it."""
    if isinstance(data, dict):
        return {key: without(each, names) for key, each in data.items() if key not in names}
    return [without(each, names) for each in data] if isinstance(data, list) else data
