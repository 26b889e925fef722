"""Room in one graph: new cards on their wires, groups beside what is there, and what is pushed on. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import networkx as nx

from blocks.document.edits import (
    AddBlock,
    AddWire,
    Edit,
    Place,
    RemoveBlock,
    RemoveWire,
    ReplaceBlock,
)
from blocks.graph.graph import Graph, Position, Wire
from canvas.geometry.boxes import GRID, HEIGHT, RANK_GAP, SIDE_GAP, WIDTH, Box, around, snapped
from canvas.geometry.places import Places
from canvas.geometry.placing import (
    Shift,
    free_shift,
    is_free,
    lacking,
    on_wire,
    pushed,
    spread,
)
from canvas.layout.paths import cards_of, route_among, width_of

_WIRES = 200
"""Wires nearby that a new card keeps off; where there are more, cards alone are looked at."""
_NEAR = 1.5 * WIDTH
"""How far around new cards wires are looked for, in scene pixels."""
_CLOSE, _USUAL = (GRID, GRID), (SIDE_GAP, RANK_GAP)
"""Gaps around what a user drags, and around what is new."""


@dataclass
class Asked:
    """The requests of edits to a graph.

    Attributes:
        new: blocks that they add.
        moved: blocks that they put elsewhere.
        grown: blocks whose cards may be wider now.
        cut: wires that they remove.
    """

    new: dict[str, None] = field(default_factory=dict)
    moved: dict[str, None] = field(default_factory=dict)
    grown: set[str] = field(default_factory=set)
    cut: set[tuple[str, str]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.grown)

    def take(self, edit: Edit) -> None:
        """Hear of one more edit."""
        if isinstance(edit, AddBlock):
            self.new[edit.block.id] = None
        elif isinstance(edit, RemoveBlock):
            self.new.pop(edit.block.id, None)
        elif isinstance(edit, Place):
            self.moved[edit.block] = None
        elif isinstance(edit, AddWire):
            self.grown |= {edit.wire.source, edit.wire.target}
        elif isinstance(edit, RemoveWire):
            self.cut.add((edit.wire.source, edit.wire.target))
        elif isinstance(edit, ReplaceBlock) and edit.old.type != edit.new.type:
            self.grown.add(edit.new.id)


def settle(graph: Graph, asked: Asked) -> dict[str, Position]:
    """Return the places of all blocks that have to be elsewhere; the graph is as after the edits."""
    return _Sheet(graph, asked).settle()


class _Sheet:
    """The cards of a graph while room is made."""

    def __init__(self, graph: Graph, asked: Asked) -> None:
        self.graph, self.asked = graph, asked
        self.new = [key for key in asked.new if key in graph]
        self.moved = [key for key in asked.moved if key in graph and key not in asked.new]
        self.places = cards_of(graph)
        self.changed: dict[str, None] = {}

    def settle(self) -> dict[str, Position]:
        loose = set(self.new)
        for chain in self._chains():
            loose -= set(chain)
            self._put_on_wire(chain)
        group = [key for key in self.new if key in loose]
        if group:
            self._settle_group(group)
        elif self.moved:
            self._settle_moved()
        self._widen()
        self._part([*self.new, *self.moved, *self.changed])
        boxes = self.places.boxes
        return {key: (boxes[key].left, boxes[key].top) for key in self.changed}

    def _put(self, key: str, box: Box) -> None:
        if box != self.places.boxes.get(key):
            self.places.put(key, box)
            self.changed[key] = None

    # ------------------------------------------------------------------ into a wire

    def _chains(self) -> Iterator[list[str]]:
        """Yield the blocks that are put into a wire: new ones, and a moved one that got its first wires."""
        fresh = {*self.new}
        fresh |= {key for key in self.moved if len(self.moved) == 1 and self.asked.cut}
        for key in (*self.new, *self.moved):
            sources = self._sources(key)
            if key not in fresh or not sources or sources & fresh:
                continue
            chain, targets = [key], self._targets(key)
            while (
                len(targets) == 1
                and targets[0] in fresh
                and self._sources(targets[0]) == {chain[-1]}
            ):
                chain.append(targets[0])
                targets = self._targets(chain[-1])
            if any((source, end) in self.asked.cut for source in sources for end in targets):
                yield chain

    def _sources(self, key: str) -> set[str]:
        return {wire.source for wire in self.graph.incoming(key)}

    def _targets(self, key: str) -> list[str]:
        return list(dict.fromkeys(wire.target for wire in self.graph.outgoing(key)))

    def _put_on_wire(self, chain: list[str]) -> None:
        """Put cards below each other on the wire that they came into, and what follows below them."""
        above = [self.places.boxes[key] for key in self._sources(chain[0])]
        source = max(above, key=lambda box: (box.bottom, box.left))
        targets = [key for key in self._targets(chain[-1]) if key not in chain]
        highest = min((self.places.boxes[key] for key in targets), key=lambda box: box.top)
        x, y = on_wire(source, highest, len(chain))
        if len(above) > 1:  # it joins branches: in line with what it goes into
            x = snapped(highest.centre[0] - WIDTH / 2)
        for key in chain:
            self.places.drop(key)
        more = max(lacking(source, self.places.boxes[key], len(chain), y) for key in targets)
        if more:
            self._push_on(targets, source, more)
        boxes = [
            _centred(self.graph, key, x, y + at * (HEIGHT + RANK_GAP))
            for at, key in enumerate(chain)
        ]
        shift = free_shift(self.places, boxes, _USUAL)
        for key, box in zip(chain, boxes, strict=True):
            self._put(key, box.moved(*shift))
            self.changed[key] = None

    def _push_on(self, targets: Iterable[str], source: Box, more: float) -> None:
        """Move what follows down, with what is in its way."""
        first = [key for key in targets if self.places.boxes[key].bottom > source.top]
        top = min(self.places.boxes[key].top for key in first)
        following: set[str] = set(first)
        for key in first:
            following |= nx.descendants(self.graph.network, key)
        lower = [
            key
            for key in following
            if key in self.places.boxes and self.places.boxes[key].top >= top
        ]
        for key, box in pushed(self.places, lower, (0.0, more), set()).items():
            self._put(key, box)

    # ------------------------------------------------------------------ groups

    def _settle_group(self, group: list[str]) -> None:
        """Let new cards stay together, beside what is there; where the flow goes through them the rest makes way."""
        boxes = {key: self.places.boxes[key] for key in group}
        for key in group:
            self.places.drop(key)
        boxes = boxes if _is_sound(boxes) else spread(boxes)
        if len(group) > 1 and self._is_threaded(set(group)):
            self._make_way(boxes)
            shift = 0.0, 0.0
        else:
            shift = self._free_of_wires(list(boxes.values()), set(group))
        for key, box in boxes.items():
            self.places.put(key, box.moved(*shift))
            self.changed[key] = None

    def _is_threaded(self, group: set[str]) -> bool:
        """Tell whether data come into some blocks from outside, and go on from them."""
        wires = [wire for key in group for wire in self.graph.incoming(key)]
        comes = any(wire.source not in group for wire in wires)
        leaves = [wire for key in group for wire in self.graph.outgoing(key)]
        return comes and any(wire.target not in group for wire in leaves)

    def _make_way(self, boxes: dict[str, Box]) -> None:
        """Push what follows down, and what is beside to its side."""
        for key, box in boxes.items():
            targets = [target for target in self._targets(key) if target not in boxes]
            for target in targets:
                more = lacking(box, self.places.boxes[target], 0, box.bottom + RANK_GAP)
                if more:
                    self._push_on([target], box, more)
        for box in boxes.values():
            self._push_aside(box)

    def _push_aside(self, box: Box) -> None:
        for key in self.places.near(box.grown(GRID - 0.5)):
            other = self.places.boxes[key]
            right = other.centre[0] >= box.centre[0]
            by = box.right + SIDE_GAP - other.left if right else box.left - SIDE_GAP - other.right
            for pushed_key, new in pushed(self.places, [key], (by, 0.0), set()).items():
                self._put(pushed_key, new)

    def _settle_moved(self) -> None:
        """Let what was dragged go to the nearest free place, together."""
        boxes = {key: self.places.boxes[key] for key in self.moved}
        for key in boxes:
            self.places.drop(key)
        shift = free_shift(self.places, list(boxes.values()), _CLOSE, 0.0, 1.0)
        for key, box in boxes.items():
            self.places.put(key, box.moved(*shift))
            if shift != (0.0, 0.0):
                self.changed[key] = None

    def _widen(self) -> None:
        """Push aside what is in the way of cards that are wider now."""
        for key in sorted(self.asked.grown):
            box = self.places.boxes.get(key)
            if box is None or key in self.asked.new or box.right - box.left <= WIDTH:
                continue
            self.places.drop(key)
            self._push_aside(box)
            self.places.put(key, box)

    def _part(self, keys: Iterable[str]) -> None:
        """Part what still overlaps, card by card: what is new or moved goes elsewhere."""
        for key in dict.fromkeys(keys):
            box = self.places.boxes.get(key)
            if box is None:
                continue
            self.places.drop(key)
            if not is_free(self.places, [box]):
                box = box.moved(*free_shift(self.places, [box], _USUAL))
                self.changed[key] = None
            self.places.put(key, box)

    # ------------------------------------------------------------------ wires

    def _free_of_wires(self, boxes: list[Box], group: set[str]) -> Shift:
        """Return by how much cards go aside, so that they also keep off the wires of others."""
        area = around(boxes)
        if is_free(self.places, boxes):
            taken = self._take_wires(area.grown(GRID), group)
            free = is_free(self.places, boxes)
            self._give_back(taken)
            if free:
                return 0.0, 0.0
        taken = self._take_wires(area.grown(_NEAR), group)
        shift = free_shift(self.places, boxes, _USUAL)
        self._give_back(taken)
        return shift

    def _take_wires(self, area: Box, group: set[str]) -> list[str]:
        """Let the routes of the wires in an area that belong to others be taken; returns what was put there."""
        wires = list(islice(self._wires_near(area, group), _WIRES + 1))
        if len(wires) > _WIRES:
            return []
        routes = [route_among(self.graph, self.places, wire, quick=True) for wire in wires]
        pieces = [piece for route in routes for piece in route.pieces() if piece.meets(area)]
        taken = {f"route {number}": piece for number, piece in enumerate(pieces)}
        for name, piece in taken.items():
            self.places.put(name, piece)
        return list(taken)

    def _give_back(self, taken: Iterable[str]) -> None:
        for name in taken:
            self.places.drop(name)

    def _wires_near(self, area: Box, group: set[str]) -> Iterator[Wire]:
        boxes = self.places.boxes
        for source, target, ports in self.graph.network.edges(keys=True):
            if source in group or target in group:
                continue
            one, other = boxes[source], boxes[target]
            if (
                min(one.left, other.left) - SIDE_GAP < area.right
                and max(one.right, other.right) + SIDE_GAP > area.left
                and min(one.top, other.top) - SIDE_GAP < area.bottom
                and max(one.bottom, other.bottom) + SIDE_GAP > area.top
            ):
                yield Wire(source, ports[0], target, ports[1])


def _is_sound(boxes: dict[str, Box]) -> bool:
    """Tell whether no card of a group lies on another."""
    places = Places()
    for key, box in boxes.items():
        if not is_free(places, [box]):
            return False
        places.put(key, box)
    return True


def _centred(graph: Graph, key: str, x: float, y: float) -> Box:
    """Return a card where one of the usual width would begin at ``x``: a wider one reaches over on both sides."""
    width = width_of(graph, key)
    left = x - (width - WIDTH) / 2
    return Box(left, y, left + width, y + HEIGHT)
