"""The primitive edits. Each is a value, can be applied to a document, and has an inverse.

Compound actions are lists of these; undoing is applying the inverses backwards. That is all there is to undo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeGuard

from blocks.catalog.registry import block_type
from blocks.errors import EditError
from blocks.graph.graph import MODEL, Block, Graph, Metaparameter, Position, Wire
from blocks.settings.declarations import Settings

COMPOSITE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


class Editable(Protocol):
    """The parts of a document that an edit changes: its graphs, its settings, and what it holds beside them."""

    graphs: dict[str, Graph]
    settings: Settings
    extra: dict[str, object]

    def graph(self, name: str) -> Graph:
        """Return a graph by name; raises `EditError` where there is none."""

    def adopt(self, graph: Graph) -> None:
        """Take a graph in, under its name."""


@dataclass(frozen=True, slots=True)
class AddBlock:
    """Put a new block into a graph."""

    graph: str
    block: Block
    position: Position

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` where the id is taken."""
        graph = document.graph(self.graph)
        if self.block.id in graph:
            raise EditError(f"there is a block {self.block.id} already")
        graph.put(self.block)
        graph.positions[self.block.id] = self.position

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return RemoveBlock(self.graph, self.block, self.position)


@dataclass(frozen=True, slots=True)
class RemoveBlock:
    """Take a block out; its wires must be gone before."""

    graph: str
    block: Block
    position: Position

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` where the block is gone or still wired."""
        graph = document.graph(self.graph)
        if graph.blocks.get(self.block.id) != self.block:
            raise EditError(f"the block {self.block.id} is not there as expected")
        if graph.network.degree(self.block.id):
            raise EditError(f"the block {self.block.id} still has wires")
        graph.drop(self.block.id)
        del graph.positions[self.block.id]

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return AddBlock(self.graph, self.block, self.position)


@dataclass(frozen=True, slots=True)
class ReplaceBlock:
    """Swap a block for another value of the same id: a parameter, a name."""

    graph: str
    old: Block
    new: Block

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` where the old block is not there."""
        graph = document.graph(self.graph)
        if self.old.id != self.new.id or graph.blocks.get(self.old.id) != self.old:
            raise EditError(f"the block {self.old.id} is not there as expected")
        graph.put(self.new)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return ReplaceBlock(self.graph, self.new, self.old)


@dataclass(frozen=True, slots=True)
class AddWire:
    """Connect two ports."""

    graph: str
    wire: Wire

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` for unknown blocks or ports, or a taken port."""
        graph, wire = document.graph(self.graph), self.wire
        if wire.source not in graph or wire.target not in graph:
            raise EditError("a wire needs a block at both ends")
        source, target = graph.kind(wire.source), graph.kind(wire.target)
        if source is not None and wire.source_port not in source.outputs:
            raise EditError(f"{wire.source} has no output {wire.source_port}")
        if target is not None and not target.inputs.has(wire.target_port):
            raise EditError(f"{wire.target} has no input {wire.target_port}")
        if graph.wire_into(wire.target, wire.target_port):
            raise EditError(f"the input {wire.target_port} of {wire.target} is taken")
        graph.join(wire)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return RemoveWire(self.graph, self.wire)


@dataclass(frozen=True, slots=True)
class RemoveWire:
    """Disconnect two ports."""

    graph: str
    wire: Wire

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` where there is no such wire."""
        graph, wire = document.graph(self.graph), self.wire
        if wire.target not in graph or graph.wire_into(wire.target, wire.target_port) != wire:
            raise EditError("there is no such wire")
        graph.cut(wire)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return AddWire(self.graph, self.wire)


@dataclass(frozen=True, slots=True)
class Place:
    """Move a block on the canvas."""

    graph: str
    block: str
    old: Position
    new: Position

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` where there is no such block."""
        graph = document.graph(self.graph)
        if self.block not in graph:
            raise EditError(f"there is no block {self.block}")
        graph.positions[self.block] = self.new

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return Place(self.graph, self.block, self.new, self.old)


@dataclass(frozen=True, slots=True)
class SetMetaparameters:
    """Replace the metaparameters of a graph."""

    graph: str
    old: tuple[Metaparameter, ...]
    new: tuple[Metaparameter, ...]

    def apply(self, document: Editable) -> None:
        """Change the document."""
        document.graph(self.graph).set_metaparameters(self.new)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return SetMetaparameters(self.graph, self.new, self.old)


@dataclass(frozen=True, slots=True)
class AddGraph:
    """Begin the definition of a composite: an empty graph."""

    graph: str
    description: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` where the name is taken or none."""
        if not COMPOSITE_NAME.fullmatch(self.graph):
            raise EditError("the name of a composite has letters, digits and _ only")
        if self.graph in document.graphs or block_type(self.graph) is not None:
            raise EditError(f"there is a block {self.graph} already")
        graph = Graph(self.graph)
        graph.description, graph.extra = self.description, dict(self.extra)
        document.adopt(graph)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return RemoveGraph(self.graph, self.description, self.extra)


@dataclass(frozen=True, slots=True)
class RemoveGraph:
    """Remove the definition of a composite; its blocks and metaparameters must be gone before.

    Instances may stay: they are blocks of an unknown type until the definition comes back.
    """

    graph: str
    description: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)

    def apply(self, document: Editable) -> None:
        """Change the document; raises `EditError` where the definition is not there as expected."""
        graph = document.graph(self.graph)
        same = graph.description == self.description and graph.extra == dict(self.extra)
        if not self.graph or graph.blocks or graph.metaparameters or not same:
            raise EditError(f"the composite {self.graph} is not there as expected")
        del document.graphs[self.graph]

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return AddGraph(self.graph, self.description, self.extra)


@dataclass(frozen=True, slots=True)
class SetDescription:
    """Replace the sentence that says what a composite does."""

    graph: str
    old: str
    new: str

    def apply(self, document: Editable) -> None:
        """Change the document."""
        document.graph(self.graph).set_description(self.new)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return SetDescription(self.graph, self.new, self.old)


@dataclass(frozen=True, slots=True)
class SetSettings:
    """Replace the project's settings: title, data, training."""

    old: Settings
    new: Settings

    def apply(self, document: Editable) -> None:
        """Change the document."""
        document.settings = self.new

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return SetSettings(self.new, self.old)


@dataclass(frozen=True, slots=True)
class SetExtra:
    """Replace what a document holds beside its graphs and settings: where its weights come from."""

    old: Mapping[str, object]
    new: Mapping[str, object]

    def apply(self, document: Editable) -> None:
        """Change the document."""
        document.extra = dict(self.new)

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return SetExtra(self.new, self.old)


STRUCTURE = (AddBlock, RemoveBlock, AddWire, RemoveWire)
"""Edits that change which blocks and wires there are."""


DefinitionEdit = (
    AddBlock
    | RemoveBlock
    | ReplaceBlock
    | AddWire
    | RemoveWire
    | SetMetaparameters
    | AddGraph
    | RemoveGraph
    | SetDescription
)

Edit = DefinitionEdit | Place | SetSettings | SetExtra


def changes_definition(edit: Edit) -> TypeGuard[DefinitionEdit]:
    """Tell whether an edit changes what the instances of a composite are."""
    return not isinstance(edit, (Place, SetSettings, SetExtra)) and edit.graph != MODEL


def inverse(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that take all of these back, in the right order."""
    return tuple(edit.inverse() for edit in reversed(list(edits)))
