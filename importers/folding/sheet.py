"""A graph as a sheet of items, light enough to be folded again and again; and back into a document.

An item that stands for several keeps the key of the last of them, so that whatever follows need not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from blocks.catalog.ports import OUT
from blocks.catalog.registry import port_types
from blocks.graph.graph import Block, Graph
from blocks.graph.structure import Structure
from blocks.types.block_type import Form
from blocks.values.values import Expression, Value

ItemOutput = tuple[str, str]
"""Key of an item and the name of its output port."""


@dataclass(frozen=True, slots=True)
class Item:
    """A block while folding goes on.

    Attributes:
        key: the id of the block, the last one of those that it stands for.
        type: block type or composite.
        values: its values, those at the default left out.
        sources: what goes in, in the order of the ports, with the names of these.
        name: layer name.
        extra: what else the block keeps.
        series: how often it is applied.
        fixed: whether it may not be folded: inputs, unknown layers, several outputs.
        origin: what it was made of, see `LayerOrigin`.
        shares: as `Block.shares`; such items are fixed.
    """

    key: str
    type: str
    values: Mapping[str, Value]
    sources: tuple[tuple[str, ItemOutput], ...]
    name: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
    series: Value = None
    fixed: bool = False
    origin: LayerOrigin | None = None
    shares: str = ""


@dataclass(frozen=True, slots=True)
class LayerOrigin:
    """The layers of the file that an item stands for.

    Attributes:
        layer: name of the one layer in the file; empty for a composite.
        inside: for an instance, the origin of every inner item by its key.
        times: for a run, the origin of every round.
    """

    layer: str = ""
    inside: Mapping[str, LayerOrigin] = field(default_factory=dict)
    times: tuple[LayerOrigin, ...] = ()


class Sheet:
    """The items of one graph in an order in which sources come first."""

    def __init__(self, name: str, items: list[Item], ends: frozenset[str]) -> None:
        """Take items in order; ``ends`` are keys whose outputs are used from outside."""
        self.name, self.ends = name, ends
        self.items = {item.key: item for item in items}
        self._users: dict[str, list[str]] | None = None

    @property
    def users(self) -> dict[str, list[str]]:
        """Return who uses an item, once for every wire."""
        if self._users is None:
            found: dict[str, list[str]] = {key: [] for key in self.items}
            for item in self.items.values():
                for _, (source, _) in item.sources:
                    found[source].append(item.key)
            self._users = found
        return self._users

    @property
    def inner(self) -> list[Item]:
        """Return the items of a composite without the ends of it."""
        return [item for item in self.items.values() if item.type not in port_types()]

    @property
    def result(self) -> str:
        """Return the key of the item that gives what a composite gives."""
        return next(item for item in self.items.values() if item.type == OUT.name).sources[0][1][0]

    def single(self, key: str) -> str | None:
        """Return the key of an item's only source, or ``None`` where it has none or several."""
        sources = self.items[key].sources
        return sources[0][1][0] if len(sources) == 1 else None

    def fold(self, keys: list[str], item: Item) -> None:
        """Put one item in place of several; it has the key of the last."""
        gone = set(keys) - {item.key}
        kept = (old for old in self.items.values() if old.key not in gone)
        self.replace([item if old.key == item.key else old for old in kept], self.ends)

    def splice(self, key: str, items: list[Item]) -> None:
        """Put several items in place of one; the last of them has its key."""
        parts = (items if old.key == key else [old] for old in self.items.values())
        self.replace([item for part in parts for item in part], self.ends)

    def replace(self, items: list[Item], ends: frozenset[str]) -> None:
        """Take other items in place of all that there are."""
        self.items = {item.key: item for item in items}
        self.ends = ends
        self._users = None

    def put(self, item: Item) -> None:
        """Replace an item by another of the same key."""
        self.items[item.key] = item
        self._users = None


def sheet_of(graph: Graph, names: Mapping[str, str]) -> Sheet:
    """Return the items of a graph; ``names`` are those of the layers in the file."""
    items = [_item(graph, key, names.get(key, "")) for key in graph.order()]
    return Sheet(graph.name, items, frozenset(graph.sinks()))


def _item(graph: Graph, key: str, layer: str) -> Item:
    block, kind = graph.blocks[key], graph.kind(key)
    fixed = (
        kind is None
        or bool(block.shares)
        or kind.form in (Form.INPUT, Form.PORT)
        or len(kind.outputs) != 1
    )
    sources = tuple(
        (wire.target_port, (wire.source, wire.source_port)) for wire in graph.incoming(key)
    )
    extra = dict(block.extra)
    origin = LayerOrigin(layer)
    told = block.type, block.values, sources, block.name, extra
    return Item(key, *told, fixed=fixed, origin=origin, shares=block.shares)


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """Yield the blocks that a sheet's items are."""
    for item in sheet.items.values():
        count = item.series if isinstance(item.series, (int, Expression)) else None
        structure = None if count is None else Structure(series=count)
        yield Block(
            item.key, item.type, dict(item.values), item.name, item.extra, structure, item.shares
        )
