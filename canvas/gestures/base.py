"""A gesture: one thing that a hand does with the mouse, from press to release. Escape cancels any."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

if TYPE_CHECKING:
    from canvas.gestures.host import GestureHost


class Pointer(NamedTuple):
    """The position of the pointer, with the keys that are held.

    Attributes:
        scene: in scene pixels.
        view: in pixels of the viewport.
        keys: Shift, Ctrl and so on.
    """

    scene: QPointF
    view: QPoint
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def adds(self) -> bool:
        """Tell whether Shift is held."""
        return bool(self.keys & Qt.KeyboardModifier.ShiftModifier)

    @property
    def toggles(self) -> bool:
        """Tell whether Ctrl is held."""
        return bool(self.keys & Qt.KeyboardModifier.ControlModifier)


class Gesture:
    """Base of all gestures. Making one starts it; then come moves, then a finish or a cancel.

    Attributes:
        hint: words for the status bar while it lasts.
        host: the view that it happens on.
        scene: what the view shows.
        start: where it began.
    """

    hint = ""

    def __init__(self, host: GestureHost, at: Pointer) -> None:
        """Start."""
        self.host, self.scene = host, host.graph_scene
        self.start = at

    def move(self, at: Pointer) -> None:
        """Follow the pointer."""

    def finish(self, at: Pointer) -> None:
        """Do it."""

    def cancel(self) -> None:
        """Leave everything as it was."""


def rect_between(a: QPointF, b: QPointF) -> QRectF:
    """Return the rectangle with these corners."""
    return QRectF(a, b).normalized()
