"""Finds the ports of a selection: what comes in from outside, and what is used outside."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from blocks.catalog.ports import IN, OUT
from blocks.check.outputs import model_outputs
from blocks.graph.composite_ports import port_names
from blocks.graph.graph import MODEL, Graph, Wire
from blocks.graph.naming import first_free, keras_prefix
from blocks.types.block_type import Form


@dataclass(frozen=True, slots=True)
class Port:
    """One port of a composite that is being made.

    Attributes:
        id: id of the In or Out block.
        name: name of the port.
        source: block and output port that the data come from: outside for an input, inside for an output.
        wires: the wires from there to the other side, as they are now.
    """

    id: str
    name: str
    source: tuple[str, str]
    wires: tuple[Wire, ...]


def inputs_of(
    graph: Graph, order: Sequence[str], first: int, taken: Iterable[str] = ()
) -> list[Port]:
    """Return an input for every output port outside that the selection uses, in the order of their use.

    Args:
        graph: the graph.
        order: the selected blocks in order.
        first: number of the first In block.
        taken: names of metaparameters: a function has arguments of both kinds.
    """
    chosen = set(order)
    crossing = [wire for key in order for wire in graph.incoming(key) if wire.source not in chosen]
    return _ports(graph, crossing, IN.name, first, set(taken))


def outputs_of(graph: Graph, order: Sequence[str], first: int) -> list[Port]:
    """Return an output for every output port inside that is used outside, or that ends the model."""
    chosen = set(order)
    crossing = [wire for key in order for wire in graph.outgoing(key) if wire.target not in chosen]
    loose = [each for each in model_outputs(graph) if each.block in chosen]
    if graph.name != MODEL and crossing:
        loose = []  # what leads nowhere in a definition is not there, and must not come to life
    ends = [(each.block, each.port) for each in loose]
    return _ports(graph, crossing, OUT.name, first, set(), ends)


def _ports(
    graph: Graph,
    wires: Sequence[Wire],
    type_name: str,
    first: int,
    taken: set[str],
    loose: Sequence[tuple[str, str]] = (),
) -> list[Port]:
    grouped: dict[tuple[str, str], list[Wire]] = {}
    for wire in wires:
        grouped.setdefault((wire.source, wire.source_port), []).append(wire)
    for source in loose:
        grouped[source] = []
    found: list[Port] = []
    names = set(taken)
    for number, (source, group) in enumerate(grouped.items(), first):
        alone = "input" if type_name == IN.name else "output"
        name = first_free(alone if len(grouped) == 1 else _name(graph, *source), names.__contains__)
        names.add(name)
        found.append(Port(f"{type_name.lower()}-{number}", name, source, tuple(group)))
    return found


def _name(graph: Graph, block_id: str, port: str) -> str:
    """Return a telling name for what a block gives: its own, that of its port, or that of its type."""
    block, kind = graph.blocks[block_id], graph.kind(block_id)
    if block.type == IN.name:
        name = port_names(graph, IN.name)[block_id]
    elif kind is not None and kind.form is Form.COMPOSITE and len(kind.outputs) > 1:
        name = port
    else:
        name = block.name or keras_prefix(block.type)
    fit = name.isidentifier() and not keyword.iskeyword(name)
    return name if fit else keras_prefix(block.type)
