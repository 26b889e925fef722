"""The right half of the data panel: name and size of the data, a sample, and the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.data.cards import answers
from app.data.sample import ClassBars, ImageGrid
from app.widgets.elided import WholeLabel
from app.widgets.layouts import column, row
from app.widgets.parts import label
from blocks.values.shapes import shape_text
from canvas.theme.measure import px, scaled_sheet
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from app.data.preview import DataPreview

CLASSES_WIDTH = (136, 170)
"""Least and largest width of the bars in pixels."""


class DataLook(QWidget):
    """A view of the chosen data, or a sentence instead."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(style="heading")
        self.facts = WholeLabel()
        self.facts.setObjectName("muted")
        self.words = label(style="muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.grid = ImageGrid(theme)
        self.table = _table()
        self.bars = ClassBars(theme)
        self._lay_out()
        self.say("")

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.grid.theme = self.bars.theme = theme
        self.grid.update()
        self.bars.update()

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show a sentence instead of data."""
        self.title.clear()
        self.facts.setText("")
        self.words.setObjectName("wrongWords" if wrong else "muted")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.words.setText(words)
        self.stack.setCurrentWidget(self.words)
        self.counts.hide()

    def wait(self) -> None:
        """Say that the data are being read; what was shown stays in sight."""
        self.facts.setText("reading...")

    def show_preview(self, found: DataPreview) -> None:
        """Show data."""
        self.title.setText(found.title)
        kind = answers(found.task, found.classes, len(found.classes))
        self.facts.setText(f"{found.count:,} examples of {shape_text(found.shape)}, {kind}")
        if found.images is not None:
            self.grid.show_images(found.images, found.labels)
            self.stack.setCurrentWidget(self.grid)
        elif found.columns:
            _fill(self.table, found)
            self.stack.setCurrentWidget(self.table)
        else:
            self.words.setText("These examples cannot be shown as a picture or a table.")
            self.stack.setCurrentWidget(self.words)
        self.bars.show_counts(found.classes, found.class_counts)
        self.counts.setVisible(bool(found.class_counts))

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        for page in (self.words, self.grid, self.table):
            self.stack.addWidget(page)
        self.counts = QScrollArea()
        self.counts.setWidget(self.bars)
        self.counts.setWidgetResizable(True)
        self.counts.setFrameShape(QFrame.Shape.NoFrame)
        self.counts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.counts.setMinimumWidth(px(CLASSES_WIDTH[0]))
        self.counts.setMaximumWidth(px(CLASSES_WIDTH[1]))
        top = row(self.title, (self.facts, 1), gap=10)
        body = row((self.stack, 2), (self.counts, 1), gap=14)
        column(top, (body, 1), on=self, gap=6)


def _table() -> QTableWidget:
    table = QTableWidget()
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + px(8))
    table.setStyleSheet(scaled_sheet("QTableView::item { padding: 0px 6px; }"))
    return table


def _fill(table: QTableWidget, found: DataPreview) -> None:
    """Show rows; the answer, which comes last, is put in front, where it is seen however many columns there are."""
    table.setColumnCount(len(found.columns))
    table.setRowCount(len(found.rows))
    table.setHorizontalHeaderLabels([found.columns[-1], *found.columns[:-1]])
    for line, cells in enumerate(found.rows):
        for at, text in enumerate((cells[-1], *cells[:-1])):
            item = QTableWidgetItem(text)
            if at and _is_number(text):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if at == 0:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            table.setItem(line, at, item)
    for at in range(len(found.columns)):
        table.resizeColumnToContents(at)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
