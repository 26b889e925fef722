"""The order in which Tab goes through a window: as one reads it, and not as its widgets happened to be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QDialog,
    QFormLayout,
    QGridLayout,
    QLayout,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

_WHOLE = (QAbstractSpinBox, QComboBox, QAbstractItemView, QPlainTextEdit)
"""Kinds of widgets with widgets inside that belong to them alone."""


class Dialog(QDialog):
    """A dialog through which Tab goes in the order of reading."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus([self], forward)


def move_focus(parts: Iterable[QWidget], forward: bool) -> bool:
    """Give the focus to the next widget, or to the one before; after the last comes the first.

    Args:
        parts: what the window consists of, in order.
        forward: to the next one.

    Returns:
        Whether there is another one.
    """
    every = [widget for part in parts for widget in reading_order(part)]
    here = _place_of(QApplication.focusWidget(), every)
    if here is None:
        around = every if forward else every[::-1]
    elif forward:
        around = every[here + 1 :] + every[:here]
    else:
        around = every[:here][::-1] + every[here + 1 :][::-1]
    found = next((widget for widget in around if stops(widget)), None)
    if found is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    give_focus(found, reason)
    return True


def first_stop(part: QWidget) -> QWidget | None:
    """Return the first widget in a part of a window at which Tab stops."""
    return next((widget for widget in reading_order(part) if stops(widget)), None)


def give_focus(widget: QWidget, reason: Qt.FocusReason) -> None:
    """Give a widget the focus, and scroll to it."""
    widget.setFocus(reason)
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def stops(widget: QWidget) -> bool:
    """Tell whether Tab stops at a widget."""
    wanted = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    if not wanted or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    if isinstance(widget, QScrollArea):  # only where there is nothing inside to go to
        inside: QWidget | None = widget.widget()
        return inside is None or first_stop(inside) is None
    return not isinstance(widget, QRadioButton) or widget.isChecked() or not _chosen_beside(widget)


def reading_order(widget: QWidget) -> Iterator[QWidget]:
    """Yield a widget that is seen and everything in it that can have the focus, in the order of reading."""
    if not widget.isVisible():
        return
    if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
        yield widget
    for child in _children(widget):
        yield from reading_order(child)


def _place_of(widget: QWidget | None, every: list[QWidget]) -> int | None:
    """Return where a widget stands; of one that has just gone, the place before what is left around it."""
    if widget is None or widget in every:
        return None if widget is None else every.index(widget)
    above = widget.parentWidget()
    while above is not None:
        if above in every:
            return every.index(above)
        inside = next((at for at, one in enumerate(every) if above.isAncestorOf(one)), None)
        if inside is not None:
            return inside - 1 if inside else None
        above = above.parentWidget()
    return None


def _chosen_beside(button: QRadioButton) -> bool:
    """Tell whether another button of its group is chosen: Tab stops there, arrow keys do the rest."""
    group, above = cast("QButtonGroup | None", button.group()), button.parentWidget()
    if group is not None:
        return group.checkedButton() is not None
    return any(one.isChecked() for one in above.findChildren(QRadioButton)) if above else False


def _children(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, _WHOLE):
        return []
    if isinstance(widget, QTabWidget):
        return [widget.tabBar(), *_here(widget.currentWidget())]
    if isinstance(widget, QStackedWidget):
        return _here(widget.currentWidget())
    if isinstance(widget, QScrollArea):
        return _here(widget.widget())
    layout = widget.layout()
    laid = list(_laid_out(layout)) if layout is not None else []
    own = {widget.viewport()} if isinstance(widget, QAbstractScrollArea) else set()
    free = [
        child
        for child in widget.children()
        if isinstance(child, QWidget)
        and not child.isWindow()
        and child not in laid
        and child not in own
        and not child.objectName().startswith("qt_")
    ]
    return [*laid, *sorted(free, key=lambda child: (child.y(), child.x()))]


_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def _here(widget: QWidget | None) -> list[QWidget]:
    return [] if widget is None else [widget]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """Yield the widgets of a layout in its order.

    Its items are never asked for: PySide keeps what it has shown of them, Qt deletes them unseen, and the next thing
    at their place in memory is then taken for them.
    """
    owner = layout.parentWidget()
    widgets = [] if owner is None else owner.findChildren(QWidget, options=_DIRECT)
    inner = [child for child in layout.children() if isinstance(child, QLayout)]
    parts: list[QWidget | QLayout] = [part for part in widgets if layout.indexOf(part) >= 0]
    parts += inner
    for part in sorted(parts, key=lambda part: _place_in(layout, layout.indexOf(part))):
        if isinstance(part, QWidget):
            yield part
        else:
            yield from _laid_out(part)


def _place_in(layout: QLayout, at: int) -> tuple[int, ...]:
    if isinstance(layout, QGridLayout):
        return cast("tuple[int, ...]", layout.getItemPosition(at))
    return _in_form(layout, at) if isinstance(layout, QFormLayout) else (at,)


def _in_form(layout: QFormLayout, at: int) -> tuple[int, int]:
    row, role = cast("tuple[int, QFormLayout.ItemRole]", layout.getItemPosition(at))
    return row, role.value
