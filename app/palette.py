"""The palette at the left: every block type by category, to be dragged onto the canvas or added by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (  # fmt: skip
    QByteArray,
    QCoreApplication,
    QEvent,
    QMimeData,
    QModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractItemView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.icons import square
from blocks.block_type import BlockType, Category
from blocks.registry import block_type, by_category
from canvas.style import Theme

MIME = "application/x-netwright-block"
TYPE = Qt.ItemDataRole.UserRole
"""Role under which an item keeps the name of its block type."""


class BlockTree(QTreeWidget):
    """The tree; its items can be dragged out."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("blockTree")
        self.setHeaderHidden(True)
        self.setIndentation(16)
        self.setUniformRowHeights(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.itemClicked.connect(self._toggle)

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        data = QMimeData()
        if items and items[0].data(0, TYPE):
            data.setData(MIME, QByteArray(str(items[0].data(0, TYPE)).encode()))
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:
        from PySide6.QtGui import QDrag

        item = self.currentItem()
        if item is None or not item.data(0, TYPE):
            return
        drag = QDrag(self)
        drag.setMimeData(self.mimeData([item]))
        drag.setPixmap(self._picture(item))
        drag.exec(Qt.DropAction.CopyAction)
        # The pointer left during the drag, unheard: the row that it was over would stay lit.
        QCoreApplication.postEvent(self.viewport(), QEvent(QEvent.Type.Leave))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def _toggle(self, item: QTreeWidgetItem) -> None:
        if item.childCount():
            item.setExpanded(not item.isExpanded())

    def _picture(self, item: QTreeWidgetItem) -> QPixmap:
        """Draw the little card that hangs at the pointer."""
        scale = self.devicePixelRatioF()
        text = item.text(0)
        width = self.fontMetrics().horizontalAdvance(text) + 28
        picture = QPixmap(round(width * scale), round(30 * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setPen(palette.mid().color())
        painter.setBrush(palette.light())
        painter.drawRoundedRect(1, 1, width - 2, 28, 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(str(item.data(0, TYPE + 1))))
        painter.drawRoundedRect(1, 1, 4, 28, 2, 2)
        painter.setPen(palette.text().color())
        painter.setFont(self.font())
        painter.drawText(14, 0, width, 30, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        return picture


class BlockPalette(QWidget):
    """Filter field and tree.

    Signals:
        chosen (str): a block type to add, by double-click or Enter.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("blockPalette")
        self.filter = QLineEdit(self)
        self.filter.setObjectName("blockFilter")
        self.filter.setPlaceholderText("Find a block...")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Find a block")
        self.tree = BlockTree(self)
        self.tree.setAccessibleName("Blocks")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 4, 4)
        column.setSpacing(6)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        self._fill()
        self.set_theme(theme)
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._choose_first)
        self.tree.itemDoubleClicked.connect(lambda item: self._choose(item))
        self.tree.entered.connect(lambda: self._choose(self.tree.currentItem()))

    def set_theme(self, theme: Theme) -> None:
        """Draw the squares in the colours of a theme."""
        for group in self._groups():
            category = group.data(0, TYPE + 2)
            colour = theme.categories[Category(category)]
            group.setIcon(0, square(colour))
            for item in _children(group):
                item.setData(0, TYPE + 1, colour)

    def visible_types(self) -> list[str]:
        """Return the names of the block types that pass the filter, in order."""
        return [
            str(item.data(0, TYPE))
            for group in self._groups()
            for item in _children(group)
            if not item.isHidden()
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.filter.hasFocus():
            self.tree.setFocus()
            self.tree.setCurrentIndex(self._first_index())
            return
        super().keyPressEvent(event)

    def _fill(self) -> None:
        height = QSize(0, self.fontMetrics().height() + 8)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for category, kinds in by_category().items():
            group = QTreeWidgetItem(self.tree, [category.value])
            group.setFont(0, bold)
            group.setSizeHint(0, height)
            group.setData(0, TYPE + 2, category.value)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            for kind in kinds:
                item = QTreeWidgetItem(group, [kind.name])
                item.setData(0, TYPE, kind.name)
                item.setToolTip(0, kind.summary)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsDragEnabled
                )
            group.setExpanded(True)

    def _groups(self) -> list[QTreeWidgetItem]:
        items = (self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _filter(self, text: str) -> None:
        for group in self._groups():
            count = 0
            for item in _children(group):
                kind = block_type(str(item.data(0, TYPE)))
                shown = kind is not None and matches(kind, text)
                item.setHidden(not shown)
                count += shown
            group.setHidden(not count)
            if text and count:
                group.setExpanded(True)

    def _first_index(self) -> QModelIndex:
        for group in self._groups():
            for item in _children(group):
                if not group.isHidden() and not item.isHidden():
                    return self.tree.indexFromItem(item)
        return QModelIndex()

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, TYPE):
            self.chosen.emit(str(item.data(0, TYPE)))
        elif item is not None:
            item.setExpanded(not item.isExpanded())

    def _choose_first(self) -> None:
        found = self.visible_types()
        if found and self.filter.text().strip():
            self.chosen.emit(found[0])


def _children(group: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    items = (group.child(at) for at in range(group.childCount()))
    return [item for item in items if item is not None]


def matches(kind: BlockType, text: str) -> bool:
    """Tell whether every word of a text is found in a block type's name, category or search words."""
    words = " ".join((kind.name, kind.category.value, *kind.search)).lower()
    return all(word in words for word in text.lower().split())
