"""The chooser of data: a card for every bundled set, and one for a file of one's own."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.project.data_choice import FILE
from blocks.settings.datasets import BUNDLED, REGRESSION, DataDescription
from blocks.settings.declarations import DATA_SOURCES, Settings
from blocks.values.shapes import shape_text
from canvas.theme.measure import px
from canvas.theme.themes import Theme

TITLE, WORDS = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class CardList(QListWidget):
    """One card below the other.

    Signals:
        source_chosen: the name of a bundled set, or `FILE`.
    """

    source_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = "none"
        self.painter = CardPainter(theme, self)
        self.setItemDelegate(self.painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setAccessibleName("Data sets")
        for source in DATA_SOURCES:
            if source != "none":
                item = QListWidgetItem(self)
                item.setData(Qt.ItemDataRole.UserRole, source)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_settings(self, settings: Settings) -> None:
        """Mark the chosen card, and name the file."""
        chosen = self._chosen = str(settings.of_data("source"))
        path = str(settings.of_data("path") or "")
        for row in range(self.count()):
            item = self.item(row)
            source = item.data(Qt.ItemDataRole.UserRole)
            title, words = card_words(source, path if chosen == FILE else "")
            item.setData(TITLE, title)
            item.setData(WORDS, words)
            item.setText(f"{title}: {words}")  # for screen readers
        self._mark()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.painter.theme = theme
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()  # arrow keys went over other cards, and chose none

    def _mark(self) -> None:
        """Mark the card of the data that are chosen."""
        cards = [self.item(row) for row in range(self.count())]
        found = [card for card in cards if card.data(Qt.ItemDataRole.UserRole) == self._chosen]
        self.setCurrentItem(found[0] if found else None)  # type: ignore[arg-type] # Qt takes none
        if not found:
            self.clearSelection()

    def _choose(self, item: QListWidgetItem) -> None:
        self.source_chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def card_words(source: str, path: str) -> tuple[str, str]:
    """Return title and description of a card."""
    if source == FILE:
        name = path.replace("\\", "/").rpartition("/")[2]
        return (name, "open another file...") if name else ("Open file...", "your own .csv or .npz")
    found = BUNDLED[source]
    return found.title.capitalize(), facts(found)


def facts(data: DataDescription) -> str:
    """Say in a few words what data are like: ``1,797 images 8×8, 10 classes``."""
    rank = len(data.shape)
    things = f"images {shape_text(data.shape)}" if rank > 1 else f"rows of {shape_text(data.shape)}"
    return f"{data.count:,} {things}, {answers(data.task, data.class_names, data.classes)}"


def answers(task: str, names: tuple[str, ...], classes: int) -> str:
    """Say what is to be predicted."""
    return "a number" if task == REGRESSION else f"{len(names) or max(classes, 2)} classes"


class CardPainter(QStyledItemDelegate):
    """Draws a card: title, description, and a border where it is chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(px(120), 2 * option.fontMetrics.height() + px(12))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state, rect = option.state, option.rect
        font: QFont = option.font
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        card = QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QColor(self.theme.accent if chosen else self.theme.border)
        painter.setPen(QPen(edge, 1.5 if chosen else 1))
        painter.setBrush(QColor(self.theme.hover if over or chosen else self.theme.card))
        painter.drawRoundedRect(card, 6, 6)
        bold = QFont(font)
        bold.setBold(True)
        self._line(painter, card, bold, self.theme.text, index.data(TITLE), 0)
        self._line(painter, card, font, self.theme.muted, index.data(WORDS), 1)
        painter.restore()

    def _line(
        self, painter: QPainter, card: QRectF, font: QFont, colour: str, words: str, line: int
    ) -> None:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        base = card.top() + px(3) + metrics.ascent() + line * (metrics.height() + 1)
        width = int(card.width()) - px(20)
        text = metrics.elidedText(words or "", Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(QPointF(card.left() + px(10), base), text)
