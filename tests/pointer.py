"""A pointer and a keyboard for tests of windows: real events, sent to the widget that lies under the point.

Nothing here calls a widget by its own methods. What covers a button gets the click that was meant for it, and the test
sees that.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QStyle, QStyleOptionSpinBox, QWidget

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def under(widget: QWidget, at: QPoint) -> tuple[QWidget, QPoint]:
    """Return the widget that a press there would reach, and the point on it.

    Args:
        widget: whose place is meant.
        at: a point on it.
    """
    window = widget.window()
    place = widget.mapTo(window, at)
    found = window.childAt(place) or window
    return found, found.mapFrom(window, place)


def click(widget: QWidget, at: QPoint | None = None) -> QWidget:
    """Click a point, by default the middle; returns the widget that got the click."""
    found, place = under(widget, at or widget.rect().center())
    QTest.mouseClick(found, LEFT, NONE, place)
    QApplication.processEvents()
    return found


def turn_wheel(widget: QWidget, notches: int, at: QPoint | None = None) -> None:
    """Turn the wheel over a point; up is positive.

    Qt hands a wheel event on to the widget around until one takes it, but only events of the system: here it is done
    by hand.
    """
    found, place = under(widget, at or widget.rect().center())
    each: QWidget | None = found
    while each is not None:
        event = _wheel(each, place, notches)
        QApplication.sendEvent(each, event)
        if event.isAccepted() or each.isWindow():
            break
        place = each.mapToParent(place)
        each = each.parentWidget()
    QApplication.processEvents()


def _wheel(widget: QWidget, place: QPoint, notches: int) -> QWheelEvent:
    return QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def focused() -> QWidget:
    """Return the widget that hears keys."""
    popup = QApplication.activePopupWidget()
    found = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
    assert found is not None, "nothing has the focus"
    _held[:] = [popup, found]
    return found


_held: list[QWidget | None] = []
"""The last popup with what has its focus: PySide would forget the inner one together with the outer one."""


def press(key: Qt.Key, keys: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    """Press a key; shortcuts of the window hear it first, as they do from a keyboard."""
    for _ in range(times):
        QTest.keyClick(focused(), key, keys)
        QApplication.processEvents()


def type_text(text: str) -> None:
    """Type letters."""
    QTest.keyClicks(focused(), text)
    QApplication.processEvents()


def arrow(box: QAbstractSpinBox, up: bool) -> QPoint:
    """Return the middle of an arrow of a box, where the style draws it."""
    option = QStyleOptionSpinBox()
    option.initFrom(box)
    option.subControls = QStyle.SubControl.SC_All
    option.stepEnabled = (
        QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
    )
    which = QStyle.SubControl.SC_SpinBoxUp if up else QStyle.SubControl.SC_SpinBoxDown
    control = QStyle.ComplexControl.CC_SpinBox
    return box.style().subControlRect(control, option, which, box).center()
