"""The content of an inline view: the blocks of one composite as its instance has them, kept up to date, read only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.check.iterations import Iteration, iteration_of
from blocks.document.edits import Edit
from canvas.later import Later
from canvas.links import Links
from canvas.scene.scene import GraphScene


class InlineContent(QObject):
    """The blocks of one instance, kept as the graph around it has them.

    Signals:
        changed: it looks different.
        gone: there is no such instance any more.

    Attributes:
        iteration: which time the block is applied, with what comes in there.
        checker: the check of the definition for that.
        scene: its cards and wires.
    """

    changed = Signal()
    gone = Signal()

    def __init__(self, outer: GraphScene, block_id: str) -> None:
        """Look into a block of a scene; it is an instance of a composite."""
        super().__init__(outer)
        self.outer, self.block_id = outer, block_id
        self.name = outer.graph.blocks[block_id].type
        self.iteration: Iteration = iteration_of(outer.checker, block_id)
        document = outer.document
        self.checker = Checker(document, self.name, self.iteration.instance, follows=False)
        self._links = Links()
        # Before the scene inside does, which needs the check.
        self._links.connect(document.changed, self._follow)
        self.scene = GraphScene(document, self.checker, outer.pens, self.name, self)
        self.scene.touched.connect(self.changed)
        self._soon = Later(self, self._look_again)
        self._links.connect(outer.checker.updated, self._updated)

    def show_iteration(self, index: int) -> None:
        """Show another time that the block is applied, from 0."""
        self.iteration = iteration_of(self.outer.checker, self.block_id, index)
        self.checker.look_at(self.iteration.instance)
        self.changed.emit()

    def close(self) -> None:
        """Stop following."""
        self._soon.stop()
        self._links.clear()
        self.scene.detach()
        self.deleteLater()

    def _exists(self) -> bool:
        outer, document = self.outer, self.outer.document
        if outer.graph_name not in document.graphs or self.block_id not in outer.graph:
            return False
        block = outer.graph.blocks[self.block_id]
        return block.type == self.name and is_composite(outer.graph, self.block_id)

    def _follow(self, edits: Sequence[Edit]) -> None:
        if not self._exists():
            self.gone.emit()
            return
        self.checker.follow(edits)
        self._soon.start()

    def _updated(self, ids: frozenset[str]) -> None:
        if self.block_id in ids:
            self._soon.start()  # the edit that is the cause may not have reached the check inside

    def _look_again(self) -> None:
        if self._exists():
            self.show_iteration(self.iteration.index)
