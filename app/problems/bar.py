"""The strip under the canvas: the problem that matters now, in a sentence, with its fixes as links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.look.icons import pixmap
from app.widgets.elided import WholeLabel
from app.widgets.parts import restyle, with_name
from canvas.theme.measure import px
from canvas.theme.plain_text import PlainLabel, plain_tip
from canvas.theme.themes import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent


class FixLink(QToolButton):
    """A fix as a link; where there is no room its words end in an ellipsis, and the tooltip has them whole.

    Args:
        words: what it does.
        tip: its tooltip.
        parent: the strip.
        more: what comes of it, for where there is room.
        sign: what of that must be seen in any case: ``still wrong``.
    """

    def __init__(
        self, words: str, tip: str, parent: QWidget, more: str = "", sign: str = ""
    ) -> None:
        super().__init__(parent)
        self.setProperty("link", True)
        self._words, self._long = words, f"{words}: {more}" if more else words
        self._sign = f" ({sign})" if sign else ""
        self.setText(words + self._sign)
        self.setToolTip(plain_tip(tip))
        self.ensurePolished()  # else its padding is not known yet

    def words(self) -> str:
        """Return the words before shortening."""
        return self._words

    def wanted(self, long: bool = False) -> int:
        """Return the width that the whole words need, in pixels; ``long`` with what comes of it."""
        words = self._long if long else self._words + self._sign
        return self._padding() + self.fontMetrics().horizontalAdvance(words) + 2  # for rounding

    def least(self) -> int:
        """Return the width below which a link says nothing, or not what must be said, in pixels."""
        return self._padding() + self.fontMetrics().horizontalAdvance("..." + self._sign)

    def place(self, rect: QRect) -> None:
        """Stand in a rectangle of the strip, with as many words as fit; its sign stays, whatever else goes."""
        room, width = rect.width() - self._padding(), self.fontMetrics().horizontalAdvance
        whole = (self._long, self._words + self._sign)
        fitting = (words for words in whole if width(words) <= room)
        self.setText(next(fitting, None) or self._shortened(room))
        narrow = min(rect.width(), self.sizeHint().width())  # the words stand at the left
        self.setGeometry(QRect(rect.topLeft(), QSize(narrow, rect.height())))

    def _shortened(self, room: int) -> str:
        metrics, end = self.fontMetrics(), Qt.TextElideMode.ElideRight
        words = room - metrics.horizontalAdvance(self._sign)
        least = metrics.horizontalAdvance("\N{HORIZONTAL ELLIPSIS}")
        if words < least:
            return metrics.elidedText(self._sign.strip() or self._words, end, room)
        return metrics.elidedText(self._words, end, words) + self._sign

    def _padding(self) -> int:
        return self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())


class ProblemBar(QWidget):
    """Shows one problem; empty and hidden where there is none.

    The fixes stand beside the sentence, or in rows of their own below it where they need more room.
    """

    clicked = Signal()
    fix_chosen = Signal(int)
    inside_wanted = Signal()
    more_wanted = Signal()

    SHARE = 0.19
    """Largest part of the height of the window's middle that the strip may take, where one row of fixes has room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.icon = PlainLabel(self)
        self.sentence = with_name(WholeLabel(self), "problemSentence")
        self.inside = with_name(FixLink("Show", "", self), "showInside")
        self.inside.clicked.connect(self.inside_wanted)
        more = FixLink("More fixes", "Show all fixes among the problems", self)
        self.more = with_name(more, "moreFixes")
        self.more.clicked.connect(self.more_wanted)
        self._has_inside = False
        self._links: list[FixLink] = []
        self._theme = LIGHT
        self._kind = "error"
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw the sign in the colours of a theme."""
        self._theme = theme
        self._draw()

    def show_problem(self, sentence: str, kind: str = "error") -> None:
        """Show a problem; an empty sentence hides the strip.

        Args:
            sentence: what is wrong.
            kind: ``error``, ``unfinished`` or ``warning``.
        """
        self.sentence.setText(sentence)
        self._kind = kind
        restyle(self, calm=kind != "error")
        self._draw()
        self.setVisible(bool(sentence))
        self._rearrange()

    def show_inside(self, name: str) -> None:
        """Offer to go to where it is wrong inside a composite; an empty name offers nothing."""
        self.inside.setToolTip(
            plain_tip(f"Go to the block that is wrong, in {name}" if name else "")
        )
        self._has_inside = bool(name)
        self._rearrange()

    def show_fixes(self, fixes: Sequence[tuple[str, str, str]]) -> None:
        """Show fixes as links: title, preview, and sign (see `FixLink`) of each."""
        for link in self._links:
            link.hide()
            link.deleteLater()
        self._links = [self._link(at, *fix) for at, fix in enumerate(fixes)]
        self._rearrange()

    def links(self) -> list[FixLink]:
        """Return the links of all fixes, those without room among them."""
        return list(self._links)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.heightForWidth(max(self.width(), px(200))))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self._row_height() + 2 * px(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rearrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mousePressEvent(event)

    def _link(self, at: int, title: str, preview: str, sign: str) -> FixLink:
        tip = f"{title[:1].upper()}{title[1:]}: {preview}" if preview else title
        link = FixLink(f"Fix: {title}" if not at else title, tip, self, preview, sign)
        link.setObjectName(f"fix{at}")
        link.clicked.connect(lambda: self.fix_chosen.emit(at))
        return link

    def _rearrange(self) -> None:
        self.updateGeometry()
        self._arrange(self.width(), move=True)

    def _row_height(self) -> int:
        return max(self.inside.sizeHint().height(), self.sentence.sizeHint().height())

    def _arrange(self, width: int, move: bool) -> int:
        """Find a place for everything in a width, and put it there; returns the height that it takes."""
        high, gap, left, top = self._row_height(), px(6), px(12), px(4)
        start = left + px(16) + gap
        end = width - px(10)
        inside = self.inside.wanted() + gap if self._has_inside else 0
        for long in (True, False):
            wanted = [link.wanted(long) for link in self._links]
            beside = sum(wanted) + gap * len(wanted)
            one_row = self.sentence.sizeHint().width() + inside + beside <= end - start
            rows, shown = ([], 0) if one_row else self._rows(wanted, end - start, high)
            if one_row or shown == len(wanted):
                break
        first_end = end - inside - (beside if one_row else 0)
        if move:
            self.icon.setGeometry(left, top, px(16), high)
            self.sentence.setGeometry(start, top, max(first_end - start, 0), high)
            self._put(self.inside, first_end + gap, top, inside - gap, high)
            if one_row:
                rows, shown = [[*range(len(wanted))]], len(wanted)
            self._put_rows(
                rows, wanted, first_end + inside + gap if one_row else start, not one_row
            )
            self._put_more(rows, wanted, shown, start, end)
        return 2 * top + high * (1 if one_row else 1 + len(rows))

    def _rows(self, wanted: Sequence[int], width: int, high: int) -> tuple[list[list[int]], int]:
        """Return which fixes stand in which row below the sentence, and how many do."""
        parent = self.parentWidget()
        room = int(self.SHARE * parent.height() / high) - 1 if parent else 1
        rows: list[list[int]] = []
        used = width + 1
        for at, each in enumerate(wanted):
            if used + each > width:
                if len(rows) >= max(room, 1):
                    return rows, at
                rows.append([])
                used = 0
            rows[-1].append(at)
            used += each + px(6)
        return rows, len(wanted)

    def _put_rows(
        self, rows: Sequence[Sequence[int]], wanted: Sequence[int], start: int, below: bool
    ) -> None:
        high, end = self._row_height(), self.width() - px(10)
        placed: set[int] = set()
        for number, row in enumerate(rows):
            x, y = start, px(4) + (number + below) * high
            for at in row:
                self._put(self._links[at], x, y, min(wanted[at], end - x), high)
                x += wanted[at] + px(6)
                placed.add(at)
        for at, link in enumerate(self._links):
            link.setVisible(at in placed)

    def _put_more(
        self, rows: Sequence[Sequence[int]], wanted: Sequence[int], shown: int, start: int, end: int
    ) -> None:
        """Lead to the fixes that have no room, at the end of the last row."""
        need = self.more.wanted()
        y = px(4) + len(rows) * self._row_height()
        self._put(self.more, end - need, y, need if shown < len(wanted) else 0, self._row_height())
        if shown < len(wanted) and rows:
            last = self._links[rows[-1][-1]]
            rect = last.geometry()
            if rect.right() > end - need - px(6):
                rect.setRight(end - need - px(6))
                last.place(rect)
                last.setVisible(rect.width() >= last.least())

    def _put(self, link: FixLink, x: int, y: int, width: int, height: int) -> None:
        link.setVisible(width > 0)
        if width > 0:
            link.place(QRect(x, y, width, height))

    def _draw(self) -> None:
        colour = sign_colour(self._kind, self._theme)
        self.icon.setPixmap(pixmap(self._kind, colour, scale=self.devicePixelRatioF()))


def sign_colour(sign: str, theme: Theme) -> str:
    """Return the colour of ``error``, ``warning`` or another sign of a problem."""
    return {"error": theme.error, "warning": theme.warning}.get(sign, theme.muted)
