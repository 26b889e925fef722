"""The search at the pointer: type, choose with the arrows, Enter adds the block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from blocks.parameters import show
from blocks.types.block_type import BlockType
from canvas.items.guard import guarded, quiet
from canvas.search.match import Match, find
from canvas.theme.measure import margins, px, scaled_sheet
from canvas.theme.pens import Pens, font
from canvas.theme.plain_text import PlainLabel, plain_tip
from canvas.theme.themes import CATEGORY_SIGNS, dashes_of

_ROLE = Qt.ItemDataRole.UserRole
_WIDTH = 300
_ROW = 28
_ROWS = 9
_FRAME = 50
"""Sizes in pixels at 100 %; the frame is all that is not the list."""


class SearchPopup(QFrame):
    """A field with a list below, as a child of the canvas.

    Args:
        parent: the canvas; the popup stays inside.
        pens: colours.
        kinds: the block types on offer, the likely ones first.
        chosen: is called with the match that was chosen.
    """

    closed = Signal()

    def __init__(
        self,
        parent: QWidget,
        pens: Pens,
        kinds: Sequence[BlockType],
        chosen: Callable[[Match], None],
    ) -> None:
        """Make a popup; `open_at` shows it."""
        super().__init__(parent)
        self._canvas = parent
        self._open = True
        self._kinds, self._chosen = kinds, chosen
        self.setObjectName("search")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Add a block, e.g. Dense 64")
        self.field.setAccessibleName("Search blocks")
        self.field.setFrame(False)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Blocks found")
        self.list.setItemDelegate(_Row(pens, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self._nothing = PlainLabel("no block of that name", self)
        self._nothing.setContentsMargins(margins(8, 4, 8, 4))
        self._tallest = px(_ROW * _ROWS + _FRAME)
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(6, 6, 6, 6))
        column.setSpacing(px(4))
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self._dress(pens)
        self.field.textChanged.connect(self._filter)
        self.list.itemClicked.connect(self._choose)
        self.field.installEventFilter(self)
        self._filter("")

    def open_at(self, at: QPoint) -> None:
        """Show the popup with its corner at a point of the parent, inside of it."""
        room = self._canvas.rect()
        self._tallest = min(px(_ROW * _ROWS + _FRAME), max(140, room.height() - 12))
        self._fit()
        x = max(4, min(at.x(), room.right() - self.width() - 4))
        y = max(4, min(at.y(), room.bottom() - self._tallest - 4))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that mean the list go there; losing the focus closes the popup."""
        # The field's own menu takes the focus as well, and gives it back.
        if isinstance(event, QFocusEvent) and _is_lost(event):
            self.finish(to_canvas=False)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        # Typing is typing: no shortcut of the window may take a key away.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Tab: 1,
            Qt.Key.Key_Backtab: -1,
            Qt.Key.Key_PageDown: _ROWS,
            Qt.Key.Key_PageUp: -_ROWS,
        }
        if key in steps:
            row = self.list.currentRow() + steps[Qt.Key(key)]
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self.list.currentItem()
            if item is not None:
                self._choose(item)
        elif key == Qt.Key.Key_Escape:
            self.finish()
        else:
            return False
        return True

    def finish(self, to_canvas: bool = True) -> None:
        """Close, and give the focus back to the canvas."""
        if self._open:
            self._open = False
            self.hide()
            if to_canvas:
                self._canvas.setFocus()
            self.closed.emit()
            self.deleteLater()

    def _filter(self, text: str) -> None:
        self.list.clear()
        for match in find(text, self._kinds):
            item = QListWidgetItem(match.kind.name)
            item.setData(_ROLE, match)
            item.setToolTip(plain_tip(match.kind.summary))
            item.setSizeHint(QSize(0, px(_ROW)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._nothing.setVisible(not self.list.count())
        self.list.setVisible(bool(self.list.count()))
        self._fit()

    def _fit(self) -> None:
        """Be as high as the list needs."""
        rows = max(1, self.list.count())
        wide = min(px(_WIDTH), self._canvas.width() - 8)
        self.setFixedSize(wide, min(px(_ROW * rows + _FRAME), self._tallest))

    def _choose(self, item: QListWidgetItem) -> None:
        match = item.data(_ROLE)
        self.finish()
        self._chosen(match)

    def _dress(self, pens: Pens) -> None:
        theme = pens.theme
        self.setStyleSheet(
            scaled_sheet(
                f"#search {{ background: {theme.card}; border: 1px solid {theme.border};"
                " border-radius: 8px; }"
                f" QLineEdit {{ background: {theme.field}; color: {theme.text};"
                f" border: 1px solid {theme.accent}; border-radius: 5px; padding: 4px 7px;"
                " font-size: 13px; }"
                f" QLabel {{ color: {theme.muted}; }}"
                " QScrollBar { background: transparent; width: 8px; margin: 0; }"
                f" QScrollBar::handle {{ background: {theme.border}; border-radius: 4px; min-height: 24px; }}"
                " QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page"
                " { background: transparent; height: 0; }"
                f" QListWidget {{ background: {theme.card}; color: {theme.text}; border: none; }}"
            )
        )


def _is_lost(event: QFocusEvent) -> bool:
    """Tell whether the focus went to another part of the window."""
    return event.lostFocus() and event.reason() != Qt.FocusReason.PopupFocusReason


class _Row(QStyledItemDelegate):
    """Draws a row: the group's colour, the name, typed values, the group."""

    def __init__(self, pens: Pens, parent: QObject) -> None:
        super().__init__(parent)
        self._pens = pens
        self._title, self._words = font(px(13), QFont.Weight.DemiBold), font(px(11))
        self._title_metrics, self._words_metrics = (
            QFontMetrics(self._title),
            QFontMetrics(self._words),
        )

    @quiet
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        match: Match = index.data(_ROLE)
        pens = self._pens
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(QColor(pens.theme.hover))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)
        painter.setBrush(pens.category(match.kind.category))
        for start, end in dashes_of(CATEGORY_SIGNS[match.kind.category]):
            top, high = rect.top() + px(5), rect.height() - 2 * px(5)
            dash = QRectF(rect.left() + px(10), top + start * high, px(6), (end - start) * high)
            painter.drawRect(dash)
        middle = Qt.AlignmentFlag.AlignVCenter
        text = rect.adjusted(px(26), 0, -px(10), 0)
        painter.setFont(self._title)
        painter.setPen(pens.text)
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignLeft, match.kind.name)
        used = self._title_metrics.horizontalAdvance(match.kind.name) + px(10)
        values = " · ".join(show(value) for value in match.values.values())
        painter.setFont(self._words)
        painter.setPen(pens.accent_text if values else pens.muted)
        rest = text.adjusted(used, 0, 0, 0)
        shown = values or match.kind.category.value
        shown = self._words_metrics.elidedText(shown, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, middle | Qt.AlignmentFlag.AlignRight, shown)
