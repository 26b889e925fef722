"""Finds words that do not fit, widgets that are cut off, and labels that are not level with their field."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)

from app.forms.field import FieldLabel
from canvas.theme.measure import ELIDED

LEVEL = 1.0
"""Pixels by which the middle of a label may differ from that of its field."""


def misfits(root: QWidget) -> list[str]:
    """Return what is cut in a widget and in all that is visible inside of it, one sentence each."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisibleTo(root) or widget.window() is not root.window():
            continue
        if isinstance(widget, QLabel | QAbstractButton | QComboBox | QLineEdit | QTabBar):
            found += [f"{_name(widget)}: {words}" for words in _words(widget)]
            found += [f"{_name(widget)}: {words}" for words in _cut(widget, root)]
        elif isinstance(widget, QScrollArea):
            found += [f"{_name(widget)}: {words}" for words in _sideways(widget)]
    found += [f"{_name(label)}: {words}" for label, words in _uneven(root)]
    return found


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = text()[:40] if callable(text) and not isinstance(widget, QTabBar) else ""
    parent = widget.parentWidget()
    inside = parent.objectName() or type(parent).__name__ if parent is not None else ""
    return f"{inside}/{type(widget).__name__} {widget.objectName()} {words!r}"


def _words(widget: QWidget) -> Iterator[str]:
    """Yield what is wrong with the words of one widget."""
    if widget.property(ELIDED) or widget.width() <= 1:
        return
    if isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, QPushButton | QToolButton) or (
        isinstance(widget, QAbstractButton) and widget.text()
    ):
        yield from _button(widget)
    elif isinstance(widget, QComboBox):
        yield from _combo(widget)
    elif isinstance(widget, QLineEdit):
        yield from _placeholder(widget)
    elif isinstance(widget, QTabBar):
        yield from _tabs(widget)


def _label(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + 2:
            yield f"needs {needed} pixels of height, has {label.height()}"
        return
    hint = label.sizeHint()
    rim = label.width() - room.width()
    metrics = label.fontMetrics()
    if label.textFormat() is Qt.TextFormat.PlainText:
        wide = max(metrics.horizontalAdvance(line) for line in label.text().split("\n"))
        wide += 2 * label.margin() + rim
    else:
        wide = hint.width()
    if wide > label.width() + 1:
        yield f"needs {wide} pixels of width, has {label.width()}"
    high = metrics.height() * (label.text().count("\n") + 1)
    if label.height() + 2 < high:
        yield f"needs {high} pixels of height, has {label.height()}"


def _button(button: QAbstractButton) -> Iterator[str]:
    needed = button.sizeHint().width()
    if button.property("link"):  # without a frame, the words alone need room
        needed = button.fontMetrics().horizontalAdvance(button.text())
    if button.text() and needed > button.width() + 1:
        yield f"needs {needed} pixels of width, has {button.width()}"
    least = button.fontMetrics().height() if button.text() else button.iconSize().height()
    if button.height() + 1 < least:
        yield f"needs {least} pixels of height, has {button.height()}"


def _combo(combo: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    room = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    needed = combo.fontMetrics().horizontalAdvance(combo.currentText())
    if needed > room.width() + 1:
        yield f"{combo.currentText()!r} needs {needed} pixels of width, has {room.width()}"
    if room.height() < combo.fontMetrics().height() - 2:
        yield f"is {room.height()} pixels high inside, {combo.fontMetrics().height()} are needed"


def _placeholder(field: QLineEdit) -> Iterator[str]:
    if isinstance(field.parentWidget(), QComboBox | QAbstractSpinBox):
        room = field.rect()
    else:
        option = QStyleOptionFrame()
        field.initStyleOption(option)
        room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    needed = field.fontMetrics().horizontalAdvance(field.placeholderText())
    if not field.text() and needed > room.width() + 2:
        yield f"{field.placeholderText()!r} needs {needed} pixels of width, has {room.width()}"
    if room.height() < field.fontMetrics().height() - 2:
        yield f"is {room.height()} pixels high inside, {field.fontMetrics().height()} are needed"


def _tabs(bar: QTabBar) -> Iterator[str]:
    scrolls = any(each.isVisible() for each in bar.findChildren(QToolButton))
    for at in filter(bar.isTabVisible, range(bar.count())):
        rect = bar.tabRect(at)
        needed = bar.fontMetrics().horizontalAdvance(bar.tabText(at))
        if needed > rect.width():
            yield f"{bar.tabText(at)!r} needs {needed} pixels of width, has {rect.width()}"
        if not scrolls and rect.right() > bar.width() + 1:
            yield f"{bar.tabText(at)!r} ends at {rect.right()} of {bar.width()}"


def _cut(widget: QWidget, root: QWidget) -> Iterator[str]:
    """Yield what is cut off by the widgets around; what can be scrolled to is not."""
    rect = QRect(QPoint(0, 0), widget.size())
    inner: QWidget = widget
    while inner is not root:
        outer = inner.parentWidget()
        if outer is None or inner.isWindow():
            return
        rect = rect.translated(inner.pos())
        across = down = True
        holder = outer.parentWidget()
        if isinstance(holder, QAbstractScrollArea) and outer is holder.viewport():
            across = not _scrolls(holder.horizontalScrollBar())
            down = not _scrolls(holder.verticalScrollBar())
        if across and (rect.left() < -1 or rect.right() > outer.width()):
            yield f"is cut at the side: {rect.left()} to {rect.right()} of {outer.width()} in {_name(outer)}"
            return
        if down and (rect.top() < -1 or rect.bottom() > outer.height()):
            yield f"is cut below: {rect.top()} to {rect.bottom()} of {outer.height()} in {_name(outer)}"
            return
        if not (across and down):
            return  # it can be scrolled into view
        inner = outer


def _scrolls(bar: QScrollBar) -> bool:
    return bar.isVisible() and bar.maximum() > bar.minimum()


def _sideways(area: QScrollArea) -> Iterator[str]:
    """Yield by how much a panel is wider than its room: lists and code may scroll sideways, panels may not."""
    inner = area.widget()
    if inner is not None and inner.isVisible() and inner.width() > area.viewport().width():
        yield f"scrolls sideways: {inner.width()} in {area.viewport().width()}"


def _uneven(root: QWidget) -> Iterator[tuple[QLabel, str]]:
    """Yield labels whose words are not on one line with those of their field."""
    pairs: list[tuple[QLabel, QWidget]] = []
    for label in root.findChildren(FieldLabel):
        buddy = label.buddy()
        if buddy is not None:
            pairs.append((label, buddy))
    for form in root.findChildren(QFormLayout):
        for field in root.findChildren(QWidget):
            words = form.labelForField(field)
            if isinstance(words, QLabel) and words.text():
                pairs.append((words, field))
    for label, field in pairs:
        if label.isVisibleTo(root) and field.isVisibleTo(root) and not _tall(field):
            if _above(label, field, root):
                continue
            by = _middle(label, root) - _middle(field, root)
            if abs(by) > LEVEL:
                yield label, f"is {by} pixels off the middle of its field"


def _above(label: QWidget, field: QWidget, root: QWidget) -> bool:
    """Tell whether a label stands above its field and begins where that does: a narrow form."""
    high, low = label.mapTo(root, QPoint(0, label.height())), field.mapTo(root, QPoint(0, 0))
    return high.y() <= low.y() and high.x() == low.x()


def _tall(field: QWidget) -> bool:
    return isinstance(field, QLabel) and field.wordWrap()


def _middle(widget: QWidget, root: QWidget) -> float:
    return widget.mapTo(root, QPoint(0, 0)).y() + widget.height() / 2
