"""Escape in a field: what was typed is taken back, and the focus returns to the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def leave_field(window: QWidget, canvas: QWidget) -> bool:
    """Take back what is being typed and go to the canvas; tells whether the focus was elsewhere."""
    widget = QApplication.focusWidget()
    if widget is None or widget is canvas:
        return False
    take_back_around(widget)
    if widget.window() is not window:
        window.activateWindow()
    canvas.setFocus(Qt.FocusReason.OtherFocusReason)
    return True


def take_back_around(widget: QWidget) -> None:
    """Take back what is being typed in a widget, and in the field that it is part of."""
    each: QWidget | None = widget
    while each is not None and not each.isWindow():
        take_back = getattr(each, "take_back", None)
        if take_back is not None:
            take_back()
        each = each.parentWidget()


def forget_typing(root: QWidget) -> None:
    """Take back everything that is typed below a widget, also what was refused: another project comes."""
    for each in root.findChildren(QWidget):
        forget = getattr(each, "forget", None) or getattr(each, "take_back", None)
        if forget is not None:
            forget()


class EscapeFromDock(QObject):
    """Escape in a dock that floats: it is a window of its own, whose keys the main window does not hear."""

    def __init__(
        self, parent: QObject, docks: Iterable[QWidget], leave: Callable[[], bool]
    ) -> None:
        """Watch docks; ``leave`` does what Escape does in the window, and returns whether that was anything."""
        super().__init__(parent)
        self._leave = leave
        for dock in docks:
            dock.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        floats = isinstance(watched, QDockWidget) and watched.isFloating()
        return floats and event.key() == Qt.Key.Key_Escape and self._leave()
