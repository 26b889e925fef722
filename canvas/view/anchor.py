"""Keeps what a view shows where it is in the window, whatever comes and goes around the view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint
from shiboken6 import isValid

from canvas.items.guard import guarded

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea, QWidget


_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class ViewAnchor(QObject):
    """Pans a view against its own moves.

    A bar above it, a dock at its left, another size of the window: all move its corner in the window. What is painted
    in it must not move with it: only the user moves blocks on the screen.
    """

    def __init__(self, view: QAbstractScrollArea, pan: Callable[[QPoint], None]) -> None:
        """Hold what a view shows from now on.

        Args:
            view: the view.
            pan: moves what it shows by pixels.
        """
        super().__init__(view)
        self._view, self._pan = view, pan
        self._watched: list[QWidget] = []
        self._held = QPoint()
        self._watch()

    def corner(self) -> QPoint:
        """Return where the view's corner is in its window."""
        viewport = self._view.viewport()
        return viewport.mapTo(viewport.window(), QPoint())

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look where the corner is now."""
        kind = event.type()
        if kind in _MOVES:
            self._hold()
        elif kind == QEvent.Type.ParentChange:
            self._watch()
        return False

    def _watch(self) -> None:
        """Watch the view and all that it lies in, up to the window."""
        for before in self._watched:
            if isValid(before):
                before.removeEventFilter(self)
        self._watched = [self._view]
        while not self._watched[-1].isWindow() and (outer := self._watched[-1].parentWidget()):
            self._watched.append(outer)
        for widget in self._watched:
            widget.installEventFilter(self)
        self._held = self.corner()

    def _hold(self) -> None:
        corner = self.corner()
        if corner != self._held:
            moved, self._held = corner - self._held, corner
            self._pan(-moved)
