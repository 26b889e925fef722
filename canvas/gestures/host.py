"""What gestures need of the view that they happen on. `canvas.view` has it; tests may have another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from canvas.geometry.boxes import Box
from canvas.geometry.spots import PortSpot

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint, QPointF, QRectF
    from PySide6.QtWidgets import QWidget

    from blocks.graph.graph import Wire
    from canvas.editor import Editor
    from canvas.items.bubble import Bubble
    from canvas.items.overlay import Overlay
    from canvas.scene.overview import Overview
    from canvas.scene.scene import GraphScene
    from canvas.theme.ink import Ink


class GestureHost(Protocol):
    """A view of a graph, as gestures know it.

    Attributes:
        graph_scene: what is shown.
        editor: the changes that can be made.
        overview: draws the scene from far away.
        bubble: the label beside the pointer.
    """

    graph_scene: GraphScene
    editor: Editor
    overview: Overview
    bubble: Bubble

    @property
    def ink(self) -> Ink:
        """Colours and fonts."""

    @property
    def zoom(self) -> float:
        """Pixels of the viewport for one of the scene."""

    def viewport(self) -> QWidget:
        """Return the widget that is painted on."""

    def visible_rect(self) -> QRectF:
        """Return the part of the scene that is in view."""

    def visible_box(self) -> Box:
        """Return the same as a box."""

    def pan(self, by: QPoint) -> None:
        """Move the paper by pixels of the viewport."""

    def show_cursor(self) -> None:
        """Show the cursor for what the mouse would do now."""

    def add_overlay(self, overlay: Overlay) -> None:
        """Draw something above everything."""

    def drop_overlay(self, overlay: Overlay) -> None:
        """Draw it no more."""

    def refresh_overview(self) -> None:
        """Draw again what a gesture moves, where that is not left to the scene."""

    def port_at(self, at: QPointF) -> PortSpot | None:
        """Return the port nearest to a point, if one is near."""

    def block_at(self, at: QPointF) -> str | None:
        """Return the block whose card is at a point."""

    def wire_at(self, at: QPointF) -> Wire | None:
        """Return the wire at a point."""

    def wire_near(self, x: float, y: float, reach: float) -> Wire | None:
        """Return a wire that passes within scene pixels of a point."""

    def light(self, wire: Wire | None) -> None:
        """Light the wire that a block would be put onto."""

    def select(self, ids: Iterable[str]) -> None:
        """Select these blocks and nothing else."""

    def refuse(self, reason: str) -> None:
        """Say why something was not done."""

    def open_search(self, at: QPointF, spot: PortSpot | None = None) -> object:
        """Search for a block to add at a point, wired to a port."""
