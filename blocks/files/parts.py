"""The parts of a project file: blocks, wires, metaparameters, settings; each read with care and written plainly."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeGuard

from blocks.document.weights_source import KEY
from blocks.errors import EditError, FileError, InvalidValue
from blocks.graph.graph import MODEL, Block, Graph, Metaparameter, Wire
from blocks.graph.ids import id_key
from blocks.graph.structure import Structure, structure_from, structure_to
from blocks.parameters import Choice, Flag, Integer, Number, Parameter, Text
from blocks.settings.declarations import DATA, OUTPUT, TRAINING, Settings
from blocks.types.ports import MANY_LIMIT
from blocks.values.values import Value, from_json, has_expression, to_json

MAX_BLOCKS = 50_000
MAX_WIRES = 200_000
MAX_OUTPUTS = 1000
MAX_CHOICES = 1000
MAX_METAPARAMETERS = 200
MAX_COORDINATE = 1e7
LAYER_NAME = re.compile(r"[A-Za-z0-9_]{1,60}")
ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
OUTPUT_KEY = re.compile(rf"{ID.pattern}\.{ID.pattern}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
TYPE = re.compile(rf"{NAME.pattern}(\({NAME.pattern}\))?")
_BLOCK_FIELDS = {"id", "type", "name", "values", "structure", "shares"}
_METAPARAMETER_FIELDS = {"name", "kind", "value", "help", "minimum", "maximum", "choices"}
_GRAPH_FIELDS = {"metaparameters", "blocks", "wires", "positions"}
KINDS: dict[str, Callable[..., Parameter]] = {
    "integer": Integer,
    "number": Number,
    "flag": Flag,
    "choice": Choice,
    "text": Text,
}


def block_to(block: Block, layers: Sequence[str] = ()) -> dict[str, object]:
    """Return a block as JSON, with the names that its layers have in a file of weights, in the order of making."""
    data: dict[str, object] = {"id": block.id, "type": block.type}
    if block.name:
        data["name"] = block.name
    values = {name: to_json(value) for name, value in block.values.items()}
    extra = dict(block.extra)
    unread = extra.pop("values", None)
    values |= unread if isinstance(unread, dict) else {}
    if values:
        data["values"] = values
    if block.structure is not None:
        data["structure"] = structure_to(block.structure)
    if block.shares:
        data["shares"] = block.shares
    return data | extra | ({KEY: list(layers)} if layers else {})


def block_from(data: object) -> Block:
    """Read a block; values that this version cannot read are kept in `Block.extra`.

    Raises:
        FileError: id, type or name are not what they must be.
    """
    if not isinstance(data, dict):
        raise FileError("a block must be a JSON object")
    block_id, type_name, name = data.get("id"), data.get("type"), data.get("name", "")
    if not isinstance(block_id, str) or not ID.fullmatch(block_id):
        raise FileError("a block has no proper id")
    if not isinstance(type_name, str) or not TYPE.fullmatch(type_name):
        raise FileError(f"the block {block_id} has no proper type")
    if not isinstance(name, str) or (name and not LAYER_NAME.fullmatch(name)):
        raise FileError(f"the block {block_id} has a name that Keras would not take")
    shares = data.get("shares", "")
    if not isinstance(shares, str) or (shares and not ID.fullmatch(shares)):
        raise FileError(f"the block {block_id} shares its layer with nothing that could be")
    given = data.get("values", {})
    if not isinstance(given, dict):
        raise FileError(f"the values of the block {block_id} must be a JSON object")
    values, unread = _values(given)
    extra = {key: value for key, value in data.items() if key not in _BLOCK_FIELDS}
    extra |= {"values": unread} if unread else {}
    return Block(block_id, type_name, values, name, extra, _structure(data, block_id), shares)


def _structure(data: Mapping[str, object], block_id: str) -> Structure | None:
    if "structure" not in data:
        return None
    try:
        return structure_from(data["structure"])
    except InvalidValue as error:
        raise FileError(f"the block {block_id}: {error}") from None


def _values(given: Mapping[str, object]) -> tuple[dict[str, Value], dict[str, object]]:
    values: dict[str, Value] = {}
    unread: dict[str, object] = {}
    for name, item in given.items():
        try:
            values[name] = from_json(item)
        except InvalidValue:
            unread[name] = item
    return values, unread


def metaparameter_to(meta: Metaparameter) -> dict[str, object]:
    """Return a metaparameter as JSON."""
    parameter = meta.parameter
    kind = next(name for name, known in KINDS.items() if type(parameter) is known)
    data: dict[str, object] = {"name": parameter.name, "kind": kind, "value": to_json(meta.value)}
    for field in ("minimum", "maximum"):
        if getattr(parameter, field, None) is not None:
            data[field] = getattr(parameter, field)
    if isinstance(parameter, Choice):
        data["choices"] = list(parameter.choices)
    return data | ({"help": parameter.help} if parameter.help else {}) | dict(meta.extra)


def metaparameter_from(data: object) -> Metaparameter:
    """Read a metaparameter; raises `FileError`."""
    data = data if isinstance(data, dict) else {}
    name, words, kind = data.get("name"), data.get("help", ""), data.get("kind")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise FileError("a metaparameter has no proper name")
    if not isinstance(words, str) or not isinstance(kind, str) or kind not in KINDS:
        raise FileError(f"the metaparameter {name} is of no known kind")
    more: dict[str, object] = {}
    if kind in ("integer", "number"):
        more = {field: data[field] for field in ("minimum", "maximum") if field in data}
        if not all(map(_is_number, more.values())):
            raise FileError(f"the limits of the metaparameter {name} are no numbers")
    if kind == "choice":
        more = {"choices": _choices(name, data.get("choices"))}
    try:
        parameter = KINDS[kind](name=name, help=words, front=True, **more)
        value = parameter.validate(from_json(data.get("value")))
    except InvalidValue as error:
        raise FileError(f"the metaparameter {name}: {error}") from None
    extra = {key: item for key, item in data.items() if key not in _METAPARAMETER_FIELDS}
    return Metaparameter(parameter, value, extra)


def _choices(name: str, given: object) -> tuple[str, ...]:
    """Return the words that a metaparameter may be; raises `FileError` for anything but a list of words."""
    words = given if isinstance(given, list) else []
    if not 0 < len(words) <= MAX_CHOICES or not all(isinstance(word, str) for word in words):
        raise FileError(f"the choices of the metaparameter {name} must be a list of words")
    if len(set(words)) < len(words):
        raise FileError(f"the metaparameter {name} has the same choice twice")
    return tuple(words)


def settings_from(data: Mapping[str, object]) -> Settings:
    """Read title, data and training; settings of newer versions are kept; raises `FileError`."""
    title, description = data.get("title", ""), data.get("description", "")
    if not isinstance(title, str) or not isinstance(description, str):
        raise FileError("title and description must be texts")
    return Settings(
        title,
        description,
        _settings(data, "data", DATA),
        _settings(data, "training", TRAINING),
        _outputs(data.get("outputs", {})),
    )


def _outputs(data: object) -> dict[str, Mapping[str, Value]]:
    """Read what single outputs say for themselves; an output that says nothing is left out."""
    if not isinstance(data, dict):
        raise FileError("outputs must be a JSON object")
    if len(data) > MAX_OUTPUTS:
        raise FileError(f"the file has settings for more than {MAX_OUTPUTS:,} outputs")
    for key in data:
        if not OUTPUT_KEY.fullmatch(key):
            raise FileError(f"{key[:60]!r} names no output")
    found = {key: _settings(data, key, OUTPUT) for key in data}
    return {key: values for key, values in found.items() if values}


def settings_to(settings: Settings) -> dict[str, object]:
    """Return title, data, training and outputs as JSON; equal settings give equal texts."""
    parts: dict[str, object] = {
        "title": settings.title,
        "description": settings.description,
        "data": _plain(settings.data),
        "training": _plain(settings.training),
    }
    outputs = {key: _plain(settings.outputs[key]) for key in sorted(settings.outputs, key=_by_age)}
    return parts | ({"outputs": outputs} if outputs else {})


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return {name: to_json(values[name]) for name in sorted(values)}


def _by_age(key: str) -> tuple[tuple[int, str], str]:
    block, _, port = key.partition(".")
    return id_key(block), port


def _settings(
    data: Mapping[str, object], part: str, declared: tuple[Parameter, ...]
) -> dict[str, Value]:
    given = data.get(part, {})
    if not isinstance(given, dict):
        raise FileError(f"{part} must be a JSON object")
    known = {parameter.name: parameter for parameter in declared}
    values: dict[str, Value] = {}
    for name, item in given.items():
        try:
            value = from_json(item)
            if has_expression(value):
                raise InvalidValue(f"{name} must be a plain value")
            values[name] = known[name].validate(value) if name in known else value
        except InvalidValue as error:
            raise FileError(f"the setting {name} of {part}: {error}") from None
    return values


def blocks_from(data: object, name: str) -> Graph:
    """Read a graph without its wires: enough to know a composite's ports and parameters.

    Raises:
        FileError: a part is not what it must be, or an id is double.
    """
    if not isinstance(data, dict):
        raise FileError("a graph must be a JSON object")
    graph = Graph(name)
    for item in _list(data, "blocks", MAX_BLOCKS):
        block = block_from(item)
        if block.id in graph:
            raise FileError(f"two blocks have the id {block.id}")
        graph.put(block)
    positions = data.get("positions", {})
    for at, block_id in enumerate(graph.blocks):
        graph.positions[block_id] = _position(positions, block_id, at)
    graph.metaparameters = tuple(
        metaparameter_from(item) for item in _list(data, "metaparameters", MAX_METAPARAMETERS)
    )
    if len({meta.name for meta in graph.metaparameters}) < len(graph.metaparameters):
        raise FileError("two metaparameters have the same name")
    graph.extra = {key: value for key, value in data.items() if key not in _GRAPH_FIELDS}
    if name != MODEL:
        description = graph.extra.pop("description", "")
        if not isinstance(description, str):
            raise FileError(f"the description of the composite {name} must be a text")
        graph.description = description
    return graph


def wires_from(data: Mapping[str, object], graph: Graph) -> None:
    """Read the wires of a graph; raises `FileError` where one leads nowhere or closes a circle."""
    # Looking for the wire into each port would take time by the square of the wires.
    taken: set[tuple[str, str]] = set()
    ends: Counter[str] = Counter()
    for item in _list(data, "wires", MAX_WIRES):
        wire = _join(graph, item)
        place = wire.target, wire.target_port
        if place in taken:
            raise FileError(f"two wires end at {wire.target_port} of {wire.target}")
        taken.add(place)
        ends[wire.target] += 1
        if ends[wire.target] > MANY_LIMIT:
            raise FileError(f"more than {MANY_LIMIT:,} wires end at {wire.target}")
        graph.join(wire)
    try:
        graph.order()
    except EditError as error:
        raise FileError(str(error)) from None


def _list(data: Mapping[str, object], part: str, limit: int) -> list[object]:
    found = data.get(part, [])
    if not isinstance(found, list):
        raise FileError(f"{part} must be a list")
    if len(found) > limit:
        raise FileError(f"the file has more than {limit:,} {part}")
    return found


def _position(positions: object, block_id: str, at: int) -> tuple[float, float]:
    place = positions.get(block_id) if isinstance(positions, dict) else None
    if isinstance(place, list) and len(place) == 2 and all(_coordinate(number) for number in place):
        return float(place[0]), float(place[1])
    return 0.0, 110.0 * at


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _coordinate(number: object) -> bool:
    return _is_number(number) and math.isfinite(number) and abs(number) < MAX_COORDINATE


def _join(graph: Graph, item: object) -> Wire:
    """Read a wire between blocks and ports that are there; raises `FileError`."""
    if (
        not isinstance(item, list)
        or len(item) != 4
        or not all(isinstance(part, str) and ID.fullmatch(part) for part in item)
    ):
        raise FileError("a wire must be [block, output, block, input]")
    wire = Wire(*item)
    if wire.source not in graph or wire.target not in graph or wire.source == wire.target:
        raise FileError(f"a wire from {wire.source} to {wire.target} leads nowhere")
    source, target = graph.kind(wire.source), graph.kind(wire.target)
    if (source and wire.source_port not in source.outputs) or (
        target and not target.inputs.has(wire.target_port)
    ):
        raise FileError(
            f"the wire from {wire.source} to {wire.target} names a port that is not there"
        )
    return wire
