"""Paints marks behind the letters of the code: lines of blocks, lines that have just changed, words that were found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from app.look.transition import animation_time
from canvas.later import Later
from canvas.theme.themes import Theme

FOUND_LIMIT = 2000
"""More matches than this are counted but not painted."""
FLASH = (90, 60, 30)
"""How strongly lines that have changed are painted, step by step until it is over; out of 255."""
STEP = 350
"""Milliseconds of each step."""

Colour = Callable[[Theme], tuple[str, int]]


class PaintLayer(IntEnum):
    """The layers of marks, the lowest first."""

    BLOCK = 0
    HOVER = 1
    CHANGED = 2
    FOUND = 3


class Layers(QObject):
    """Keeps and paints them."""

    def __init__(self, view: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._theme = view, theme
        self._marks: dict[PaintLayer, list[QTextEdit.ExtraSelection]] = {}
        self._flash = 0
        self._timer = Later(self, self._fade, STEP, repeats=True)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        for layer, marks in self._marks.items():
            shade = self._shade(layer)
            for mark in marks:
                kind = QTextCharFormat(mark.format)
                kind.setBackground(shade)
                mark.format = kind
        self.paint()

    def show_lines(self, layer: PaintLayer, lines: Iterable[int]) -> None:
        """Paint whole lines, counted from 1, instead of those before."""
        kind = QTextCharFormat()
        kind.setBackground(self._shade(layer))
        kind.setProperty(QTextFormat.Property.FullWidthSelection, True)
        document = self._view.document()
        self._put(
            layer,
            [
                self._mark(QTextCursor(document.findBlockByNumber(line - 1)), kind)
                for line in lines
                if 0 < line <= document.blockCount()
            ],
        )

    def show_found(self, places: Iterable[int], length: int) -> None:
        """Paint matches."""
        kind = QTextCharFormat()
        kind.setBackground(self._shade(PaintLayer.FOUND))
        marks = []
        for place in list(places)[:FOUND_LIMIT]:
            cursor = QTextCursor(self._view.document())
            cursor.setPosition(place)
            cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
            marks.append(self._mark(cursor, kind))
        self._put(PaintLayer.FOUND, marks)

    def flash(self, lines: Iterable[int]) -> None:
        """Mark lines for a moment; without fading where the system wants no animations."""
        self._flash = 0 if animation_time(self._view) else 1
        self.show_lines(PaintLayer.CHANGED, lines)
        self._timer.start()

    def _fade(self) -> None:
        self._flash += 1 if animation_time(self._view) else len(FLASH)
        if self._flash < len(FLASH):
            self.set_theme(self._theme)
            return
        self._timer.stop()
        self._put(PaintLayer.CHANGED, [])

    def paint(self) -> None:
        """Hand all marks to the view."""
        self._view.setExtraSelections(
            [mark for layer in PaintLayer for mark in self._marks.get(layer, ())]
        )

    def _put(self, layer: PaintLayer, marks: list[QTextEdit.ExtraSelection]) -> None:
        if marks or self._marks.get(layer):
            self._marks[layer] = marks
            self.paint()

    def _mark(self, cursor: QTextCursor, kind: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        made.cursor, made.format = cursor, kind
        return made

    def _shade(self, layer: PaintLayer) -> QColor:
        theme = self._theme
        name, strength = {
            PaintLayer.BLOCK: (theme.accent, 46 if theme.dark else 30),
            PaintLayer.HOVER: (theme.accent, 24 if theme.dark else 14),
            PaintLayer.CHANGED: (theme.good, FLASH[min(self._flash, len(FLASH) - 1)]),
            PaintLayer.FOUND: (theme.warning, 80),
        }[layer]
        shade = QColor(name)
        shade.setAlpha(strength)
        return shade
