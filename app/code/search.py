"""The bar that searches in the code: a field, how many matches there are, the next one and the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.code.view import CodeView
from app.look.icons import icon
from app.look.theme import faded
from app.widgets.calm import SearchLine
from app.widgets.parts import label
from canvas.theme.measure import px
from canvas.theme.plain_text import plain_tip
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class SearchBar(QWidget):
    """Return goes on, Shift+Return back, Escape ends and gives the focus to the code."""

    def __init__(self, view: CodeView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.field = _Field(self._key)
        self.field.setPlaceholderText("Find in code")
        self.field.setAccessibleName("Find in code")
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(px(87))
        self.field.setMaximumWidth(px(260))
        self.count = label(style="muted")
        self.before = self._button("Previous match (Shift+Return)", -1)
        self.after = self._button("Next match (Return)", 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(2))
        layout.addWidget(self.field, 1)
        layout.addWidget(self.before)
        layout.addWidget(self.after)
        layout.addSpacing(px(6))
        layout.addWidget(self.count, 1)
        self.field.textChanged.connect(view.search)
        view.found.connect(self._tell)
        self._tell(0, 0)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        for button, name in ((self.before, "up"), (self.after, "down")):
            button.setIcon(icon(name, theme.muted, faded(theme)))

    def begin(self) -> None:
        """Put the cursor into the field, with what is selected in the code if that is a word or a few."""
        words = self._view.textCursor().selectedText()
        if words and "\u2029" not in words:  # Qt's end of a line
            self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _button(self, tip: str, by: int) -> QToolButton:
        made = QToolButton()
        made.setToolTip(plain_tip(tip))
        made.setAccessibleName(tip.partition(" (")[0])
        made.clicked.connect(lambda: self._view.step(by))
        return made

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._view.step(-1 if back else 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.field.clear()
            self._view.setFocus()
            return True
        return False

    def _tell(self, current: int, count: int) -> None:
        wide = self.count.fontMetrics().horizontalAdvance
        room = max(wide("99 of 99"), wide("not found")) if self.field.text() else 0
        self.count.setMinimumWidth(room)
        for button in (self.before, self.after):
            button.setEnabled(count > 0)
        if not self.field.text():
            self.count.clear()
        elif count:
            self.count.setText(f"{current} of {count}" if current else f"{count} found")
        else:
            self.count.setText("not found")


class _Field(SearchLine):
    """Asks what a key means before it takes it."""

    def __init__(self, key: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._key = key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(event):
            super().keyPressEvent(event)
