"""The widget that shows code: line numbers, search, lines to press; text is swapped without losing the place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QToolTip, QWidget

from app.code.gutter import Gutter
from app.code.highlight import Highlighter, Span
from app.code.layers import Layers, PaintLayer
from app.code.lines import LinesChange, changes, places_of
from app.frame.application import fixed_font
from canvas.theme.plain_text import plain_tip
from canvas.theme.themes import Theme

_KEEP = QTextCursor.MoveMode.KeepAnchor


class CodeView(QPlainTextEdit):
    """Shows code to be read and copied.

    Attributes:
        words: what to say of a line, for the tooltip.

    Signals:
        found: which match is current (from 1; 0 for none) and how many there are.
        line_chosen: a line, from 1, was pressed, or Return was pressed in it.
        line_hovered: the pointer is over a line; 0 for none.
    """

    found = Signal(int, int)
    line_chosen = Signal(int)
    line_hovered = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(fixed_font())
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setObjectName("codeView")
        self.setAccessibleName("Python script")
        self.viewport().setMouseTracking(True)
        self.highlighter = Highlighter(self.document(), theme)
        self.layers = Layers(self, theme)
        self.words: Callable[[int], str] = _nothing
        self._words = ""
        self._matches: list[int] = []
        self._pressed: QPoint | None = None
        self._hovered = 0
        self._gutter = Gutter(self, self)
        self._measure()
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.theme = theme
        self.setStyleSheet(
            f"#codeView {{ background: {theme.card}; color: {theme.text}; border: none; border-radius: 0; }}"
        )
        self.highlighter.set_theme(theme)
        self.layers.set_theme(theme)
        self._gutter.update()

    # ------------------------------------------------------------ text

    def show_code(self, text: str, spans: list[tuple[Span, ...]]) -> list[int]:
        """Show another text; only the lines that differ are touched, so that place and selection stay.

        Returns:
            The lines that are new, from 1.
        """
        new = text.split("\n")
        found = changes(self.toPlainText().split("\n"), new)
        before, self.highlighter.spans = self.highlighter.spans, spans
        if found:
            self._replace(found)
            if self._words:
                self.search(self._words, move=False)
        fresh = list(_fresh(found))
        self._colour_again(before, set(fresh))
        return fresh

    def show_lines(self, lines: Iterable[int]) -> None:
        """Mark the lines of what is selected."""
        marked = sorted(lines)
        self.layers.show_lines(PaintLayer.BLOCK, marked)
        self._gutter.mark(frozenset(marked))

    def sees(self, first: int, last: int) -> bool:
        """Tell whether a part of a stretch of lines, from 1, is in view."""
        top = self.firstVisibleBlock().blockNumber() + 1
        return first < top + self.verticalScrollBar().pageStep() and last >= top

    def bring(self, line: int) -> None:
        """Scroll so that a line, from 1, is in the upper part of the view."""
        bar = self.verticalScrollBar()
        bar.setValue(max(0, line - 1 - max(1, bar.pageStep() // 4)))

    def _replace(self, found: list[LinesChange]) -> None:
        """Change lines as one step, from the bottom up, so that the numbers of those above hold."""
        bars = self.verticalScrollBar(), self.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        # What comes at the very top is seen by who looks there.
        above = [change for change in found if places[0] and change.end <= places[0]]
        places[0] += sum(len(change.lines) - (change.end - change.first) for change in above)
        gone = sum(change.end - change.first for change in found)
        whole = gone >= self.document().blockCount() - 1
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for change in reversed(found):
            self._swap(cursor, change.first, change.end, change.lines)
        cursor.endEditBlock()
        if whole:  # nothing is left of what was selected
            cursor.movePosition(QTextCursor.MoveOperation.Start)
            self.setTextCursor(cursor)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _swap(self, cursor: QTextCursor, first: int, end: int, lines: tuple[str, ...]) -> None:
        document = self.document()
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

    def _colour_again(self, before: list[tuple[Span, ...]], fresh: set[int]) -> None:
        """Colour lines whose letters stayed and whose colours changed, as in a text that has become a docstring."""
        spans = self.highlighter.spans
        if len(before) != len(spans):
            return
        for line, (old, new) in enumerate(zip(before, spans, strict=True), 1):
            if old != new and line not in fresh:
                self.highlighter.rehighlightBlock(self.document().findBlockByNumber(line - 1))

    # ------------------------------------------------------------ search

    def search(self, words: str, *, move: bool = True) -> None:
        """Mark every place of some words.

        Args:
            words: what to look for, without regard to case; empty to stop.
            move: go to the first match below the top of the view.
        """
        self._words = words
        self._matches = places_of(words, self.toPlainText())
        self.layers.show_found(self._matches, len(words))
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

    def _go(self, place: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(place)
        cursor.setPosition(place + len(self._words), _KEEP)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.found.emit(self._matches.index(place) + 1, len(self._matches))

    # ------------------------------------------------------------ lines

    def seen_lines(self, area: QRect) -> Iterator[tuple[int, int, int]]:
        """Yield the number, top and height of every line that is seen in an area; pixels of the viewport."""
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= area.bottom():
            height = self.blockBoundingRect(block).height()
            yield block.blockNumber() + 1, round(top), round(top + height) - round(top)
            top += height
            block = block.next()

    def line_at(self, spot: QPoint) -> int:
        """Return the line at a point of the viewport; 0 where there is none."""
        lines = self.seen_lines(self.viewport().rect())
        return next((line for line, top, tall in lines if top <= spot.y() < top + tall), 0)

    def hover(self, line: int) -> None:
        """Take note of where the pointer is."""
        if line != self._hovered:
            self._hovered = line
            self.line_hovered.emit(line)

    def tell(self, event: QEvent) -> bool:
        """Say of the line under the pointer what it is."""
        assert isinstance(event, QHelpEvent)
        words = self.words(self.line_at(event.pos()))
        if words:
            QToolTip.showText(event.globalPos(), plain_tip(words), self.viewport())
        else:
            QToolTip.hideText()
        return True

    # ------------------------------------------------------------ Qt

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return self.tell(event)
        if event.type() == QEvent.Type.Leave:
            self.hover(0)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if plain and left else None
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None  # a word is selected, which is meant otherwise
        super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self.hover(self.line_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or self.textCursor().hasSelection():
            return
        spot = event.position().toPoint()
        near = (spot - pressed).manhattanLength() < QApplication.startDragDistance()
        line = self.line_at(spot)
        if near and line:
            self.line_chosen.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.line_chosen.emit(self.textCursor().blockNumber() + 1)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(area.left(), area.top(), self._gutter.room(), area.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_gutter"):
            self._measure()

    def _measure(self) -> None:
        """Give tabs and line numbers the room that they need at this size of the letters."""
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self._make_room()

    def _make_room(self) -> None:
        self.setViewportMargins(self._gutter.room(), 0, 0, 0)
        area = self.contentsRect()
        self._gutter.setGeometry(area.left(), area.top(), self._gutter.room(), area.height())

    def _scroll_gutter(self, area: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())


def _nothing(_: int) -> str:
    return ""


def _fresh(found: Iterable[LinesChange]) -> Iterator[int]:
    """Yield the numbers that the lines of changes have afterwards."""
    moved = 0
    for change in found:
        start = change.first + moved
        yield from range(start + 1, start + len(change.lines) + 1)
        moved += len(change.lines) - (change.end - change.first)
