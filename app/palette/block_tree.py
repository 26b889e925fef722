"""The tree of the palette: sections with block types that can be dragged out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QMimeData,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from blocks.types.block_type import BlockType, Category
from canvas.gestures.drop import MIME
from canvas.theme.measure import px
from canvas.theme.plain_text import rich
from canvas.theme.themes import CATEGORY_SIGNS, dashes_of

TYPE = Qt.ItemDataRole.UserRole
"""Role under which an item keeps the name of its block type, or the key of a composite of the library."""
COLOUR = TYPE + 1
CATEGORY = TYPE + 2


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One row that can be added.

    Attributes:
        key: what the canvas knows it by.
        name: what the row shows.
        tip: what it is, in words.
        kind: its block type; ``None`` where it cannot be used.
    """

    key: str
    name: str
    tip: str
    kind: BlockType | None


class BlockTree(QTreeWidget):
    """The tree; its items can be dragged out."""

    entered = Signal()
    menu_wanted = Signal(QTreeWidgetItem, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("blockTree")
        self.setHeaderHidden(True)
        self.setIndentation(px(16))
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # of a layer in a wrapper both are told
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.itemClicked.connect(self._toggle)

    # ------------------------------------------------------------ sections

    def add_section(self, title: str, category: str) -> QTreeWidgetItem:
        """Add an empty section at the end."""
        group = QTreeWidgetItem(self, [title])
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        group.setFont(0, bold)
        group.setSizeHint(0, QSize(0, self.fontMetrics().height() + px(8)))
        group.setData(0, CATEGORY, category)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        return group

    def fill_section(
        self, group: QTreeWidgetItem, entries: Sequence[PaletteEntry], colour: str
    ) -> None:
        """Put rows into a section, in place of those that are there."""
        group.takeChildren()
        for entry in entries:
            item = QTreeWidgetItem(group, [entry.name])
            item.setData(0, TYPE, entry.key)
            item.setData(0, COLOUR, colour)
            # Descriptions come from files of unknown origin: they are text, and nothing else.
            item.setToolTip(0, rich(entry.tip) if entry.tip else "")
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if entry.kind is not None:
                flags |= Qt.ItemFlag.ItemIsDragEnabled
            else:
                item.setForeground(0, self.palette().placeholderText())
            item.setFlags(flags)

    def sections(self) -> list[QTreeWidgetItem]:
        """Return the sections in order."""
        items = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        return [item for item in items if item is not None]

    def rows(self) -> list[tuple[QTreeWidgetItem, QTreeWidgetItem]]:
        """Return every section with each of its rows, in order."""
        return [(group, item) for group in self.sections() for item in rows_of(group)]

    # ------------------------------------------------------------ dragging

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
        current = self.currentItem()
        if event.key() == Qt.Key.Key_Menu and current is not None:
            self._ask_menu(self.visualItemRect(current).center())
            return
        super().keyPressEvent(event)

    def _ask_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        if item is not None:
            self.menu_wanted.emit(item, self.viewport().mapToGlobal(at))

    def _toggle(self, item: QTreeWidgetItem) -> None:
        if item.childCount():
            item.setExpanded(not item.isExpanded())

    def _picture(self, item: QTreeWidgetItem) -> QPixmap:
        """Draw the little card that hangs at the pointer."""
        scale = self.devicePixelRatioF()
        text = item.text(0)
        width, height = self.fontMetrics().horizontalAdvance(text) + px(28), px(30)
        picture = QPixmap(round(width * scale), round(height * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setPen(palette.mid().color())
        painter.setBrush(palette.light())
        painter.drawRoundedRect(1, 1, width - 2, height - 2, px(5), px(5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(str(item.data(0, COLOUR))))
        group = item.parent() or item
        sign = CATEGORY_SIGNS[Category(group.data(0, CATEGORY))]
        for start, end in dashes_of(sign):
            high = height - 2
            painter.drawRoundedRect(QRectF(1, 1 + start * high, px(4), (end - start) * high), 1, 1)
        painter.setPen(palette.text().color())
        painter.setFont(self.font())
        painter.drawText(px(14), 0, width, height, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        return picture


def rows_of(group: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """Return the rows of a section."""
    items = (group.child(at) for at in range(group.childCount()))
    return [item for item in items if item is not None]
