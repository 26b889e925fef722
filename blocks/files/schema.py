"""The JSON Schema of project files (draft 2020-12), made from the reader's own limits and declarations.

``python -m blocks.files.schema docs/project.schema.json`` writes the file; a test compares it with what is made here.
Rules that need more than one place of a file, such as "a wire ends at a port that is there", are in
``docs/file-format.md``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from blocks.document.edits import COMPOSITE_NAME
from blocks.files import parts
from blocks.files.parameter_schema import Schema, described, parameter_schema
from blocks.files.project_file import FORMAT, MAX_COMPOSITES, VERSION
from blocks.graph.structure import MAX_COUNT, MERGES
from blocks.parameters import Parameter
from blocks.settings.declarations import DATA, OUTPUT, TRAINING
from blocks.values.safe_json import MAX_TEXT
from blocks.values.values import TEXT_LIMIT

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def project_schema() -> Schema:
    """Return the schema of a whole project file."""
    return {
        "$schema": DRAFT,
        "$id": f"urn:netwright:project:{VERSION}",
        "title": "Netwright project",
        "description": "A neural network with its composites and settings. docs/file-format.md explains it.",
        "type": "object",
        "required": ["format", "version"],
        "properties": _project_members(),
        "additionalProperties": _ref("kept"),
        "$defs": _definitions(),
    }


def _project_members() -> Schema:
    return {
        "format": {"const": FORMAT},
        "version": {"type": "integer", "minimum": 1, "description": "Of the writer's format."},
        "min_reader": {
            "type": "integer",
            "minimum": 1,
            "maximum": VERSION,
            "description": "Oldest version of the format whose readers may open the file; without it, `version`.",
        },
        "title": {"type": "string", "maxLength": MAX_TEXT},
        "description": {"type": "string", "maxLength": MAX_TEXT},
        "data": {"$ref": "#/$defs/data"},
        "training": {"$ref": "#/$defs/training"},
        "outputs": {
            "type": "object",
            "maxProperties": parts.MAX_OUTPUTS,
            "propertyNames": {"pattern": _whole(parts.OUTPUT_KEY.pattern)},
            "additionalProperties": _ref("output"),
            "description": "Settings of single outputs, by block id and port: `dense-7.output`.",
        },
        "model": _ref("graph"),
        "composites": {
            "type": "object",
            "maxProperties": MAX_COMPOSITES,
            "propertyNames": {"pattern": _whole(COMPOSITE_NAME.pattern)},
            "additionalProperties": _ref("composite"),
        },
        "weights": {"description": "The file of weights that training starts from."},
        "template": {"description": "What a bundled template says of itself."},
    }


def _definitions() -> Schema:
    return {
        "graph": _graph(),
        "composite": {
            "$ref": "#/$defs/graph",
            "properties": {"description": {"type": "string"}},
        },
        "block": _block(),
        "wire": {
            "description": "[block, output port, block, input port]",
            "type": "array",
            "items": _ref("id"),
            "minItems": 4,
            "maxItems": 4,
        },
        "metaparameter": _metaparameter(),
        "structure": _structure(),
        "data": _settings(DATA),
        "training": _settings(TRAINING),
        "output": _settings(OUTPUT),
        "id": {"type": "string", "pattern": _whole(parts.ID.pattern)},
        **_values(),
    }


def _graph() -> Schema:
    place = {"type": "number"} | {
        "exclusiveMinimum": -parts.MAX_COORDINATE,
        "exclusiveMaximum": parts.MAX_COORDINATE,
    }
    return {
        "type": "object",
        "properties": {
            "metaparameters": _list("metaparameter", parts.MAX_METAPARAMETERS),
            "blocks": _list("block", parts.MAX_BLOCKS),
            "wires": _list("wire", parts.MAX_WIRES),
            "positions": {
                "description": "Top left corner of each block by its id, in pixels at 100 %.",
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": place,
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
            "nested": {
                "description": "The composite is a model of its own: `Functional` or `Sequential`."
            },
            "outputs": {"description": "Keys of the model's outputs, `block.port`, in order."},
        },
        "additionalProperties": _ref("kept"),
    }


def _block() -> Schema:
    return {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": _ref("id"),
            "type": {
                "description": "A layer of Keras, a wrapper with its layer, or a composite of this file.",
                "type": "string",
                "pattern": _whole(parts.TYPE.pattern),
            },
            "name": {"type": "string", "pattern": _whole(f"({parts.LAYER_NAME.pattern})?")},
            "values": {
                "description": "Parameters that differ from Keras's default. Anything that is no value is kept.",
                "type": "object",
                "additionalProperties": {"anyOf": [_ref("value"), _ref("kept")]},
            },
            "structure": _ref("structure"),
            "shares": {
                "description": "Blocks of a graph with the same word apply one layer.",
                "type": "string",
                "pattern": _whole(f"({parts.ID.pattern})?"),
            },
            "weights": {"description": "Names of the layers of the file of weights."},
            "no_outputs": {"description": "Free ports that are no outputs of the model."},
            "keras": {"description": "An unknown layer, word for word."},
        },
        "additionalProperties": _ref("kept"),
    }


def _metaparameter() -> Schema:
    limits: Schema = {"minimum": {"type": "number"}, "maximum": {"type": "number"}}
    words = {
        "type": "array",
        "items": {"type": "string"},
        "minItems": 1,
        "maxItems": parts.MAX_CHOICES,
        "uniqueItems": True,
    }
    more: dict[str, Schema] = {"integer": limits, "number": limits, "choice": {"choices": words}}
    kinds = []
    for name in parts.KINDS:
        value = {"choice": {"type": "string", "maxLength": TEXT_LIMIT}}.get(name)
        then: Schema = {"properties": {"value": value or _plain_kind(name)} | more.get(name, {})}
        if name == "choice":
            then["required"] = ["choices"]
        kinds.append({"if": {"properties": {"kind": {"const": name}}}, "then": then})
    return {
        "type": "object",
        "required": ["name", "kind", "value"],
        "properties": {
            "name": {"type": "string", "pattern": _whole(parts.NAME.pattern)},
            "kind": {"enum": list(parts.KINDS)},
            "help": {"type": "string"},
        },
        "allOf": kinds,
        "additionalProperties": _ref("kept"),
    }


def _plain_kind(name: str) -> Schema:
    """Return the schema of a metaparameter's value without the limits that the file sets for it."""
    return parameter_schema(parts.KINDS[name](name=name))


def _structure() -> Schema:
    def count(least: int) -> Schema:
        return {
            "anyOf": [
                {"type": "null"},
                {"type": "integer", "minimum": least, "maximum": MAX_COUNT},
                _ref("expression"),
            ]
        }

    given = {"not": {"type": "null"}}
    return {
        "description": "How often a block is there, and under which condition.",
        "type": "object",
        "properties": {
            "series": count(0),
            "parallel": count(1),
            "merge": {"enum": list(MERGES)},
            "when": {"anyOf": [{"type": ["null", "boolean"]}, _ref("expression")]},
        },
        "additionalProperties": False,
        "not": {
            "required": ["series", "parallel"],
            "properties": {"series": given, "parallel": given},
        },
    }


def _settings(declared: tuple[Parameter, ...]) -> Schema:
    return {
        "type": "object",
        "properties": {parameter.name: described(parameter) for parameter in declared},
        "additionalProperties": _ref("plainValue"),
    }


def _values() -> Schema:
    def value(name: str, *more: Schema) -> Schema:
        configured = {
            "type": "object",
            "required": ["class"],
            "properties": {"class": {"type": "string", "maxLength": MAX_TEXT}},
            "additionalProperties": _ref(name),
        }
        return {
            "anyOf": [
                {"type": ["null", "boolean", "number"]},
                {"type": "string", "maxLength": TEXT_LIMIT},
                {"type": "array", "items": _ref(name)},
                configured,
                *more,
            ]
        }

    return {
        "value": value("value", _ref("expression")),
        "plainValue": value("plainValue"),
        "expression": {
            "description": 'Arithmetic over metaparameters: {"=": "int(64 * alpha)"}.',
            "type": "object",
            "required": ["="],
            "properties": {"=": {"type": "string", "maxLength": TEXT_LIMIT}},
            "additionalProperties": False,
        },
        "kept": {
            "description": "Not known to this version of the format: kept word for word and written again.",
            "maxLength": MAX_TEXT,
            "propertyNames": {"maxLength": MAX_TEXT},
            "items": _ref("kept"),
            "additionalProperties": _ref("kept"),
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(name: str, most: int) -> Schema:
    return {"type": "array", "items": _ref(name), "maxItems": most}


def _whole(pattern: str) -> str:
    return f"^{pattern}$"


def schema_text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(project_schema(), indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
