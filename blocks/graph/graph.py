"""A graph of blocks: a networkx MultiDiGraph behind a small class.

Ids are values and ports are named. The graph only stores and answers; every change comes through
`blocks.document.edits`, so that it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import networkx as nx

from blocks.catalog.registry import block_type, port_types
from blocks.graph.ids import id_key, slug, sorted_ids
from blocks.graph.numbered_ports import numbered_ports
from blocks.graph.structure import LayerPath, Structure
from blocks.parameters import Parameter
from blocks.quoting import shortened
from blocks.types.block_type import BlockType
from blocks.types.ports import many_index
from blocks.types.problems import Problem
from blocks.values.safe_json import MAX_TEXT
from blocks.values.values import Value

Position = tuple[float, float]
"""Scene position (x, y) of a block's top left corner, in pixels at 100 %."""

MODEL_CLASS, FUNCTIONAL, SEQUENTIAL = "nested", "Functional", "Sequential"
"""Where a definition says that it is a model of its own, and of which class."""

MODEL = ""
"""Name of the main graph; composites have names of their own."""


class Wire(NamedTuple):
    """A connection from an output port to an input port."""

    source: str
    source_port: str
    target: str
    target_port: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a graph: a value, replaced as a whole when anything in it changes.

    Attributes:
        id: unique in its graph and never changed; ``conv2d-3``.
        type: name of the block type.
        values: parameters that were set; those at Keras's default are left out.
        name: the user's own name for the Keras layer; empty for Keras's automatic one.
        extra: fields of newer versions, kept word for word.
        structure: how often and under which condition it is there; ``None`` for once, always.
        shares: blocks of the same word apply one layer, see `blocks.graph.shared_layers`; empty for a layer of its own.
        layers: of a block of the model, the names that its layers have in the file of weights.
    """

    id: str
    type: str
    values: Mapping[str, Value] = field(default_factory=dict)
    name: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
    structure: Structure | None = None
    shares: str = ""
    layers: Mapping[LayerPath, str] = field(default_factory=dict)

    @property
    def is_port(self) -> bool:
        """Whether it is a port of a composite: a place where a tensor enters or leaves it."""
        return self.type in port_types()

    @property
    def moving(self) -> tuple[Value, ...]:
        """Everything in it that may be an expression."""
        return (*self.values.values(), *(self.structure.values if self.structure else ()))

    def value(self, name: str) -> Value:
        """Return a layer's parameter as it was set, else Keras's default."""
        if name in self.values:
            return self.values[name]
        kind = block_type(self.type)
        parameter = kind.parameter(name) if kind else None
        return parameter.fallback if parameter else None


@dataclass(frozen=True, slots=True)
class Metaparameter:
    """A parameter of the structure itself, such as the width multiplier ``alpha``.

    Attributes:
        parameter: its name, kind, limits and help.
        value: its value in the model; in a composite the default of the instances.
        extra: fields of newer versions, kept word for word.
    """

    parameter: Parameter
    value: Value
    extra: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The name used in expressions."""
        return self.parameter.name


class Graph:
    """Blocks, wires, metaparameters and positions of one model or composite.

    Attributes:
        description: one sentence that says what a composite does.
        type_named: finds a block type by name; a document's graphs know its composites, too.
        caches: results worked out from the graph and what it uses (`blocks.graph.cache`), until `changed`.
        resolved: block id to (block, arguments, problems) where nothing moves them.
    """

    def __init__(self, name: str = MODEL) -> None:
        """Make an empty graph."""
        self.name = name
        self.type_named: Callable[[str], BlockType | None] = block_type
        self.blocks: dict[str, Block] = {}
        self.positions: dict[str, Position] = {}
        self.metaparameters: tuple[Metaparameter, ...] = ()
        self.description = ""
        self.extra: dict[str, object] = {}
        self.network = nx.MultiDiGraph()
        self.caches: dict[object, dict[Any, Any]] = {}  # each cache knows its own types
        self.resolved: dict[str, tuple[Block, dict[str, Value], tuple[Problem, ...]]] = {}
        self._order: tuple[str, ...] | None = ()
        self._incoming: dict[str, tuple[Wire, ...]] = {}
        self._found_ends: tuple[tuple[str, ...], list[str], list[str]] = ((), [], [])

    @property
    def nested(self) -> str:
        """Whether a composite is a model of its own within the model: ``Functional``, ``Sequential``, or empty."""
        found = self.extra.get(MODEL_CLASS)
        return found if found in (FUNCTIONAL, SEQUENTIAL) else ""

    def __contains__(self, block_id: object) -> bool:
        """Tell whether there is a block of that id."""
        return block_id in self.blocks

    def kind(self, block_id: str) -> BlockType | None:
        """Return the type of a block, or ``None`` where nobody here knows it."""
        return self.type_named(self.blocks[block_id].type)

    def kind_of(self, block: Block) -> BlockType | None:
        """Return the type of a block that may not be in the graph yet, or ``None``."""
        return self.type_named(block.type)

    def inside(self, block: Block) -> Graph | None:
        """Return the definition of an instance; ``None`` for a block that is no composite."""
        kind = self.kind_of(block)
        return kind.definition if kind else None

    def wires(self) -> Iterator[Wire]:
        """Yield every wire, in no particular order."""
        for source, target, ports in self.network.edges(keys=True):
            yield Wire(source, ports[0], target, ports[1])

    def incoming(self, block_id: str) -> tuple[Wire, ...]:
        """Return the wires into a block in the order of its ports."""
        found = self._incoming.get(block_id)
        if found is None:
            edges = self.network.in_edges(block_id, keys=True)
            wires = [Wire(source, ports[0], block_id, ports[1]) for source, _, ports in edges]
            found = tuple(
                sorted(wires, key=lambda wire: self._port_rank(block_id, wire.target_port))
            )
            self._incoming[block_id] = found
        return found

    def outgoing(self, block_id: str) -> list[Wire]:
        """Return the wires out of a block, ordered by where they go."""
        edges = self.network.out_edges(block_id, keys=True)
        wires = [Wire(block_id, ports[0], target, ports[1]) for _, target, ports in edges]
        return sorted(wires, key=lambda wire: (id_key(wire.target), wire.target_port))

    def wire_into(self, block_id: str, port: str) -> Wire | None:
        """Return the wire that ends at a port, or ``None``."""
        return next((wire for wire in self.incoming(block_id) if wire.target_port == port), None)

    def input_ports(self, block_id: str, spare: bool = False) -> tuple[str, ...]:
        """Return a block's input ports in order.

        Args:
            block_id: the block.
            spare: for blocks with many inputs, add the next free port.
        """
        kind = self.kind(block_id)
        wired = [wire.target_port for wire in self.incoming(block_id)]
        if kind is None:
            return numbered_ports("input", wired)
        if not kind.inputs.many:
            return kind.inputs.names
        highest = max([many_index(port) or 0 for port in wired], default=0)
        count = max(highest + (1 if spare else 0), kind.inputs.minimum)
        return tuple(f"input_{index}" for index in range(1, count + 1))

    def output_ports(self, block_id: str) -> tuple[str, ...]:
        """Return a block's output ports in order."""
        kind = self.kind(block_id)
        if kind is not None:
            return kind.outputs
        return numbered_ports("output", [wire.source_port for wire in self.outgoing(block_id)])

    def order(self) -> tuple[str, ...]:
        """Return the ids so that every block comes after its sources, one branch after the other.

        The order depends on ids and wires alone, never on the history of edits.

        Raises:
            EditError: data would flow in a circle.
        """
        if self._order is None:
            self._order = sorted_ids(self.network)
        return self._order

    def sources(self) -> list[str]:
        """Return the blocks that take no input, in order."""
        return list(self._ends()[0])

    def sinks(self) -> list[str]:
        """Return the blocks that nothing follows, in order: the outputs of a model."""
        return list(self._ends()[1])

    def reaches(self, start: str, end: str) -> bool:
        """Tell whether data flows from one block to another."""
        return bool(nx.has_path(self.network, start, end))

    def environment(self) -> dict[str, Value]:
        """Return the value of every metaparameter by name."""
        return {meta.name: meta.value for meta in self.metaparameters}

    def fresh_id(self, type_name: str, taken: frozenset[str] | set[str] = frozenset()) -> str:
        """Return an unused id for a new block; numbers rise, so that files sort by age."""
        numbers = [id_key(block_id)[0] for block_id in (*self.blocks, *taken)]
        return f"{slug(type_name)}-{max(numbers, default=0) + 1}"

    # What follows is for blocks.document.edits alone.

    def put(self, block: Block) -> None:
        """Add or replace a block (edits only)."""
        if block.id not in self.blocks:
            self.network.add_node(block.id)
            self._order = None
        self.blocks[block.id] = block
        self.changed()

    def drop(self, block_id: str) -> None:
        """Remove a block that has no wires (edits only)."""
        del self.blocks[block_id]
        self.network.remove_node(block_id)
        self._incoming.pop(block_id, None)
        self.resolved.pop(block_id, None)
        self._order = None
        self.changed()

    def join(self, wire: Wire) -> None:
        """Add a wire (edits only)."""
        self.network.add_edge(wire.source, wire.target, key=(wire.source_port, wire.target_port))
        self._incoming.pop(wire.target, None)
        self._order = None
        self.changed()

    def cut(self, wire: Wire) -> None:
        """Remove a wire (edits only)."""
        self.network.remove_edge(wire.source, wire.target, key=(wire.source_port, wire.target_port))
        self._incoming.pop(wire.target, None)
        self._order = None
        self.changed()

    def set_metaparameters(self, new: tuple[Metaparameter, ...]) -> None:
        """Replace the metaparameters (edits only)."""
        self.metaparameters = new
        self.changed()

    def set_description(self, new: str) -> None:
        """Replace the description (edits only)."""
        self.description = shortened(new, MAX_TEXT)  # what no file could hold is cut
        self.changed()

    def changed(self) -> None:
        """Forget all results that were worked out from the graph (edits, and when too many are kept)."""
        self.caches.clear()

    def forget(self) -> None:
        """Forget what was worked out, since a composite in use has changed."""
        self.changed()
        self.resolved.clear()
        self._incoming.clear()

    def _port_rank(self, block_id: str, port: str) -> tuple[int, str]:
        kind = self.kind(block_id)
        if kind is not None and port in kind.inputs.names:
            return kind.inputs.names.index(port), ""
        return many_index(port) or 0, port

    def _ends(self) -> tuple[list[str], list[str]]:
        """Return sources and sinks; they are looked for once for every order."""
        order = self.order()
        if self._found_ends[0] is not order:
            waiting, leaving = dict(self.network.in_degree()), dict(self.network.out_degree())
            sources = [block_id for block_id in order if not waiting[block_id]]
            sinks = [block_id for block_id in order if not leaving[block_id]]
            self._found_ends = (order, sources, sinks)
        return self._found_ends[1], self._found_ends[2]
