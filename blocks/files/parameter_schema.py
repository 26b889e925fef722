"""The JSON Schema of the values of a setting or a metaparameter, made from its declaration."""

from __future__ import annotations

from functools import singledispatch

from blocks.parameters import Choice, Flag, Integer, Number, ObjectOf, Parameter, Text, Words
from blocks.values.values import INTEGER_LIMIT, TEXT_LIMIT

Schema = dict[str, object]


def described(parameter: Parameter) -> Schema:
    """Return the schema of a parameter's values with its help and its default."""
    told: Schema = {"description": parameter.help} if parameter.help else {}
    if not parameter.required:
        default = parameter.default
        told["default"] = list(default) if isinstance(default, tuple) else default
    found = parameter_schema(parameter)
    return told | ({"anyOf": [found, {"type": "null"}]} if parameter.nullable else found)


@singledispatch
def parameter_schema(parameter: Parameter) -> Schema:
    """Return the schema of the values that a setting or a metaparameter may have, but for ``None``."""
    raise TypeError(f"{type(parameter).__name__} has no JSON Schema")


@parameter_schema.register
def _(parameter: Integer) -> Schema:
    least = -INTEGER_LIMIT if parameter.minimum is None else parameter.minimum
    most = INTEGER_LIMIT if parameter.maximum is None else parameter.maximum
    return {"type": "integer", "minimum": least, "maximum": most}


@parameter_schema.register
def _(parameter: Number) -> Schema:
    limits = {
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "exclusiveMinimum": parameter.above,
    }
    return {"type": "number"} | {key: value for key, value in limits.items() if value is not None}


@parameter_schema.register
def _(_parameter: Flag) -> Schema:
    return {"type": "boolean"}


@parameter_schema.register
def _(parameter: Choice) -> Schema:
    return {"enum": list(parameter.choices)}


@parameter_schema.register
def _(_parameter: Text) -> Schema:
    return {"type": "string", "maxLength": TEXT_LIMIT}


@parameter_schema.register
def _(parameter: Words) -> Schema:
    words = {"enum": list(parameter.choices)}
    return {"anyOf": [words, {"type": "array", "items": words, "uniqueItems": True}]}


@parameter_schema.register
def _(parameter: ObjectOf) -> Schema:
    family = parameter.family
    objects = []
    for name, arguments in family.members.items():
        required = [argument.name for argument in arguments if argument.required]
        members = {argument.name: described(argument) for argument in arguments}
        objects.append(
            {
                "type": "object",
                "required": ["class", *required],
                "properties": {"class": {"const": name}, **members},
                "additionalProperties": False,
            }
        )
    return {"anyOf": [{"enum": [*family.aliases, *family.members]}, *objects]}
