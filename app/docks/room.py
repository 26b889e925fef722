"""Gives the docks their sizes, and folds those for which a window has no room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.docks.areas import STRIP, BottomDock, PanelDock, SideDock
from app.docks.sizes import (
    CANVAS_HEIGHT,
    CANVAS_WIDTH,
    FOLDED,
    Sides,
    fitted_bottom,
    fitted_sides,
)
from canvas.theme.measure import px

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QWidget

GAP = 5
"""Pixels between docks, as the style sheet has it at 100 %."""
NARROWEST, LOWEST = 220, 90
"""The canvas is never smaller than this, in pixels at 100 %: docks are folded first."""


class DockRoom:
    """The sizes of a window's docks.

    Args:
        window: has the docks.
        sides: its docks at the left and the right.
        bottom: the one below.
        line: the line above the canvas, which stands between them.

    Attributes:
        wanted: the sizes in pixels that the docks have where there is room: the first, or what they were dragged to.
    """

    def __init__(
        self,
        window: QMainWindow,
        sides: tuple[SideDock, SideDock],
        bottom: BottomDock,
        line: QWidget,
    ) -> None:
        self._window, self._sides, self._bottom = window, sides, bottom
        self._line = line
        self._docks: tuple[PanelDock, ...] = (*sides, bottom)
        self.wanted: dict[PanelDock, int] = {dock: px(dock.first) for dock in self._docks}
        self._given: dict[PanelDock, int] = {}
        for dock in self._docks:
            dock.folded_changed.connect(lambda dock=dock: self._unfolded(dock))

    def start(self) -> None:
        """Give the docks their first sizes, as far as there is room."""
        self.wanted = {dock: px(dock.first) for dock in self._docks}
        self.fit()

    def restored(self, folded: Mapping[str, int]) -> None:
        """Hear that the docks have the sizes of the last time.

        Args:
            folded: the names of those that were folded, with the sizes that they have when they are not.
        """
        self.wanted = {dock: dock.size_now for dock in self._docks}
        for dock in self._docks:
            if dock.objectName() in folded:
                self.wanted[dock] = folded[dock.objectName()]
                dock.fold()
        self.squeeze()

    def follow_text_size(self, by: float) -> None:
        """Let the docks grow or shrink with the text, as far as there is room."""
        self.wanted = {dock: round(size * by) for dock, size in self.wanted.items()}
        for dock in self._docks:
            dock.follow_text_size()
        # Lines above and below the docks have their new heights when every layout has heard of the text.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.fit()

    def dragged(self) -> None:
        """Hear that somebody may have dragged the edge of a dock."""
        for dock in self._docks:
            if not dock.folded and self._shown(dock) and dock.size_now != self._given.get(dock):
                self.wanted[dock] = self._given[dock] = dock.size_now

    def folded(self) -> dict[str, int]:
        """Return the names of the docks that somebody folded, with the sizes that they have when they are not."""
        found = (dock for dock in self._docks if dock.folded and not dock.squeezed)
        return {dock.objectName(): self.wanted[dock] for dock in found}

    def fit(self) -> None:
        """Give the docks the sizes that they had, or less: the canvas keeps the larger part of the window."""
        self._give(*self._share())

    def _share(self) -> tuple[int, int]:
        """Return the width that both sides may take together, and the height for the dock below."""
        width, height = self._window.width(), self._window.height()
        return (
            width - round(width * CANVAS_WIDTH + 0.5) - 2 * px(GAP),
            self._rest() - round(height * CANVAS_HEIGHT + 0.5),
        )

    def _roomy(self) -> bool:
        """Tell whether all docks could be open."""
        width, height = self._share()
        sides = sum(dock.least for dock in self._sides if self._shown(dock))
        return sides <= width and (not self._bottom.squeezed or self._bottom.least <= height)

    def squeeze(self) -> None:
        """Fold what does not fit at all; what was folded so comes back where there is room again."""
        width, height = (
            self._window.width() - px(NARROWEST) - 2 * px(GAP),
            self._rest() - px(LOWEST),
        )
        tight = sum(self._taken(dock) for dock in self._sides) > width
        low = self._shown(self._bottom) and not self._bottom.folded and self._bottom.least > height
        if tight or low:
            self._give(width, height)
        elif any(dock.squeezed for dock in self._docks) and self._roomy():
            self.fit()

    def _rest(self) -> int:
        """Return the height that canvas and lower dock share."""
        others = self._window.menuWidget(), self._window.statusBar(), self._line
        used = sum(each.sizeHint().height() for each in others if each is not None)
        return self._window.height() - used - px(GAP)

    def _shown(self, dock: PanelDock) -> bool:
        return not dock.isHidden() and not dock.isFloating()

    def _taken(self, dock: SideDock) -> int:
        if not self._shown(dock):
            return 0
        return px(STRIP) if dock.folded else dock.least

    def _give(self, width: int, height: int) -> None:
        """Share out what docks may take together."""
        wanted, least = [], []
        for dock in self._sides:
            by_hand = dock.folded and not dock.squeezed
            open_ = self._shown(dock) and not by_hand
            width -= px(STRIP) if by_hand and self._shown(dock) else 0
            wanted.append(self.wanted[dock] if open_ else 0)
            least.append(dock.least if open_ else 0)
        sizes = fitted_sides(width, Sides(*wanted), Sides(*least), px(STRIP))
        for dock, size, asked in zip(self._sides, sizes, wanted, strict=True):
            if asked:
                self._set(dock, size)
        if self._shown(self._bottom) and (not self._bottom.folded or self._bottom.squeezed):
            size = fitted_bottom(height, self.wanted[self._bottom], self._bottom.least)
            self._set(self._bottom, size)

    def _set(self, dock: PanelDock, size: int) -> None:
        if size == FOLDED:
            dock.fold(squeezed=True)
        else:
            dock.unfold()
            self._window.resizeDocks([dock], [size], self._way(dock))
            self._given[dock] = dock.size_now

    def _way(self, dock: PanelDock) -> Qt.Orientation:
        return Qt.Orientation.Vertical if dock is self._bottom else Qt.Orientation.Horizontal

    def _unfolded(self, dock: PanelDock) -> None:
        """Give a dock that somebody unfolds its size; where both sides have no room, the other one is folded."""
        if dock.folded:
            return
        if isinstance(dock, BottomDock):
            # Where it was folded for want of room, it takes no more than it needs.
            tight = dock.least > self._share()[1]
            size = dock.least if tight else self.wanted[dock]
            self._window.resizeDocks([dock], [size], Qt.Orientation.Vertical)
            return
        room = self._window.width() - px(NARROWEST) - 2 * px(GAP)
        other = self._sides[0] if dock is self._sides[1] else self._sides[1]
        if sum(map(self._taken, self._sides)) > room and not other.folded:
            other.fold(squeezed=True)
        left = room - self._taken(other) if other.folded else room - other.width()
        size = min(self.wanted[dock], max(left, dock.least))
        self._window.resizeDocks([dock], [size], Qt.Orientation.Horizontal)
