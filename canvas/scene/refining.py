"""Wires of a large graph are led around cards little by little, after the graph is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject

from canvas.later import Later

if TYPE_CHECKING:
    from blocks.graph.graph import Wire

_SLICE = 8
"""Milliseconds at a time: a frame is not late for it."""
_TELL = 30
"""After so many slices what was done is shown meanwhile."""


class Refiner(QObject):
    """Leads the wires for which no simple route was free."""

    def __init__(
        self, parent: QObject, lead: Callable[[Wire], None], tell: Callable[[], None]
    ) -> None:
        """Wait for wires.

        Args:
            parent: the scene.
            lead: leads one wire again, if it is still there.
            tell: is called when something looks different.
        """
        super().__init__(parent)
        self._lead_one, self._tell = lead, tell
        self._rough: dict[Wire, None] = {}
        self._slices = 0
        self._timer = Later(self, self._some, repeats=True)

    def add(self, wire: Wire) -> None:
        """Lead a wire soon."""
        self._rough[wire] = None
        self._timer.soon()

    def stop(self) -> None:
        """Lead no more."""
        self._rough.clear()
        self._timer.stop()

    def finish(self) -> None:
        """Lead all that wait, now: for pictures and tests."""
        if self._rough:
            self._lead(None)

    def _some(self) -> None:
        self._lead(_SLICE)

    def _lead(self, budget: int | None) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._rough and (budget is None or clock.elapsed() < budget):
            wire = next(iter(self._rough))
            del self._rough[wire]
            self._lead_one(wire)
        self._slices += 1
        if not self._rough:
            self._timer.stop()
        if not self._rough or self._slices % _TELL == 0:
            self._tell()
