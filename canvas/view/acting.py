"""What keys and menus of the canvas do beyond editing: opening composites in place, looking at the selection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from canvas.view.adding import AddingView

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from blocks.document.history import History
    from canvas.scene.scene import GraphScene


class ActingView(AddingView):
    """Does what keys and menus ask for.

    Attributes:
        block_actions: actions of the window that the menu of a block offers as well.
        canvas_actions: the same for the menu of the canvas.
    """

    def __init__(self, scene: GraphScene, history: History, parent: QWidget | None = None) -> None:
        """Act on what a scene shows."""
        super().__init__(scene, history, parent)
        self.block_actions: list[QAction] = []
        self.canvas_actions: list[QAction] = []

    def highlight(self, ids: Iterable[str]) -> None:
        """Draw a halo around these blocks and no others."""
        self.graph_scene.highlight(ids)

    def fit_selection(self) -> None:
        """Show the selected blocks, or all."""
        self.fit(self.selected_ids() or None)

    def peek_selected(self) -> None:
        """Open the one selected composite in place, or close it."""
        chosen = self.selected_ids()
        if len(chosen) == 1:
            self.toggle_peek(chosen[0])

    def toggle_peek(self, block_id: str) -> None:
        """Open a composite in place, or close it."""
        if self.peeks.toggle(block_id):
            self.show_peek(block_id)

    def show_peek(self, block_id: str) -> None:
        """Pan just far enough that the frame of a composite can be seen, its upper left part at least."""
        box = self.peeks.frames[block_id].box()
        room = self.visible_rect().size()
        wide = min(box.right - box.left, room.width() - 60 / self.zoom)
        high = min(box.bottom - box.top, room.height() - 60 / self.zoom)
        self.ensureVisible(QRectF(box.left, box.top, wide, high), 20, 20)
        self.refresh_overview()
