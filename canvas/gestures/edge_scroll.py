"""Scrolls while something is dragged to the edge of the view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect

from canvas.later import Later

_ZONE = 28
"""Width of the edge, in pixels of the viewport."""
_FASTEST = 14
_INTERVAL = 16
"""Pixels at most in so many milliseconds."""


class EdgeScroll(QObject):
    """Calls a function with a distance as long as the pointer stays at the edge.

    Args:
        parent: who owns it.
        scroll: pans by pixels, and lets the gesture follow.
    """

    def __init__(self, parent: QObject, scroll: Callable[[QPoint], None]) -> None:
        """Be ready."""
        super().__init__(parent)
        self._scroll = scroll
        self._by = QPoint()
        self._timer = Later(self, self._tick, _INTERVAL, repeats=True)

    def follow(self, at: QPoint, room: QRect) -> None:
        """Scroll where the pointer is at the edge of a room, stop where it is not."""
        self._by = QPoint(
            _speed(at.x() - room.left(), room.right() - at.x()),
            _speed(at.y() - room.top(), room.bottom() - at.y()),
        )
        if self._by.isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Scroll no more."""
        self._timer.stop()

    def _tick(self) -> None:
        self._scroll(self._by)


def _speed(before: int, after: int) -> int:
    """Return the pixels to pan by: the nearer to the edge, the more."""
    if before < _ZONE:
        return min(_FASTEST, (_ZONE - before) // 2)
    return -min(_FASTEST, (_ZONE - after) // 2) if after < _ZONE else 0
