"""Layouts for narrow rooms: a row that breaks into several lines, and parts side by side that go below one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from canvas.theme.measure import px

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

HIDDEN = Qt.WidgetAttribute.WA_WState_ExplicitShowHide

ENDLESS = 16_777_215
"""The largest size of a widget: Qt's word for none."""

Line = list[tuple[QWidget, int]]
"""Widgets beside each other, and the width of each."""


class WrappingRow(QWidget):
    """Widgets beside each other, in as many lines as they need.

    Args:
        grows: takes what room is left in its line.
        parent: the widget that it belongs to.
        gap: pixels at 100 % between widgets and between lines.
        rim: pixels at 100 % at the left, top, right and bottom.
        corner: stands at the end of the first line, whatever stands below.
    """

    def __init__(
        self,
        grows: QWidget | None = None,
        parent: QWidget | None = None,
        *,
        gap: int = 6,
        rim: tuple[int, int, int, int] = (0, 0, 0, 0),
        corner: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._corner = corner
        if corner is not None:
            corner.setParent(self)
        self._parts: list[QWidget] = []
        self._grows, self._gap, self._rim = grows, gap, rim
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets at the end."""
        for widget in widgets:
            hidden = widget.isHidden() and widget.testAttribute(HIDDEN)
            widget.setParent(self)
            widget.setVisible(not hidden)
            widget.installEventFilter(self)
            self._parts.append(widget)
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room for a part that is shown, also while the row itself is not seen."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._follow()
        return False

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        parts = self._shown()
        wide = (
            sum(map(_liked, parts))
            + px(self._gap) * max(len(parts) - 1, 0)
            + self._sides()
            + self._aside()
        )
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        wide = max(map(least_width, self._shown()), default=0) + self._sides() + self._aside()
        return QSize(wide, self.heightForWidth(max(self.width(), wide)))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a part has other words
            self._follow()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(event.size().width(), move=True)

    def _follow(self) -> None:
        self.updateGeometry()
        self._place(self.width(), move=True)

    def _shown(self) -> list[QWidget]:
        return [each for each in self._parts if not each.isHidden()]

    def _sides(self) -> int:
        return px(self._rim[0]) + px(self._rim[2])

    def _aside(self) -> int:
        """Return the width that the corner takes from the first line."""
        return 0 if self._corner is None else _liked(self._corner) + px(self._gap)

    def _place(self, width: int, *, move: bool) -> int:
        """Return the height of all lines in such a width; put the parts there where asked to."""
        left, top, _, bottom = map(px, self._rim)
        gap, y = px(self._gap), top
        for line in self._lines(width - self._sides()):
            high = max(_height(*each) for each in line)
            x = left
            for widget, wide in line:
                tall = _height(widget, wide)
                if move:
                    widget.setGeometry(QRect(x, y + (high - tall) // 2, wide, tall))
                x += wide + gap
            if move and self._corner is not None and y == top:
                tall = _height(self._corner, 0)
                right = width - px(self._rim[2]) - self._aside() + gap
                place = QRect(right, y + (high - tall) // 2, self._aside() - gap, tall)
                self._corner.setGeometry(place)
            y += high + gap
        return max(y - gap, top) + bottom

    def _lines(self, room: int) -> Iterator[Line]:
        gap, whole = px(self._gap), room
        room -= self._aside()
        line: Line = []
        used = -gap
        for widget in self._shown():
            wide = min(least_width(widget), max(room, 1))
            if line and used + gap + wide > room:
                yield self._widened(line, room - used)
                line, used, room = [], -gap, whole
                wide = min(least_width(widget), max(room, 1))
            line.append((widget, wide))
            used += gap + wide
        if line:
            yield self._widened(line, room - used)

    def _widened(self, line: Line, spare: int) -> Line:
        """Share out what is left: each has all its words or gives way, and one takes the rest."""
        made: Line = []
        for widget, wide in line:
            more = _liked(widget) - wide
            more = more if widget is not self._grows and 0 < more <= spare else 0
            made.append((widget, wide + more))
            spare -= more
        return [
            (each, min(wide + spare, each.maximumWidth()) if each is self._grows else wide)
            for each, wide in made
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a panel.

    Attributes:
        widget: what it is.
        share: of the room that is left.
        beside: its least width in pixels at 100 % where it stands beside others.
        below: and where it stands below them.
        most: its largest width where it stands beside others; 0 for none.
        high: its least height where it stands below others.
    """

    widget: QWidget
    share: int
    beside: int
    below: int
    most: int = 0
    high: int = 0

    def set_stacked(self, stacked: bool) -> None:
        """Give the widget the bounds that go with its place."""
        self.widget.setMinimumWidth(px(self.below if stacked else self.beside))
        self.widget.setMaximumWidth(ENDLESS if stacked or not self.most else px(self.most))
        if self.high:
            self.widget.setMinimumHeight(px(self.high) if stacked else 0)


class StackingLayout(QBoxLayout):
    """Parts side by side; where they have no room they stand below one another, and the page scrolls."""

    def __init__(self, parent: QWidget, parts: Sequence[Part], *, last_first: bool = False) -> None:
        """Lay out parts.

        Args:
            parent: the widget that has them.
            parts: what they are.
            last_first: the last one stands highest where they are below one another.
        """
        super().__init__(QBoxLayout.Direction.LeftToRight, parent)
        self._parts = parts
        directions = QBoxLayout.Direction
        self._down = directions.BottomToTop if last_first else directions.TopToBottom
        for part in parts:
            part.set_stacked(False)
            self.addWidget(part.widget, part.share)

    @property
    def stacked(self) -> bool:
        """Whether the parts stand below one another."""
        return self.direction() is self._down

    def minimumSize(self) -> QSize:
        """Return what the parts need where they stand now; the width is that of the widest."""
        wide = max((px(each.below) for each in self._seen()), default=0) + self._sides()
        return QSize(wide, super().minimumSize().height())

    def setGeometry(self, place: QRect) -> None:
        """Put the parts into a place, side by side if there is room."""
        parts = self._seen()
        needed = sum(px(each.beside) for each in parts) + self.spacing() * max(len(parts) - 1, 0)
        narrow = place.width() < needed + self._sides()
        if narrow != self.stacked:
            self.setDirection(self._down if narrow else QBoxLayout.Direction.LeftToRight)
            for each in self._parts:
                each.set_stacked(narrow)
        super().setGeometry(place)

    def _seen(self) -> list[Part]:
        return [each for each in self._parts if not each.widget.isHidden()]

    def _sides(self) -> int:
        rim = self.contentsMargins()
        return rim.left() + rim.right()


def least_width(widget: QWidget) -> int:
    """Return the width in pixels below which a widget is cut."""
    if widget.minimumWidth() > 0:
        return widget.minimumWidth()
    ignored = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored
    own = 0 if ignored else widget.minimumSizeHint().width()
    return min(max(own, 0), widget.maximumWidth())


def _liked(widget: QWidget) -> int:
    least = least_width(widget)
    return max(min(widget.sizeHint().width(), widget.maximumWidth()), least)


def _height(widget: QWidget, width: int) -> int:
    if widget.hasHeightForWidth():
        high = widget.heightForWidth(width)
    else:
        high = max(widget.sizeHint().height(), widget.minimumSizeHint().height())
    return min(max(high, widget.minimumHeight()), widget.maximumHeight())
