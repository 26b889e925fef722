"""The rows of the summary as Qt wants them: a tree whose inner rows are made when they are opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from app.look.icons import swatch
from app.summary.rows import Row
from app.summary.words import FIELD, FIELD_WORDS, HEADERS, NUMBERS
from blocks.catalog.registry import block_type
from blocks.types.block_type import Category
from canvas.theme.plain_text import plain_tip
from canvas.theme.themes import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
SOURCES = len(HEADERS) - 1


class SummaryNode:
    """A row with its place in the tree.

    Attributes:
        row: what it shows; ``None`` at the root.
        parent: the node that it lies in.
        children: those in it; ``None`` where they were not asked for yet.
    """

    __slots__ = ("at", "children", "parent", "row", "texts")

    def __init__(self, row: Row | None, parent: SummaryNode | None, at: int) -> None:
        self.parent, self.at = parent, at
        self.children: list[SummaryNode] | None = None if row is not None else []
        self.show(row)

    def show(self, row: Row | None) -> None:
        """Show another state of the same row."""
        self.row = row
        self.texts = row.cells() if row is not None else ()

    def opened(self) -> list[SummaryNode]:
        """Return the children, made now where that is the first time."""
        if self.children is None:
            inside = self.row.inside if self.row is not None else None
            self.take(inside() if inside is not None else [])
        return self.children or []

    def take(self, table: list[Row]) -> None:
        """Have these children."""
        self.children = [SummaryNode(row, self, at) for at, row in enumerate(table)]


class SummaryModel(QAbstractItemModel):
    """The tree of rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._root = SummaryNode(None, None, 0)
        self._theme = LIGHT

    @property
    def table(self) -> list[Row]:
        """The rows of the model itself."""
        return [node.row for node in self._root.opened() if node.row is not None]

    def show_rows(self, table: list[Row]) -> None:
        """Show new rows; where the blocks are the same, selection, place and what is open are kept."""
        self._update(self._root, ROOT, table)

    def shown(self, is_open: Callable[[QModelIndex], bool]) -> list[tuple[int, Row]]:
        """Return the rows that can be seen, each with its indentation."""
        return list(self._shown(self._root, 0, is_open))

    def row_at(self, index: Index) -> Row | None:
        """Return the row at an index."""
        return self._node(index).row

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        if self._root.opened():
            last = self.index(len(self._root.opened()) - 1, SOURCES)
            self.dataChanged.emit(self.index(0, 0), last)

    # ------------------------------------------------------------ Qt

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        children = self._node(parent).opened()
        if not 0 <= row < len(children) or not 0 <= column < len(HEADERS):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: Index = ROOT) -> QModelIndex:  # type: ignore[override]  # Qt has two of this name
        above = self._node(index).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.at, 0, above)

    def hasChildren(self, parent: Index = ROOT) -> bool:
        node = self._node(parent)
        if node.row is None:
            return bool(node.children)
        return parent.column() == 0 and node.row.inside is not None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.column() > 0 else len(self._node(parent).opened())

    def columnCount(self, parent: Index = ROOT) -> int:
        return len(HEADERS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        node = self._node(index)
        row, column = node.row, index.column()
        if row is None:
            return None
        if role in (Role.DisplayRole, Role.ToolTipRole):
            if role == Role.ToolTipRole and column == SOURCES:
                return plain_tip(", ".join(row.sources))
            text = node.texts[column]
            return plain_tip(text) if role == Role.ToolTipRole else text
        if role == Role.TextAlignmentRole:
            return RIGHT if column in NUMBERS else LEFT
        if role == Role.DecorationRole and column == 0:
            return self._swatch(row) if row.type else None
        if role == Role.ForegroundRole:
            faint = column == SOURCES or node.texts[column] == "?"
            return QColor(self._theme.muted) if faint else None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Role.ToolTipRole and section == FIELD:
            return FIELD_WORDS
        if role == Role.TextAlignmentRole:
            return RIGHT if section in NUMBERS else LEFT
        return HEADERS[section] if role == Role.DisplayRole else None

    # ------------------------------------------------------------ parts

    def _node(self, index: Index) -> SummaryNode:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, SummaryNode) else self._root

    def _swatch(self, row: Row) -> QIcon:
        kind = block_type(row.type)
        known = row.inside is not None or row.parameters is not None
        category = kind.category if kind else Category.COMPOSITE if known else None
        colour = self._theme.categories[category] if category else self._theme.error
        return swatch(colour, category)

    def _update(self, node: SummaryNode, index: QModelIndex, table: list[Row]) -> None:
        """Show new rows in a node whose children were made."""
        children = node.opened()
        if [row.id for row in table] != [child.row.id for child in children if child.row]:
            self._replace(node, index, table)
            return
        for at, (child, row) in enumerate(zip(children, table, strict=True)):
            child.show(row)
            if child.children is not None:
                inner = row.inside() if row.inside is not None else []
                self._update(child, self.index(at, 0, index), inner)
        if table:
            self.dataChanged.emit(
                self.index(0, 0, index), self.index(len(table) - 1, SOURCES, index)
            )

    def _replace(self, node: SummaryNode, index: QModelIndex, table: list[Row]) -> None:
        if node is self._root:
            self.beginResetModel()
            node.take(table)
            self.endResetModel()
            return
        count = len(node.opened())
        if count:
            self.beginRemoveRows(index, 0, count - 1)
            node.children = []
            self.endRemoveRows()
        if table:
            self.beginInsertRows(index, 0, len(table) - 1)
            node.take(table)
            self.endInsertRows()

    def _shown(
        self, node: SummaryNode, indent: int, is_open: Callable[[QModelIndex], bool]
    ) -> list[tuple[int, Row]]:
        found: list[tuple[int, Row]] = []
        for child in node.opened():
            assert child.row is not None
            found.append((indent, child.row))
            if child.children is not None and is_open(self.createIndex(child.at, 0, child)):
                found += self._shown(child, indent + 1, is_open)
        return found
