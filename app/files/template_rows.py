"""The list of templates in the start dialog: a picture, a title and the figures of each, in groups."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QByteArray,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.look.figures import count_text
from app.palette.ranking import fit
from app.templates.catalog import GROUPS, Figures, Template, notes_words
from app.templates.thumbnails import HEIGHT, WIDTH, coloured, picture_path
from app.widgets.parts import with_name
from blocks.values.shapes import shape_text
from canvas.theme.measure import margins, px, sized
from canvas.theme.plain_text import rich
from canvas.theme.themes import Theme

ROLE = Qt.ItemDataRole.UserRole
EMPTY = "Empty project"
_PICTURE = 137, 60
_ROW, _HEADER = 76, 34
_NARROW = 230
"""Sizes in pixels at 100 %."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group; it cannot be chosen."""

    text: str


@dataclass(slots=True)
class TemplateCard:
    """One row: a template with its figures as far as they are known, or the empty project."""

    template: Template | None
    figures: Figures | None = None

    @property
    def title(self) -> str:
        """The first line."""
        return self.template.title if self.template else EMPTY

    @property
    def line(self) -> str:
        """The second line."""
        if self.template is None:
            return "A blank canvas"
        if self.figures is None:
            return ""
        inputs = ", ".join(map(shape_text, self.figures.inputs))
        return f"{inputs} · {count_text(self.figures.parameters)} parameters"

    @property
    def note(self) -> str:
        """The line between, a mistake of the handbook: the first one; all of them are on the page."""
        notes = self.template.notes if self.template else ()
        return f"Handbook error: {notes[0]}" if notes else ""

    @property
    def spoken(self) -> str:
        """All lines, for a screen reader."""
        return ", ".join(filter(None, (self.title, self.note, self.line)))


class Pictures:
    """The templates' pictures in the colours of a theme, each drawn when it is first seen."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._made: dict[tuple[str, int, int], QPixmap] = {}

    def of(self, name: str, size: QSize, ratio: float) -> QPixmap:
        """Return a picture; an empty one where there is none."""
        key = (name, round(size.width() * ratio), round(size.height() * ratio))
        if key not in self._made:
            picture = QPixmap(key[1], key[2])
            picture.fill(QColor(self.theme.canvas))
            path = picture_path(name)
            if path.exists():
                text = coloured(path.read_text(encoding="ascii"), self.theme)
                painter = QPainter(picture)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                QSvgRenderer(QByteArray(text.encode())).render(painter, _inside(key[1], key[2]))
                painter.end()
            picture.setDevicePixelRatio(ratio)
            self._made[key] = picture
        return self._made[key]


def _inside(wide: int, high: int) -> QRectF:
    """Return the largest place in a picture that has the drawing's proportions."""
    scale = min(wide / WIDTH, high / HEIGHT)
    size = scale * WIDTH, scale * HEIGHT
    return QRectF((wide - size[0]) / 2, (high - size[1]) / 2, *size)


class TemplateList(QListWidget):
    """The rows, which can be searched."""

    def __init__(self, found: list[Template], pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        with_name(self, "templateList", accessible="Templates")
        self.setItemDelegate(_Painter(pictures, self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._add(TemplateCard(None))
        for group in GROUPS:
            members = [each for each in found if each.group == group]
            if members:
                heading = self._add(Heading(group))
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            for each in members:
                self._add(TemplateCard(each))

    def cards(self) -> list[tuple[QListWidgetItem, TemplateCard]]:
        """Return the rows that can be chosen."""
        items = [self.item(at) for at in range(self.count())]
        return [
            (item, item.data(ROLE)) for item in items if isinstance(item.data(ROLE), TemplateCard)
        ]

    def card(self) -> TemplateCard:
        """Return the chosen row; the empty project where none is."""
        found = self.currentIndex().data(ROLE)
        return found if isinstance(found, TemplateCard) else TemplateCard(None)

    def choose(self, name: str) -> None:
        """Choose a template by its name."""
        for item, card in self.cards():
            if card.template is not None and card.template.name == name:
                self.setCurrentItem(item)
                self.scrollToItem(item, QListWidget.ScrollHint.PositionAtCenter)

    def search(self, text: str) -> None:
        """Show the templates in which every word is found, and choose the one that fits best.

        Headings without any are hidden.
        """
        best: tuple[int, QListWidgetItem | None] = (0, None)
        heading: QListWidgetItem | None = None
        for at in range(self.count()):
            item = self.item(at)
            row = item.data(ROLE)
            if isinstance(row, Heading):
                heading = item
                item.setHidden(True)
                continue
            shown = card_fit(text, row)
            item.setHidden(not shown)
            if shown > best[0]:
                best = shown, item
            if shown and heading is not None:
                heading.setHidden(False)
        if best[1] is not None and text.strip():
            self.setCurrentItem(best[1])
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())

    def show_figures(self, item: QListWidgetItem, figures: Figures) -> None:
        """Show what the check found."""
        card = item.data(ROLE)
        card.figures = figures
        item.setData(Qt.ItemDataRole.AccessibleTextRole, card.spoken)
        self.update(self.indexFromItem(item))

    def _add(self, row: TemplateCard | Heading) -> QListWidgetItem:
        item = QListWidgetItem(self)
        item.setData(ROLE, row)
        words = row.spoken if isinstance(row, TemplateCard) else row.text
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        if isinstance(row, TemplateCard) and row.template is not None:
            lines = notes_words(row.template).splitlines()
            item.setToolTip(rich(*lines))
        return item


def card_fit(typed: str, card: TemplateCard) -> int:
    """Tell how well a row fits typed text, see `app.ranking.fit`; 0 where it does not fit at all."""
    template = card.template
    if template is None:
        return fit(typed, [EMPTY])
    more = f"{template.group} {template.description} {template.paper}"
    return fit(typed, [template.title, template.name], more)


def picture_size(width: int) -> QSize:
    """Return the size of the picture in a row so wide, in pixels: most of a narrow row is for the words."""
    whole = sized(*_PICTURE)
    room = width * 2 // 5
    if whole.width() <= room:
        return whole
    return whole.scaled(room, whole.height(), Qt.AspectRatioMode.KeepAspectRatio)


class _Painter(QStyledItemDelegate):
    """Draws a row."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of a row at the present text size; its width is that of the list."""
        return sized(0, _ROW if isinstance(index.data(ROLE), TemplateCard) else _HEADER)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row, rect, theme = index.data(ROLE), option.rect, self._pictures.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            painter.setFont(_bold(option.font))
            painter.setPen(QColor(theme.muted))
            place = rect.marginsRemoved(margins(8, 8, 8, 2))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, row.text)
        else:
            self._card(painter, option, row)
        painter.restore()

    def _card(self, painter: QPainter, option: QStyleOptionViewItem, card: TemplateCard) -> None:
        rect, theme = option.rect.marginsRemoved(margins(3, 2, 3, 2)), self._pictures.theme
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(QColor(theme.accent) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        # A very narrow row has room for the words alone.
        picture = picture_size(rect.width()) if rect.width() >= px(_NARROW) else QSize(0, 0)
        left = QPoint(px(6), (rect.height() - picture.height()) // 2)
        corner = QRect(rect.topLeft() + left, picture)
        if picture.isEmpty():
            corner.setRight(rect.left() - px(4))
        elif card.template is not None:
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(corner, self._pictures.of(card.template.name, picture, ratio))
        else:
            painter.setBrush(QColor(theme.canvas))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRect(corner)
        text = QRect(rect)
        text.setLeft(corner.right() + px(14))
        by = 8 if card.note else 13
        self._words(painter, option.font, text.marginsRemoved(margins(0, by, 8, by)), card)

    def _words(self, painter: QPainter, font: QFont, place: QRect, card: TemplateCard) -> None:
        theme = self._pictures.theme
        for words, colour, used, align in (
            (card.title, theme.text, _bold(font), Qt.AlignmentFlag.AlignTop),
            (card.note, theme.text, font, Qt.AlignmentFlag.AlignVCenter),
            (card.line, theme.muted, font, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(used)
            painter.setPen(QColor(colour))
            fitted = QFontMetrics(used).elidedText(
                words, Qt.TextElideMode.ElideRight, place.width()
            )
            painter.drawText(place, align, fitted)


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made
