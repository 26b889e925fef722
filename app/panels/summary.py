"""The summary panel: every block in a table, as Keras's own summary has it, and the totals."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QSizePolicy,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.icons import square
from app.panels.following import Links, WhenSeen
from app.panels.widgets import label
from app.project import Project
from app.summary import HEADERS, NUMBERS, Row, as_markdown, as_text, rows, total_lines
from blocks.registry import block_type
from canvas.style import LIGHT, Theme

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SummaryModel(QAbstractTableModel):
    """The rows of the summary."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table: list[Row] = []
        self._cells: list[tuple[str, ...]] = []
        self._theme = LIGHT

    def show_rows(self, table: list[Row]) -> None:
        """Show new rows; where the blocks are the same, selection and place are kept."""
        same = [row.id for row in table] == [row.id for row in self.table]
        if not same:
            self.beginResetModel()
        self.table, self._cells = table, [row.cells() for row in table]
        if not same:
            self.endResetModel()
        elif table:
            self.dataChanged.emit(self.index(0, 0), self.index(len(table) - 1, len(HEADERS) - 1))

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self.show_rows(self.table)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.table)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.table[index.row()], index.column()
        if role in (Role.DisplayRole, Role.ToolTipRole):
            if role == Role.ToolTipRole and column == 4:
                return ", ".join(row.sources)
            return self._cells[index.row()][column]
        if role == Role.TextAlignmentRole:
            return RIGHT if column in NUMBERS else LEFT
        if role == Role.DecorationRole and column == 0:
            kind = block_type(row.type)
            return square(self._theme.categories[kind.category] if kind else self._theme.error)
        if role == Role.ForegroundRole and (column == 4 or self._cells[index.row()][column] == "?"):
            return QColor(self._theme.muted)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Role.TextAlignmentRole:
            return RIGHT if section in NUMBERS else LEFT
        return HEADERS[section] if role == Role.DisplayRole else None


class SummaryPanel(QWidget):
    """Table, totals, and a button that copies both.

    Signals:
        block_chosen: the id of the block whose row was chosen.
    """

    block_chosen = Signal(str)

    def __init__(self, project: Project, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links = Links()
        self._theme = theme
        self.model = SummaryModel(self)
        self.view = _table_view(self.model, self)
        self.totals = QLabel()
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
        """Put the table on the clipboard as plain text with box lines."""
        checker = self._project.checker
        QGuiApplication.clipboard().setText(
            as_text(self._project.title, rows(checker), checker.totals())
        )

    def copy_markdown(self) -> None:
        """Put the table on the clipboard as Markdown."""
        checker = self._project.checker
        QGuiApplication.clipboard().setText(as_markdown(rows(checker), checker.totals()))

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
        parts = (_total(label, text, muted) for label, text in total_lines(checker.totals()))
        self.totals.setText("&nbsp;&nbsp; ".join(parts))
        filled = bool(self.model.table)
        self.view.setVisible(filled)
        self.totals.setVisible(filled)
        self.copy_button.setVisible(filled)
        self.empty.setVisible(not filled)

    def _fit_columns(self) -> None:
        """Give every column what its first rows need; nobody wants to drag them."""
        for column, least, most in ((0, 200, 420), (1, 110, 260), (2, 100, 180), (3, 110, 200)):
            wanted = self.view.sizeHintForColumn(column) + 16
            self.view.setColumnWidth(column, min(max(wanted, least), most))

    def _selected(self, chosen: QItemSelection, _: QItemSelection) -> None:
        found = chosen.indexes()
        if found:
            self.block_chosen.emit(self.model.table[found[0].row()].id)

    def _copy_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Copy  ")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip("Copy the table")
        menu = QMenu(button)
        menu.addAction("Copy as text", self.copy_text)
        menu.addAction("Copy as Markdown", self.copy_markdown)
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 8, 6)
        foot.addWidget(self.totals, 1)
        foot.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)


def _total(words: str, text: str, colour: str) -> str:
    """Write one total so that a line never breaks within it."""
    words, text = words.replace("-", "&#8209;"), text.replace(" ", "&nbsp;")
    return f'<span style="color:{colour}">{words}</span>&nbsp;<b>{text}</b>'


def _table_view(model: SummaryModel, parent: QWidget) -> QTableView:
    view = QTableView(parent)
    view.setModel(model)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 8)
    head = view.horizontalHeader()
    head.setHighlightSections(False)
    head.setStretchLastSection(True)
    head.setMinimumSectionSize(70)
    bold = QFont(head.font())
    bold.setBold(True)
    head.setFont(bold)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.setStyleSheet(
        "QTableView::item { padding: 0px 8px; } QHeaderView::section { padding: 4px 10px; }"
    )
    return view
