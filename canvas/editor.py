"""The changes that the canvas makes to the document: every action is one undo step. No Qt.

An action that is refused changes nothing and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from blocks.catalog.registry import block_types, port_types
from blocks.commands.blocks import (
    block_of,
    connect,
    disconnect,
    dissolve_blocks,
    first_ports,
    move_blocks,
    put_on_wire,
    remove_blocks,
)
from blocks.document.definitions import users_of
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, RemoveWire
from blocks.document.history import History
from blocks.errors import EditError, NetwrightError
from blocks.files.library_index import LibraryIndex
from blocks.graph.graph import MODEL, Block, Graph, Position, Wire
from blocks.graph.wire_rules import check_wire
from blocks.types.block_type import BlockType
from blocks.values.values import Value

Values = Mapping[str, Value]


class Editor:
    """Changes one graph through its history. It says where blocks are wanted; room is made by `canvas.layout.settling`.

    Args:
        document: the document.
        history: its undo and redo.
        graph_name: the graph to change.
        report: is told in words why an action was refused.

    Attributes:
        library_index: composites that can be added beside the types that the document knows, by their keys.
    """

    def __init__(
        self, document: Document, history: History, graph_name: str, report: Callable[[str], None]
    ) -> None:
        """Change one graph from now on."""
        self.document, self.history, self.graph_name = document, history, graph_name
        self.library_index = LibraryIndex({})
        self._report = report

    @property
    def graph(self) -> Graph:
        """The graph that is changed."""
        return self.document.graph(self.graph_name)

    def kind_named(self, name: str) -> BlockType | None:
        """Return a block type by its name, or what lies in the library under that key; ``None`` for neither."""
        entry = self.library_index.find(name)
        return self.graph.type_named(name) if entry is None else entry.kind

    def addable_types(self) -> list[tuple[str, BlockType]]:
        """Return names or keys with the types that can be added here: layers, then composites."""
        users = users_of(self.document.graphs, self.graph_name) | {self.graph_name}
        own = [name for name in self.document.graphs if name not in users and name != MODEL]
        found = [(kind.name, kind) for kind in block_types().values()]
        if self.graph_name != MODEL:
            found += [(kind.name, kind) for kind in port_types().values()]
        found += [(name, kind) for name in own if (kind := self.graph.type_named(name))]
        known = self.document.graphs
        others = (entry for entry in self.library_index.every() if entry.item.name not in known)
        return found + [(entry.key, entry.kind) for entry in others if entry.kind]

    def _begin(self, name: str, values: Values | None) -> tuple[Block, BlockType, list[Edit]]:
        """Return a new block, its type, and the edits that bring its definition along.

        Raises:
            EditError: there is no such type.
        """
        before: list[Edit] = []
        if self.library_index.find(name) is not None:
            kind, before = self.library_index.bring(self.document, name)
        else:
            known = self.graph.type_named(name)
            if known is None:
                raise EditError(f"there is no block type {name}")
            kind = known
        return block_of(self.graph, kind, values or {}), kind, before

    def do(self, label: str, make: Callable[[], Iterable[Edit]], merge: str = "") -> bool:
        """Make edits and apply them as one step; tells whether that went well."""
        try:
            self.history.do(label, make(), merge)
        except NetwrightError as error:
            self._report(str(error))
            return False
        return True

    def add(
        self, type_name: str, at: Position, values: Values | None = None, after: str = ""
    ) -> str:
        """Add a block, wired behind another where both have ports for that; returns its id."""
        return self._add(
            type_name, at, values, lambda block, kind: self._wired_after(block, kind, after)
        )

    def add_before(
        self, type_name: str, at: Position, target: str, port: str, values: Values | None = None
    ) -> str:
        """Add a block whose output goes into an input; returns its id."""

        def wired(block: Block, kind: BlockType) -> list[Edit]:
            free = kind.outputs and not self.graph.wire_into(target, port)
            wire = Wire(block.id, kind.outputs[0], target, port) if free else None
            return [AddWire(self.graph_name, wire)] if wire else []

        return self._add(type_name, at, values, wired)

    def add_from_port(
        self, type_name: str, at: Position, source: str, port: str, values: Values | None = None
    ) -> str:
        """Add a block that takes what comes out of one port; returns its id."""
        return self._add(
            type_name, at, values, lambda block, kind: self._wired_after(block, kind, source, port)
        )

    def insert(self, type_name: str, wire: Wire, at: Position, values: Values | None = None) -> str:
        """Add a block in the middle of a wire; returns its id."""
        return self._add(
            type_name,
            at,
            values,
            lambda block, kind: put_on_wire(self.graph, block, wire, kind),
            "insert",
        )

    def _add(
        self,
        type_name: str,
        at: Position,
        values: Values | None,
        wired: Callable[[Block, BlockType], Iterable[Edit]],
        verb: str = "add",
    ) -> str:
        """Add a block with the wires that it is to have, as one step; returns its id, empty where it was refused."""
        made: list[str] = []

        def make() -> list[Edit]:
            block, kind, before = self._begin(type_name, values)
            made.append(block.id)
            return [*before, AddBlock(self.graph_name, block, at), *wired(block, kind)]

        return made[0] if self.do(f"{verb} {_short(type_name)}", make) else ""

    def _wired_after(
        self, block: Block, kind: BlockType, source: str, port: str = ""
    ) -> list[Edit]:
        outputs = self.graph.output_ports(source) if source in self.graph else ()
        if not outputs:
            return []
        wires = (Wire(source, port or outputs[0], block.id, each) for each in first_ports(kind))
        return [AddWire(self.graph_name, wire) for wire in wires]

    def move(self, to: Mapping[str, Position], merge: str = "") -> bool:
        """Put blocks elsewhere."""
        label = f"move {self.words(to)}"
        return self.do(label, lambda: move_blocks(self.document, to, self.graph_name), merge)

    def move_onto_wire(self, block_id: str, wire: Wire, at: Position) -> bool:
        """Put a block without wires into the middle of a wire."""
        block = self.graph.blocks[block_id]
        return self.do(
            f"insert {block.type}",
            lambda: [
                *move_blocks(self.document, {block_id: at}, self.graph_name),
                *put_on_wire(self.graph, block, wire),
            ],
        )

    def connect(self, wire: Wire) -> bool:
        """Wire two ports."""
        graph = self.graph
        label = f"connect {graph.blocks[wire.source].type} to {graph.blocks[wire.target].type}"
        return self.do(label, lambda: connect(self.document, wire, self.graph_name))

    def reconnect(self, old: Wire, new: Wire | None) -> bool:
        """Lead a wire elsewhere, or nowhere."""
        if new is None:
            return self.do("delete wire", lambda: [RemoveWire(self.graph_name, old)])
        if new == old:
            return True
        return self.do(
            "move wire",
            lambda: [RemoveWire(self.graph_name, old), AddWire(self.graph_name, new)],
        )

    def why_not(self, wire: Wire, instead_of: Wire | None = None) -> str:
        """Say why a wire is not allowed; empty where it is.

        Args:
            wire: the wire.
            instead_of: a wire that would go away for it.
        """
        if instead_of is not None and wire == instead_of:
            return ""
        if instead_of is None:
            return check_wire(self.graph, wire)
        with _without(self.graph, instead_of):
            return check_wire(self.graph, wire)

    def delete(self, blocks: Iterable[str], wires: Iterable[Wire]) -> bool:
        """Remove blocks with their wires, and further wires."""
        gone, cut = set(blocks), set(wires)
        label = f"delete {self.words(gone)}" if gone else "delete wire" + "s" * (len(cut) > 1)
        loose = [wire for wire in cut if wire.source not in gone and wire.target not in gone]

        def make() -> list[Edit]:
            return [
                *disconnect(self.document, loose, self.graph_name),
                *remove_blocks(self.document, gone, self.graph_name),
            ]

        return self.do(label, make)

    def dissolve(self, blocks: Iterable[str]) -> bool:
        """Remove blocks and join what came before them to what came after."""
        gone = set(blocks)
        label = f"delete {self.words(gone)}, keep the flow"
        return self.do(label, lambda: dissolve_blocks(self.document, gone, self.graph_name))

    def copy(self, blocks: Iterable[str]) -> str:
        """Return blocks and the wires among them as text."""
        from blocks.commands.clipboard import copy_text

        return copy_text(self.document, set(blocks), self.graph_name)

    def paste(self, text: str, at: Position | None, label: str = "paste") -> Sequence[str]:
        """Add what was copied, its top left corner at a place; returns the new ids."""
        from blocks.commands.clipboard import paste

        made: list[str] = []

        def make() -> list[Edit]:
            ids, edits = paste(self.document, text, at, self.graph_name)
            made.extend(ids)
            return list(edits)

        return made if self.do(label, make) else []

    def words(self, ids: Iterable[str]) -> str:
        """Name blocks for a menu: ``Conv2D``, or ``3 blocks``."""
        found = list(ids)
        return self.graph.blocks[found[0]].type if len(found) == 1 else f"{len(found)} blocks"


class _without:
    """Takes a wire out of a graph for a question; nobody is told."""

    def __init__(self, graph: Graph, wire: Wire) -> None:
        self._graph, self._wire = graph, wire

    def __enter__(self) -> None:
        self._graph.cut(self._wire)

    def __exit__(self, *_: object) -> None:
        self._graph.join(self._wire)


def _short(name: str) -> str:
    """Return a type's name without the section of the library."""
    return name.rpartition("/")[2]


def first_input(kind: BlockType | None) -> str:
    """Return the name of a block's first input port; empty where it has none."""
    if kind is None:
        return "input"
    return kind.inputs.names[0] if kind.inputs.names else "input_1" if kind.inputs.many else ""


def stands_on_wires(kind: BlockType | None) -> bool:
    """Tell whether a block has both an input and an output."""
    return bool(first_input(kind)) and (kind is None or bool(kind.outputs))
