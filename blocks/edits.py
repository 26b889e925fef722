"""The primitive edits. Each is a value, can be applied to a document, and has an inverse.

Compound actions are lists of these; undoing is applying the inverses backwards. That is all there is to undo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blocks.errors import EditError
from blocks.graph import Block, Metaparameter, Position, Wire
from blocks.settings import Settings

if TYPE_CHECKING:
    from blocks.document import Document


@dataclass(frozen=True, slots=True)
class AddBlock:
    """Put a new block into a graph."""

    graph: str
    block: Block
    position: Position

    def apply(self, document: Document) -> None:
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

    def apply(self, document: Document) -> None:
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

    def apply(self, document: Document) -> None:
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

    def apply(self, document: Document) -> None:
        """Change the document; raises `EditError` for unknown blocks or ports, or a taken port."""
        graph, wire = document.graph(self.graph), self.wire
        if wire.source not in graph or wire.target not in graph:
            raise EditError("a wire needs a block at both ends")
        source, target = graph.blocks[wire.source].kind, graph.blocks[wire.target].kind
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

    def apply(self, document: Document) -> None:
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

    def apply(self, document: Document) -> None:
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

    def apply(self, document: Document) -> None:
        """Change the document."""
        document.graph(self.graph).metaparameters = self.new

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return SetMetaparameters(self.graph, self.new, self.old)


@dataclass(frozen=True, slots=True)
class SetSettings:
    """Replace the project's settings: title, data, training."""

    old: Settings
    new: Settings

    def apply(self, document: Document) -> None:
        """Change the document."""
        document.settings = self.new

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return SetSettings(self.new, self.old)


Edit = (
    AddBlock
    | RemoveBlock
    | ReplaceBlock
    | AddWire
    | RemoveWire
    | Place
    | SetMetaparameters
    | SetSettings
)

STRUCTURE = (AddBlock, RemoveBlock, AddWire, RemoveWire)
"""Edits that change which blocks and wires there are."""


def inverse(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that take all of these back, in the right order."""
    return tuple(edit.inverse() for edit in reversed(list(edits)))
