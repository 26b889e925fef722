"""Candidates for fixes: their acts as data, and the edits that do them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from blocks.catalog.core import INPUT
from blocks.check.checker import Checker
from blocks.commands.blocks import (
    GAP,
    dissolve_blocks,
    fresh_block,
    put_on_wire,
    remove_blocks,
    set_metaparameter,
    set_values,
)
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, RemoveWire, ReplaceBlock
from blocks.fixes.acts import (
    Act,
    Append,
    Begin,
    ChangeMetaparameter,
    Connect,
    Disconnect,
    Insert,
    Merge,
    PutOnWire,
    Remove,
    Retype,
    SetValues,
)
from blocks.graph.graph import Block, Wire
from blocks.settings.datasets import DataDescription
from blocks.types.block_type import BlockType
from blocks.types.problems import Problem
from blocks.values.values import Value


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change that may mend a problem.

    Attributes:
        acts: what it does, for words and tests.
        edits: one undo step that does it.
        shows: the block whose output the preview tells; empty for the block with the problem.
        once: of several candidates with the same word the first that works is enough.
        aside: it does without the block, or puts it elsewhere; that is told behind what mends it where it stands.
    """

    acts: tuple[Act, ...]
    edits: tuple[Edit, ...]
    shows: str = ""
    once: str = ""
    aside: bool = False


Candidates = Iterator[Candidate]
Data = DataDescription | None
"""The data of the project, where some are chosen."""

Maker = Callable[[Checker, Problem, Data], Candidates]


def first_of(word: str, candidates: Iterable[Candidate]) -> Candidates:
    """Yield candidates of which one is enough."""
    return (replace(each, once=word) for each in candidates)


def beside(candidates: Iterable[Candidate]) -> Candidates:
    """Yield candidates that are told behind the others."""
    return (replace(each, aside=True) for each in candidates)


def both(first: Candidate, second: Candidate, shows: str) -> Candidate:
    """Return what does one after the other; the second was made for what the first leaves."""
    acts, edits = (*first.acts, *second.acts), (*first.edits, *second.edits)
    return Candidate(acts, edits, shows, first.once)


def set_on(
    checker: Checker, block_id: str, values: Mapping[str, Value], shows: str = ""
) -> Candidate:
    """Set parameters of a block."""
    return set_on_all(checker.document, checker.graph_name, (block_id,), values, shows)


def set_on_all(
    document: Document, graph: str, ids: Iterable[str], values: Mapping[str, Value], shows: str = ""
) -> Candidate:
    """Set the same parameters of several blocks of a graph."""
    blocks = tuple(ids)
    edits: list[Edit] = []
    for block_id in blocks:  # blocks that apply one layer change together
        wanted = set_values(document, block_id, graph, **values)
        edits += [edit for edit in wanted if edit not in edits]
    return Candidate((SetValues(graph, blocks, values),), tuple(edits), shows)


def insert(
    checker: Checker, wire: Wire, kind: BlockType, after: bool = False, **values: Value
) -> Candidate:
    """Insert a fresh block into a wire, half way between its ends; ``after``: the words name the one before it."""
    graph = checker.graph
    above, below = graph.positions[wire.source], graph.positions[wire.target]
    block = fresh_block(graph, kind.name, **values)
    place = ((above[0] + below[0]) / 2, (above[1] + below[1]) / 2)
    edits: list[Edit] = [
        AddBlock(checker.graph_name, block, place),
        *put_on_wire(checker.graph, block, wire),
    ]
    act = Insert(checker.graph_name, block.id, kind.name, wire, values, after)
    return Candidate((act,), tuple(edits), wire.target)


def append(checker: Checker, source: str, port: str, kind: BlockType, **values: Value) -> Candidate:
    """Add a fresh block behind an output."""
    graph = checker.graph
    x, y = graph.positions[source]
    block = fresh_block(graph, kind.name, **values)
    wire = Wire(source, port, block.id, kind.inputs.names[0])
    edits = (
        AddBlock(checker.graph_name, block, (x, y + GAP)),
        AddWire(checker.graph_name, wire),
    )
    act = Append(checker.graph_name, block.id, kind.name, source, port, values)
    return Candidate((act,), edits, block.id)


def merge(
    checker: Checker, sources: tuple[str, ...], target: str, port: str, kind: BlockType
) -> Candidate:
    """Join open ends by a fresh block that leads to a port."""
    graph = checker.graph
    block = fresh_block(graph, kind.name)
    x, y = graph.positions[target]
    wires = [
        Wire(source, graph.output_ports(source)[0], block.id, f"input_{number}")
        for number, source in enumerate(sources, 1)
    ]
    wires.append(Wire(block.id, "output", target, port))
    edits: list[Edit] = [AddBlock(checker.graph_name, block, (x, y - GAP))]
    edits += [AddWire(checker.graph_name, wire) for wire in wires]
    act = Merge(checker.graph_name, block.id, kind.name, sources, target, port)
    return Candidate((act,), tuple(edits), target)


def begin(checker: Checker, target: str, port: str, **values: Value) -> Candidate:
    """Add an Input that leads to a port."""
    graph = checker.graph
    block = fresh_block(graph, INPUT.name, **values)
    x, y = graph.positions[target]
    wire = Wire(block.id, "output", target, port)
    edits = (
        AddBlock(checker.graph_name, block, (x, y - GAP)),
        AddWire(checker.graph_name, wire),
    )
    act = Begin(checker.graph_name, block.id, target, port, dict(block.values))
    return Candidate((act,), edits, target)


def delete(checker: Checker, block_id: str, shows: str = "") -> Candidate:
    """Delete a block with its wires."""
    edits = remove_blocks(checker.document, [block_id], checker.graph_name)
    return Candidate((Remove(checker.graph_name, block_id),), tuple(edits), shows)


def dissolve(checker: Checker, block_id: str, shows: str = "") -> Candidate:
    """Delete a block and join what came before it to what came after."""
    edits = dissolve_blocks(checker.document, [block_id], checker.graph_name)
    return Candidate((Remove(checker.graph_name, block_id, True),), tuple(edits), shows)


def connect(checker: Checker, wire: Wire, shows: str, forward: bool = False) -> Candidate:
    """Connect two ports."""
    edit = AddWire(checker.graph_name, wire)
    return Candidate((Connect(checker.graph_name, wire, forward),), (edit,), shows)


def disconnect(checker: Checker, wire: Wire) -> Candidate:
    """Remove a wire."""
    edit = RemoveWire(checker.graph_name, wire)
    return Candidate((Disconnect(checker.graph_name, wire),), (edit,), wire.target)


def lead_through(checker: Checker, wire: Wire, block_id: str) -> Candidate:
    """Put a block without wires into a wire."""
    edits = put_on_wire(checker.graph, checker.graph.blocks[block_id], wire)
    act = PutOnWire(checker.graph_name, block_id, wire)
    return Candidate((act,), tuple(edits), block_id)


def retype(checker: Checker, block: Block, kind: BlockType) -> Candidate:
    """Make a block one of another type."""
    values = {name: value for name, value in block.values.items() if kind.parameter(name)}
    new = replace(block, type=kind.name, values=values)
    act = Retype(checker.graph_name, block.id, kind.name)
    return Candidate((act,), (ReplaceBlock(checker.graph_name, block, new),), block.id)


def change_metaparameter(checker: Checker, name: str, value: Value, shows: str) -> Candidate:
    """Give a metaparameter of the graph another value."""
    edits = set_metaparameter(checker.document, name, value, checker.graph_name)
    return Candidate((ChangeMetaparameter(checker.graph_name, name, value),), tuple(edits), shows)
