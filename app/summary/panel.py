"""The summary panel: every block in a tree that opens along composites and repeats, and the totals."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QToolButton,
    QTreeView,
    QWidget,
)

from app.actions.words import title_of
from app.frame.links import WhenSeen
from app.project.project import Project
from app.summary.rows import Row, layer_count, rows
from app.summary.tables import table_text
from app.summary.text import as_text, total_lines
from app.summary.tree_model import SummaryModel
from app.widgets.layouts import column, row
from app.widgets.parts import label
from canvas.links import Links
from canvas.theme.measure import px
from canvas.theme.plain_text import PlainLabel
from canvas.theme.themes import Theme

ROOT = QModelIndex()
LIMITS = ((220, 420), (100, 260), (90, 180), (100, 200), (90, 160), (100, 140))
"""Least and largest width of each column but the last, in pixels at 100 %."""

LAST = 116
"""Pixels that the last column has at least, where there is room."""


class SummaryPanel(QWidget):
    """Table, totals, and a button that copies or saves both.

    Signals:
        block_chosen: the id of the block of the model whose row was chosen.
        inner_chosen (tuple, str): the steps that lead to a block inside a composite, and its id: by double-click.
        save_wanted: the table is to be written to a file.
    """

    block_chosen = Signal(str)
    inner_chosen = Signal(object, str)
    save_wanted = Signal()

    def __init__(self, project: Project, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links = Links()
        self._theme = theme
        self.model = SummaryModel(self)
        self.view = _tree_view(self.model, self)
        self.totals = PlainLabel()
        self.totals.setTextFormat(Qt.TextFormat.RichText)  # our own words and numbers only
        self.totals.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.totals.setWordWrap(True)
        self.empty = label("Drag blocks onto the canvas and their sizes appear here.", "muted")
        self.empty.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.copy_button = self._copy_button()
        self._lay_out()
        self._update = WhenSeen(self, self._show_rows, 40)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.view.activated.connect(self._activated)
        self.set_project(project)
        self.set_theme(theme)

    def set_project(self, project: Project) -> None:
        """Follow another project."""
        self._project = project
        self._links.clear()
        self._links.connect(project.checker.updated, self._changed)
        self._update.request()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self.model.set_theme(theme)
        self._update.request()

    def copy_text(self) -> None:
        """Put the table, as far as it is open, on the clipboard as plain text with box lines."""
        shown = self.lines()
        text = as_text(
            self._project.title,
            [each for _, each in shown],
            self._project.checker.totals(),
            indents=[indent for indent, _ in shown],
            layers=self._layers(),
        )
        QGuiApplication.clipboard().setText(text)

    def copy_as(self, suffix: str) -> None:
        """Put the table, as far as it is open, on the clipboard in the way that a suffix stands for."""
        text = table_text(self._project.checker, "", suffix, self.lines())
        QGuiApplication.clipboard().setText(text)

    def lines(self) -> list[tuple[int, Row]]:
        """Return the rows as far as they are open, each with its indentation."""
        self._update.catch_up()
        checker = self._project.checker
        return self.model.shown(self.view.isExpanded) or [(0, each) for each in rows(checker)]

    def _layers(self) -> int | None:
        """Return how many layers there are, where that is not the number of rows."""
        nested = any(each.inside is not None for each in self.model.table)
        return layer_count(self._project.checker) if nested else None

    def _changed(self, changed: frozenset[str]) -> None:
        if changed:  # a drag changes no result
            self._update.request()

    def _show_rows(self) -> None:
        checker = self._project.checker
        first = not self.model.table
        self.model.show_rows(rows(checker))
        if first and self.model.table:
            self._fit_columns()
        muted = self._theme.muted
        lines = total_lines(checker.totals(), self._layers())
        parts = (_total(words, text, muted) for words, text in lines)
        self.totals.setText("&nbsp;&nbsp; ".join(parts))
        filled = bool(self.model.table)
        self.view.setVisible(filled)
        self.totals.setVisible(filled)
        self.copy_button.setVisible(filled)
        self.empty.setVisible(not filled)

    def _fit_columns(self) -> None:
        """Give every column what its first rows need; nobody wants to drag them."""
        widths = [
            min(max(self.view.sizeHintForColumn(at) + px(16), px(least)), px(most))
            for at, (least, most) in enumerate(LIMITS)
        ]
        short = sum(widths) + px(LAST) - self.view.viewport().width()
        widths[0] = max(px(LIMITS[0][0]), widths[0] - max(0, short))
        for at, width in enumerate(widths):
            self.view.setColumnWidth(at, width)

    def _selected(self, chosen: QItemSelection, _: QItemSelection) -> None:
        found = chosen.indexes()
        one = self.model.row_at(found[0]) if found else None
        if one is not None and not one.path:
            self.block_chosen.emit(one.block)

    def _activated(self, index: QModelIndex) -> None:
        """Go to a block inside a composite; an iteration leads to the block that it is one of."""
        one = self.model.row_at(index)
        if one is not None and one.path:
            self.inner_chosen.emit(one.path, one.block)

    def _copy_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Copy or save  ")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip("Copy the table as far as it is open, or write it to a file")
        menu = QMenu(button)
        menu.addAction("Copy as text", self.copy_text)
        for words, suffix in (("Markdown", ".md"), ("CSV", ".csv"), ("LaTeX", ".tex")):
            menu.addAction(f"Copy as {words}", partial(self.copy_as, suffix))
        menu.addSeparator()
        menu.addAction(title_of("export.table"), self.save_wanted.emit)
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        foot = row((self.totals, 1), self.copy_button, rim=(10, 4, 8, 6))
        column((self.empty, 1), (self.view, 1), foot, on=self, gap=0)


def _total(words: str, text: str, colour: str) -> str:
    """Write one total so that a line never breaks within it."""
    words, text = words.replace("-", "&#8209;"), text.replace(" ", "&nbsp;")
    return f'<span style="color:{colour}">{words}</span>&nbsp;<b>{text}</b>'


def _tree_view(model: SummaryModel, parent: QWidget) -> QTreeView:
    view = QTreeView(parent)
    view.setModel(model)
    view.setAccessibleName("Summary")
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setAlternatingRowColors(True)
    view.setUniformRowHeights(True)
    view.setExpandsOnDoubleClick(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setIndentation(px(16))
    head = view.header()
    head.setHighlightSections(False)
    head.setStretchLastSection(True)
    head.setMinimumSectionSize(px(70))
    bold = QFont(head.font())
    bold.setBold(True)
    head.setFont(bold)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    height = view.fontMetrics().height() + px(8)
    view.setStyleSheet(
        f"QTreeView::item {{ padding: 0px {px(8)}px 0px {px(2)}px; height: {height}px; }}"
        f" QHeaderView::section {{ padding: {px(4)}px {px(10)}px; }}"
    )
    return view
