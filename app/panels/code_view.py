"""The editor widget that shows code: monospace, line numbers, search; text is swapped without losing the place."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from app.panels.highlight import Highlighter, Span
from canvas.style import Theme

FOUND_LIMIT = 2000
"""More matches than this are counted but not painted."""


class CodeView(QPlainTextEdit):
    """Shows code to be read and copied.

    Signals:
        found: which match is current (from 1; 0 for none) and how many there are.
    """

    found = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setObjectName("codeView")
        self.highlighter = Highlighter(self.document(), theme)
        self._words = ""
        self._matches: list[int] = []
        self._gutter = _Gutter(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        self._make_room()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.theme = theme
        self.setStyleSheet(
            f"#codeView {{ background: {theme.card}; color: {theme.text}; border: none; border-radius: 0; }}"
        )
        self.highlighter.set_theme(theme)
        self._paint_matches()
        self._gutter.update()

    def show_code(self, text: str, spans: list[tuple[Span, ...]]) -> None:
        """Show another text; only the lines that differ are touched, so that place and selection stay."""
        old, new = self.toPlainText().split("\n"), text.split("\n")
        old_spans = self.highlighter.spans
        self.highlighter.spans = spans
        if old == new and old_spans == spans:
            return
        first, last = _difference(_paired(old, old_spans), _paired(new, spans))
        self._replace_lines(first, len(old) - last, new[first : len(new) - last])
        if self._words:
            self.search(self._words, move=False)

    def search(self, words: str, *, move: bool = True) -> None:
        """Mark every place of some words.

        Args:
            words: what to look for, without regard to case; empty to stop.
            move: go to the first match below the top of the view.
        """
        self._words = words
        self._matches = _places(self.toPlainText(), words)
        self._paint_matches()
        if move and self._matches:
            start = self.firstVisibleBlock().position()
            self._go(next((at for at in self._matches if at >= start), self._matches[0]))
        else:
            self.found.emit(0, len(self._matches))

    def step(self, by: int) -> None:
        """Go to the next match (1) or the one before (-1)."""
        if not self._matches:
            return
        here = self.textCursor().selectionStart()
        below = [at for at in self._matches if at > here]
        above = [at for at in self._matches if at < here]
        place = (below or self._matches)[0] if by > 0 else (above or self._matches)[-1]
        self._go(place)

    def gutter_width(self) -> int:
        """Width of the line numbers in pixels."""
        digits = max(2, len(str(self.blockCount())))
        return 20 + digits * self.fontMetrics().horizontalAdvance("9")

    def paint_gutter(self, event: QPaintEvent) -> None:
        """Draw the numbers of the lines that are seen."""
        painter = QPainter(self._gutter)
        painter.fillRect(event.rect(), QColor(self.theme.card))
        painter.setPen(QColor(self.theme.wire))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        width, height = self._gutter.width() - 12, self.fontMetrics().height()
        while block.isValid() and top <= event.rect().bottom():
            spot = QRect(0, round(top), width, height)
            painter.drawText(spot, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            top += self.blockBoundingRect(block).height()
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def _replace_lines(self, first: int, end: int, lines: list[str]) -> None:
        """Put ``lines`` in the place of lines ``first`` to ``end``, the end left out."""
        bars = self.verticalScrollBar(), self.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        document = self.document()
        cursor = QTextCursor(document)
        if first == 0 and end == document.blockCount():
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText("\n".join(lines))
        elif end < document.blockCount():  # whole lines with their ends
            cursor.setPosition(document.findBlockByNumber(first).position())
            cursor.setPosition(document.findBlockByNumber(end).position(), _KEEP)
            cursor.insertText("".join(f"{line}\n" for line in lines))
        else:  # up to the end of the text: the line end before comes along instead
            before = document.findBlockByNumber(first - 1)
            cursor.setPosition(before.position() + before.length() - 1)
            cursor.movePosition(QTextCursor.MoveOperation.End, _KEEP)
            cursor.insertText("".join(f"\n{line}" for line in lines))
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _go(self, place: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(place)
        cursor.setPosition(place + len(self._words), _KEEP)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.found.emit(self._matches.index(place) + 1, len(self._matches))

    def _paint_matches(self) -> None:
        mark = QTextCharFormat()
        shade = QColor(self.theme.warning)
        shade.setAlpha(80)
        mark.setBackground(shade)
        chosen = []
        for place in self._matches[:FOUND_LIMIT]:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document())
            selection.cursor.setPosition(place)
            selection.cursor.setPosition(place + len(self._words), _KEEP)
            selection.format = mark
            chosen.append(selection)
        self.setExtraSelections(chosen)

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    def _scroll_gutter(self, area: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())


_KEEP = QTextCursor.MoveMode.KeepAnchor


class _Gutter(QWidget):
    """The strip with line numbers."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_gutter(event)


def _places(text: str, words: str) -> list[int]:
    """Return where words stand in a text. Exported code is ASCII, so Qt counts letters as Python does."""
    text, words = text.lower(), words.lower()
    places: list[int] = []
    at = text.find(words) if words else -1
    while at >= 0:
        places.append(at)
        at = text.find(words, at + len(words))
    return places


Line = tuple[str, tuple[Span, ...]]


def _paired(lines: list[str], spans: list[tuple[Span, ...]]) -> list[Line]:
    padded = [*spans, *([()] * (len(lines) - len(spans)))]
    return list(zip(lines, padded, strict=False))


def _difference(old: list[Line], new: list[Line]) -> tuple[int, int]:
    """Return how many lines are equal at the beginning, and how many of the others at the end."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = 0
    while last < shorter - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return first, last
