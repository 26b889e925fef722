"""The scene: a mirror of one graph. Edits arrive by `Document.changed` and in no other way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.graph.graph import Graph, Position, Wire
from blocks.types.problems import Problem
from canvas.geometry.boxes import Box
from canvas.items.card_content import CardContent, content_of, ports_of
from canvas.items.card_item import CardItem
from canvas.items.marks import Marks, WireLabel
from canvas.items.wire_item import WireItem
from canvas.links import Links
from canvas.scene.routing import MANY, LeadingScene
from canvas.scene.selection import Selection
from canvas.scene.touched import touched
from canvas.theme.pens import Pens


class GraphScene(LeadingScene):
    """Cards and wires of one graph.

    Attributes:
        selection: what is selected.
        marks: what is wrong, and what flows.
        pointed: the path to the block whose problem is told now; see `point_at`.
        touched: emitted when anything looks different.
        changing: emitted before the items follow a change of the graph.
        dragged: emitted when cards are shown elsewhere, and the document knows nothing of it.
    """

    touched = Signal()
    dragged = Signal()
    changing = Signal()

    def __init__(
        self,
        document: Document,
        checker: Checker,
        pens: Pens,
        graph_name: str,
        parent: QObject | None = None,
    ) -> None:
        """Mirror a graph as it is, then follow its edits."""
        super().__init__(parent)
        self.document, self.checker, self.pens, self.graph_name = (
            document,
            checker,
            pens,
            graph_name,
        )
        self.selection = Selection()
        self.highlighted: frozenset[str] = frozenset()
        self.pointed: tuple[str, ...] = ()
        self._lit: Wire | None = None
        self._hovered: Wire | None = None
        self.marks = Marks(checker)
        self._shown: tuple[frozenset[str], frozenset[Wire]] = (frozenset(), frozenset())
        self._reconcile(self.graph.blocks, self.graph.wires())
        self._links = Links()
        self._links.connect(document.changed, self._follow)
        self._links.connect(checker.updated, self._recheck)
        self._links.connect(self.selection.changed, self._show_selection)

    @property
    def graph(self) -> Graph:
        """The graph that is mirrored."""
        return self.document.graph(self.graph_name)

    def detach(self) -> None:
        """Stop following the document."""
        self._links.clear()
        self.refiner.stop()

    def set_pens(self, pens: Pens) -> None:
        """Paint everything in other colours."""
        self.pens = pens
        items: list[CardItem | WireItem] = [*self.cards.values(), *self.wires.values()]
        for item in items:
            item.pens = pens
            item.update()
        self.touch()

    def touch(self) -> None:
        """Tell that something looks different."""
        self.touched.emit()

    # ------------------------------------------------------------------ following the model

    def _follow(self, edits: Sequence[Edit]) -> None:
        blocks: set[str] = set()
        wires: set[Wire] = set()
        for each in touched(edits, self.graph_name):
            if isinstance(each, Wire):
                wires.add(each)
            else:
                blocks.add(each)
        if blocks or wires:
            self.changing.emit()
            self._reconcile(blocks, wires)

    def _reconcile(self, blocks: Iterable[str], wires: Iterable[Wire]) -> None:
        """Make the items of these blocks and wires what the graph says, whatever happened to them."""
        graph, wires = self.graph, list(wires)
        for wire in wires:
            if wire in self.wires and not _has(graph, wire):
                self._remove_wire(wire)
        moved: set[str] = set()
        areas: list[Box] = []
        ends = [end for wire in wires for end in (wire.source, wire.target)]
        for block_id in dict.fromkeys((*blocks, *ends)):
            if block_id in self.places.boxes:
                areas.append(self.places.boxes[block_id])
            if block_id not in graph:
                self._remove_card(block_id)
            elif self._put_card(block_id):
                moved.add(block_id)
                areas.append(self.places.boxes[block_id])
        fresh = {wire for wire in wires if wire not in self.wires and _has(graph, wire)}
        self.lead_again(moved, areas)
        quick = self.defers and len(fresh) > MANY
        for wire in fresh:
            self._add_wire(wire, quick)
        self._prune_selection()
        self.touch()

    def _put_card(self, block_id: str) -> bool:
        """Add or update a card; tells whether its ports are elsewhere now."""
        graph = self.graph
        ports, place = ports_of(graph, block_id), graph.positions[block_id]
        card = self.cards.get(block_id)
        before = card and (card.ports, self.places.boxes[block_id])
        if card is None:
            card = CardItem(block_id, ports, self.pens, self._content)
            self.cards[block_id] = card
            card.setPos(*place)
            card.set_pointed(self.pointed[:1] == (block_id,))
            self.addItem(card)
        else:
            card.set_ports(ports)
            card.setPos(*place)
            card.refresh()
        if before == (ports, card.box()):
            return False
        self.places.put(block_id, card.box())
        return True

    def _content(self, block_id: str) -> CardContent:
        return content_of(self.checker, block_id, self.marks.further(block_id))

    def _label(self, wire: Wire) -> WireLabel:
        return self.marks.label(wire)

    def _remove_card(self, block_id: str) -> None:
        card = self.cards.pop(block_id, None)
        if card is not None:
            self.places.drop(block_id)
            self.removeItem(card)

    def _add_wire(self, wire: Wire, quick: bool) -> None:
        route = self.route_of(wire, quick=quick)
        item = WireItem(wire, route, self.pens, self._label)
        if route.rough:
            self.refiner.add(wire)
        self.wires[wire] = item
        self.addItem(item)

    def _remove_wire(self, wire: Wire) -> None:
        self.removeItem(self.wires.pop(wire))

    def _prune_selection(self) -> None:
        selection = self.selection
        blocks, wires = selection.blocks & self.cards.keys(), selection.wires & self.wires.keys()
        if len(blocks) != len(selection.blocks) or len(wires) != len(selection.wires):
            selection.set(blocks, wires)

    # ------------------------------------------------------------------ the check

    def _recheck(self, ids: frozenset[str]) -> None:
        for block_id in ids:
            card = self.cards.get(block_id)
            if card is not None and block_id in self.graph:
                card.refresh()
        few = len(ids) < len(self.cards) / 8
        for wire in self.attached(ids) if few else self.wires:
            if wire.source in ids or wire.target in ids:
                self.wires[wire].refresh()
        if ids:
            self.touch()

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Show further problems, those of the model as a whole."""
        self._recheck(self.marks.set_further(problems))

    def point_at(self, path: Sequence[str]) -> None:
        """Mark where the problem is that is told now, and no other block.

        Args:
            path: the block of this graph, then the blocks inside composites that lead on from it; empty for none.
        """
        before, self.pointed = self.pointed[:1], tuple(path)
        for block_id in {*before, *self.pointed[:1]}:
            if block_id in self.cards:
                self.cards[block_id].set_pointed(block_id in self.pointed[:1])
        self.touch()

    # ------------------------------------------------------------------ selection

    def select(self, ids: Iterable[str]) -> None:
        """Select these blocks, as far as they are here, and nothing else."""
        self.selection.set(key for key in ids if key in self.cards)

    def selected_ids(self) -> list[str]:
        """Return the selected blocks, in the graph's order."""
        return [key for key in self.graph.order() if key in self.selection.blocks]

    def _show_selection(self) -> None:
        blocks, wires = self.selection.blocks, self.selection.wires
        for block_id in blocks ^ self._shown[0]:
            if block_id in self.cards:
                self.cards[block_id].set_state(selected=block_id in blocks)
        for wire in wires ^ self._shown[1]:
            if wire in self.wires:
                self.wires[wire].set_state(selected=wire in wires)
        self._shown = blocks, wires
        self.touch()

    def highlight(self, ids: Iterable[str]) -> None:
        """Draw a halo around these blocks and no others."""
        new = frozenset(ids)
        for block_id in new ^ self.highlighted:
            if block_id in self.cards:
                self.cards[block_id].set_state(highlighted=block_id in new)
        self.highlighted = new
        self.touch()

    def light(self, wire: Wire | None) -> None:
        """Light the wire that a block would be put onto, and no other."""
        if wire != self._lit:
            self._set_wire(self._lit, lit=False)
            self._set_wire(wire, lit=True)
            self._lit = wire
            self.touch()

    def hover(self, wire: Wire | None) -> None:
        """Show which wire the pointer is over."""
        if wire != self._hovered:
            self._set_wire(self._hovered, hovered=False)
            self._set_wire(wire, hovered=True)
            self._hovered = wire

    def _set_wire(self, wire: Wire | None, **state: bool) -> None:
        if wire is not None and wire in self.wires:
            self.wires[wire].set_state(**state)

    def move_items(self, places: dict[str, Position]) -> None:
        """Show cards elsewhere while they are dragged; the document knows nothing of it."""
        for block_id, place in places.items():
            self.cards[block_id].setPos(*place)
        self.dragged.emit()


def _has(graph: Graph, wire: Wire) -> bool:
    return (
        wire.source in graph
        and wire.target in graph
        and graph.wire_into(wire.target, wire.target_port) == wire
    )
