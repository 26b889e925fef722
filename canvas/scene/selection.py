"""The selected blocks and wires. No Qt."""

from __future__ import annotations

from collections.abc import Iterable

from blocks.graph.graph import Wire
from blocks.signals import Signal


class Selection:
    """The selected blocks and wires.

    Attributes:
        blocks: ids of the selected blocks.
        wires: the selected wires.
        changed: emitted after every change.
    """

    def __init__(self) -> None:
        """Begin with nothing selected."""
        self.blocks: frozenset[str] = frozenset()
        self.wires: frozenset[Wire] = frozenset()
        self.changed: Signal[[]] = Signal()

    def __bool__(self) -> bool:
        return bool(self.blocks or self.wires)

    def set(self, blocks: Iterable[str] = (), wires: Iterable[Wire] = ()) -> None:
        """Select these and nothing else."""
        new_blocks, new_wires = frozenset(blocks), frozenset(wires)
        if (new_blocks, new_wires) != (self.blocks, self.wires):
            self.blocks, self.wires = new_blocks, new_wires
            self.changed.emit()

    def toggle(self, blocks: Iterable[str] = (), wires: Iterable[Wire] = ()) -> None:
        """Select what was not, and the other way round."""
        self.set(self.blocks ^ frozenset(blocks), self.wires ^ frozenset(wires))

    def add(self, blocks: Iterable[str] = (), wires: Iterable[Wire] = ()) -> None:
        """Select these as well."""
        self.set(self.blocks | frozenset(blocks), self.wires | frozenset(wires))
