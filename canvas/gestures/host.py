"""The view as gestures know it. `canvas.view` has one; another, without a window, will do as well."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from canvas.gestures.finder import Finder, Sight

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint, QPointF, Qt

    from canvas.editor import Editor
    from canvas.geometry.spots import PortSpot
    from canvas.items.overlay import GestureOverlay
    from canvas.scene.scene import GraphScene


class Overlays(Protocol):
    """Drawings beside the items of the scene."""

    def add(self, overlay: GestureOverlay) -> None:
        """Draw something above everything."""

    def drop(self, overlay: GestureOverlay) -> None:
        """Draw it no more."""

    def lift(self, ids: Collection[str]) -> None:
        """Draw these blocks singly from now on, since they move; none ends it."""

    def refresh(self) -> None:
        """Draw again what a gesture moves, where that is not left to the scene."""


class Speech(Protocol):
    """Words beside the pointer."""

    def say(self, text: str, at: QPoint, wrong: bool = True) -> None:
        """Show a text beside a point of the viewport; an empty one hides it."""

    def hide(self) -> None:
        """Say nothing more."""


class GestureHost(Protocol):
    """A view of a graph, as gestures know it.

    Attributes:
        graph_scene: what is shown.
        editor: the changes that can be made.
        finder: what a point means.
    """

    graph_scene: GraphScene
    editor: Editor
    finder: Finder

    @property
    def camera(self) -> Sight:
        """The part of the scene that is seen."""

    @property
    def surface(self) -> Overlays:
        """Drawings beside the items of the scene."""

    @property
    def bubble(self) -> Speech:
        """Words beside the pointer."""

    def show_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        """Show a cursor; by default the one for what the mouse would do now."""

    def refuse(self, reason: str) -> None:
        """Say why something was not done."""

    def open_search(self, at: QPointF, spot: PortSpot) -> object:
        """Search for a block to add at a point, wired to a port."""
