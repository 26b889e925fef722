"""Another text size while the window is open: what is there already follows at once.

Whatever is made asks `canvas.theme.measure` for its lengths. Here the lengths of what was made before are multiplied:
margins, spaces, least and largest sizes, icons, columns. What is painted asks again each time by itself, and a window
with a method ``follow_text_size`` does the rest there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDockWidget,
    QFormLayout,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QListWidget,
    QMainWindow,
    QStackedLayout,
    QTreeView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.frame.application import scale_text
from app.look.theme import apply_theme
from canvas.theme.measure import scaled_sheet, text_scale

if TYPE_CHECKING:
    from canvas.theme.themes import Theme

ENDLESS = 16_777_215
"""The largest size of a widget: Qt's word for none."""


@dataclass(frozen=True)
class _Letters:
    """A widget with a font of its own, and how large that was."""

    widget: QWidget
    points: float


def use_text_size(app: QApplication, percent: int, theme: Theme) -> None:
    """Show the whole application at another text size.

    Args:
        app: the application.
        percent: of the system's text size.
        theme: its colours.
    """
    before = text_scale()
    widgets = [each for each in app.allWidgets() if not isinstance(each, QHeaderView)]
    letters = [
        _Letters(each, each.font().pointSizeF())
        for each in widgets
        if each.testAttribute(Qt.WidgetAttribute.WA_SetFont)
    ]
    scale_text(app, percent)
    by = text_scale() / before
    if by != 1:
        for widget in widgets:
            _follow(widget, by)
        _keep_proportions(letters, by)
    apply_theme(app, theme)
    for window in app.topLevelWidgets():
        follow = getattr(window, "follow_text_size", None)
        if follow is not None:
            follow(by)


def _follow(widget: QWidget, by: float) -> None:
    if widget.styleSheet():
        widget.setStyleSheet(scaled_sheet(widget.styleSheet(), by))
    if not widget.isWindow():  # the least size of a window is what its layout needs
        _scale_bounds(widget, by)
    if not isinstance(widget, QMainWindow | QDockWidget):
        for layout in _layouts(widget.layout()):
            _scale_layout(layout, by)
    if isinstance(widget, QAbstractButton):
        widget.setIconSize(widget.iconSize() * by)
    elif isinstance(widget, QAbstractItemView):
        _scale_view(widget, by)
    elif isinstance(widget, QLabel) and widget.margin():
        widget.setMargin(round(widget.margin() * by))


def _scale_bounds(widget: QWidget, by: float) -> None:
    least, most = widget.minimumSize(), widget.maximumSize()
    if least.width() > 1 or least.height() > 1:
        widget.setMinimumSize(_longer(least.width(), by), _longer(least.height(), by))
    if most.width() < ENDLESS or most.height() < ENDLESS:
        widget.setMaximumSize(_longer(most.width(), by), _longer(most.height(), by))


def _longer(length: int, by: float) -> int:
    return length if length <= 1 or length >= ENDLESS else round(length * by)


def _layouts(layout: QLayout | None) -> list[QLayout]:
    """Return a layout with those inside of it."""
    return [] if layout is None else [layout, *layout.findChildren(QLayout)]


def _scale_layout(layout: QLayout, by: float) -> None:
    """Multiply margins and spaces.

    Single spaces between two widgets stay: PySide takes an item of a layout that it has shown to Python, and that is
    gone since, for whatever lies at its place in memory later.
    """
    if isinstance(layout, QStackedLayout):
        return
    rim = layout.contentsMargins()
    if not rim.isNull():
        layout.setContentsMargins(rim * by)
    if isinstance(layout, QGridLayout | QFormLayout):
        layout.setHorizontalSpacing(_longer(layout.horizontalSpacing(), by))
        layout.setVerticalSpacing(_longer(layout.verticalSpacing(), by))
    else:
        layout.setSpacing(_longer(layout.spacing(), by))
    layout.invalidate()


def _scale_view(view: QAbstractItemView, by: float) -> None:
    if view.iconSize().isValid():
        view.setIconSize(view.iconSize() * by)
    if isinstance(view, QTreeView):
        view.setIndentation(round(view.indentation() * by))
    for header in view.findChildren(QHeaderView):
        if not header.isHidden():
            _scale_header(header, by)
    if isinstance(view, QListWidget):
        for row in range(view.count()):
            listed = view.item(row)
            listed.setSizeHint(_hint(listed.sizeHint(), by))
    elif isinstance(view, QTreeWidget):
        for branch in _items(view.invisibleRootItem()):
            branch.setSizeHint(0, _hint(branch.sizeHint(0), by))
    view.scheduleDelayedItemsLayout()


def _hint(size: QSize, by: float) -> QSize:
    return size * by if size.isValid() else size


def _items(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for at in range(item.childCount()):
        child = item.child(at)
        if child is not None:
            yield child
            yield from _items(child)


def _scale_header(header: QHeaderView, by: float) -> None:
    header.setMinimumSectionSize(round(header.minimumSectionSize() * by))
    header.setDefaultSectionSize(round(header.defaultSectionSize() * by))
    for section in range(header.count() - header.stretchLastSection()):
        if header.sectionResizeMode(section) is QHeaderView.ResizeMode.Interactive:
            header.resizeSection(section, round(header.sectionSize(section) * by))


def _keep_proportions(letters: list[_Letters], by: float) -> None:
    """Fonts that were given a size of their own do not follow by themselves."""
    for each in letters:
        font = each.widget.font()
        if each.points > 0 and font.pointSizeF() == each.points:
            font.setPointSizeF(each.points * by)
            each.widget.setFont(font)
