"""The actions on blocks and wires as lists of primitive edits: add, connect, insert, delete, duplicate, change.

Every function only reads the document and returns edits; `History.do` applies them as one undo step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from blocks.commands.definition_edits import removed
from blocks.document.document import Document
from blocks.document.edits import (
    AddBlock,
    AddWire,
    Edit,
    Place,
    RemoveWire,
    ReplaceBlock,
    SetMetaparameters,
    SetSettings,
)
from blocks.document.layer_names import forgotten_names
from blocks.errors import EditError, InvalidValue
from blocks.graph.composite_ports import free_port_name
from blocks.graph.graph import MODEL, Block, Graph, Metaparameter, Position, Wire
from blocks.graph.naming import can_be_named
from blocks.graph.shared_layers import group_of
from blocks.graph.wire_rules import check_wire
from blocks.parameters import same_value
from blocks.types.block_type import BlockType, Form
from blocks.values.values import Value, has_expression

GAP = 100.0
"""Vertical distance between two blocks that are added one after the other, in pixels at 100 %."""

SIDE = 260.0
"""Horizontal distance of blocks that stand side by side, in pixels at 100 %."""


def fresh_block(graph: Graph, type_name: str, **values: Value) -> Block:
    """Return a new block of a type, with the values that a freshly dropped one has.

    Raises:
        EditError: there is no such block type.
    """
    kind = graph.type_named(type_name)
    if kind is None:
        raise EditError(f"there is no block type {type_name}")
    return block_of(graph, kind, values)


def block_of(graph: Graph, kind: BlockType, values: Mapping[str, Value]) -> Block:
    """Return a new block of a type that the graph may not know yet; see `fresh_block`.

    An end of a composite has the name of its port from the start.
    """
    inner_end = kind.form is Form.PORT and graph.name != MODEL
    name = free_port_name(graph, kind.name) if inner_end else ""
    chosen = {parameter.name: parameter.start for parameter in kind.parameters} | dict(values)
    return Block(graph.fresh_id(kind.name), kind.name, normal_values(kind, chosen), name)


def normal_values(kind: BlockType, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return values in normal form: in Keras's order, those at Keras's default left out."""
    normal: dict[str, Value] = {}
    for parameter in kind.parameters:
        if parameter.name not in values:
            continue
        value = values[parameter.name]
        # An illegal value is kept as it is: the checker says what is wrong with it.
        with suppress(InvalidValue):
            value = value if has_expression(value) else parameter.validate(value)
        if parameter.required or not parameter.is_default(value):
            normal[parameter.name] = value
    return normal | {name: value for name, value in values.items() if kind.parameter(name) is None}


def add_block(
    document: Document,
    type_name: str,
    position: Position | None = None,
    after: str | None = None,
    graph: str = MODEL,
    values: Mapping[str, Value] | None = None,
) -> tuple[str, list[Edit]]:
    """Add a block, wired to the first output of ``after`` where that is possible.

    Args:
        document: where it is added.
        type_name: a block type or a composite of the document.
        position: of its top left corner, in pixels at 100 %; by default a free place below the block that it follows,
            else below all others.
        after: id of the block that it follows.
        graph: name of the graph; the model by default.
        values: parameters that differ from those of a freshly dropped block.

    Returns:
        the new block's id, and the edits.

    Raises:
        EditError: there is no such block type or graph.
    """
    found = document.graph(graph)
    block = fresh_block(found, type_name, **(values or {}))
    edits: list[Edit] = [AddBlock(graph, block, position or free_place(found, after))]
    kind = found.kind_of(block)
    if after is not None and kind is not None and found.output_ports(after):
        source = (after, found.output_ports(after)[0])
        edits += [AddWire(graph, Wire(*source, block.id, port)) for port in first_ports(kind)]
    return block.id, edits


def free_place(graph: Graph, after: str | None = None) -> Position:
    """Return a place below a block, or below all blocks, beside what stands there; in pixels at 100 %."""
    places = graph.positions
    if after is None:
        return 0.0, max((y + GAP for _, y in places.values()), default=0.0)
    x, y = places[after]
    row = [left for left, top in places.values() if abs(top - y - GAP) < GAP / 2]
    while any(abs(left - x) < SIDE for left in row):
        x += SIDE
    return x, y + GAP


def first_ports(kind: BlockType) -> tuple[str, ...]:
    """Return the ports that a single tensor goes to: one, but of attention all that are needed: it asks itself."""
    if kind.inputs.many:
        return ("input_1",)
    return kind.inputs.needed if kind.inputs.optional else kind.inputs.names[:1]


def connect(document: Document, wire: Wire, graph: str = MODEL) -> list[Edit]:
    """Connect two ports.

    Raises:
        EditError: the wire is not allowed; the text says why.
    """
    reason = check_wire(document.graph(graph), wire)
    if reason:
        raise EditError(reason)
    return [AddWire(graph, wire)]


def disconnect(document: Document, wires: Iterable[Wire], graph: str = MODEL) -> list[Edit]:
    """Remove wires."""
    return [RemoveWire(graph, wire) for wire in sorted(set(wires))]


def remove_blocks(document: Document, ids: Iterable[str], graph: str = MODEL) -> list[Edit]:
    """Remove blocks with every wire that touches them."""
    found = document.graph(graph)
    gone = [block_id for block_id in found.order() if block_id in set(ids)]
    edits = removed(found, gone)
    forgotten = forgotten_names(document, graph, gone)
    return [*edits, *forgotten, *(_forget_outputs(document, gone) if graph == MODEL else ())]


def _forget_outputs(document: Document, ids: Iterable[str]) -> list[Edit]:
    """Take away what the outputs of blocks say for themselves: a later block may get the same id."""
    old, gone = document.settings, set(ids)
    new = old.without_outputs([key for key in old.outputs if key.partition(".")[0] in gone])
    return [] if new is old else [SetSettings(old, new)]


def dissolve_blocks(document: Document, ids: Iterable[str], graph: str = MODEL) -> list[Edit]:
    """Remove blocks and join what came before them to what came after, where each has one input and one output."""
    found = document.graph(graph)
    gone = set(ids)
    edits = remove_blocks(document, gone, graph)
    for block_id in gone:
        for wire in found.outgoing(block_id):
            source = _before(found, wire, gone)
            if source is not None and wire.target not in gone:
                edits.append(
                    AddWire(
                        graph,
                        Wire(source.source, source.source_port, wire.target, wire.target_port),
                    )
                )
    return edits


def _before(graph: Graph, wire: Wire, gone: set[str]) -> Wire | None:
    while wire.source in gone:
        incoming = graph.incoming(wire.source)
        if len(incoming) != 1:
            return None
        wire = incoming[0]
    return wire


def insert_on_wire(
    document: Document,
    type_name: str,
    wire: Wire,
    position: Position | None = None,
    graph: str = MODEL,
) -> tuple[str, list[Edit]]:
    """Add a block in the middle of a wire, by default halfway; returns its id and the edits.

    Raises:
        EditError: the block has no input or no output.
    """
    found = document.graph(graph)
    block = fresh_block(found, type_name)
    if position is None:
        (left, top), (right, bottom) = found.positions[wire.source], found.positions[wire.target]
        position = (left + right) / 2, (top + bottom) / 2
    return block.id, [AddBlock(graph, block, position), *put_on_wire(found, block, wire)]


def put_on_wire(
    graph: Graph, block: Block, wire: Wire, kind: BlockType | None = None
) -> list[Edit]:
    """Lead a wire through a block whose ports are free.

    Args:
        graph: where the wire is.
        block: the block.
        wire: the wire.
        kind: the block's type, where the graph does not know it yet.

    Raises:
        EditError: the block has no input or no output.
    """
    kind = kind or graph.kind_of(block)
    if kind is None or not kind.outputs or not (kind.inputs.names or kind.inputs.many):
        raise EditError(f"{block.type} cannot stand in the middle of a wire")
    source = (wire.source, wire.source_port)
    return [
        RemoveWire(graph.name, wire),
        *(AddWire(graph.name, Wire(*source, block.id, port)) for port in first_ports(kind)),
        AddWire(graph.name, Wire(block.id, kind.outputs[0], wire.target, wire.target_port)),
    ]


def set_values(
    document: Document, block_id: str, graph: str = MODEL, **values: Value
) -> list[Edit]:
    """Change parameters of a block; values equal to Keras's default are left out of the file."""
    found = document.graph(graph)
    old, kind = found.blocks[block_id], found.kind(block_id)
    chosen = {**old.values, **values}
    new = normal_values(kind, chosen) if kind else chosen
    if _same_values(old.values, new):
        return []
    # Blocks that apply one layer are edited as one.
    mine = [found.blocks[key] for key in group_of(found, block_id)]
    return [ReplaceBlock(graph, each, replace(each, values=new)) for each in mine]


def _same_values(left: Mapping[str, Value], right: Mapping[str, Value]) -> bool:
    return left.keys() == right.keys() and all(same_value(left[name], right[name]) for name in left)


def rename_block(document: Document, block_id: str, name: str, graph: str = MODEL) -> list[Edit]:
    """Give a block a layer name of its own; an empty one returns to Keras's automatic name.

    Raises:
        InvalidValue: Keras would not take the name.
    """
    old = document.graph(graph).blocks[block_id]
    name = name.strip()
    if name and not can_be_named(old):
        raise InvalidValue(f"Keras takes no name for a {old.type}")
    if name and not (name.isascii() and name.replace("_", "a").isalnum() and len(name) <= 60):
        raise InvalidValue("a layer name has letters, digits and _ only")
    found = document.graph(graph)
    mine = [found.blocks[key] for key in group_of(found, block_id)]
    return [
        ReplaceBlock(graph, each, replace(each, name=name)) for each in mine if each.name != name
    ]


def move_blocks(
    document: Document, places: Mapping[str, Position], graph: str = MODEL
) -> list[Edit]:
    """Put blocks at new positions."""
    old = document.graph(graph).positions
    return [Place(graph, key, old[key], new) for key, new in places.items() if old[key] != new]


def set_metaparameters(
    document: Document, new: tuple[Metaparameter, ...], graph: str = MODEL
) -> list[Edit]:
    """Replace the metaparameters of a graph."""
    old = document.graph(graph).metaparameters
    return [] if old == new else [SetMetaparameters(graph, old, new)]


def set_metaparameter(
    document: Document, name: str, value: Value, graph: str = MODEL
) -> list[Edit]:
    """Give a metaparameter another value.

    Raises:
        InvalidValue: the value is not legal, or there is no such metaparameter.
    """
    found = document.graph(graph).metaparameters
    if name not in {meta.name for meta in found}:
        raise InvalidValue(f"there is no metaparameter {name}")
    new = tuple(
        replace(meta, value=meta.parameter.validate(value)) if meta.name == name else meta
        for meta in found
    )
    return set_metaparameters(document, new, graph)
