"""Names offered while an expression is typed: metaparameters, sizes that come in, functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QStyledItemDelegate, QWidget

from blocks.values.arithmetic import FUNCTIONS

_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")


class NameCompleter(QCompleter):
    """Completes the name before the cursor of a line; the rest of the text stays.

    It offers nothing for one letter, which is a name itself more often than not, and nothing for a whole name.
    """

    def __init__(self, line: QLineEdit, owner: QWidget) -> None:
        """Complete in a line.

        Args:
            line: the line.
            owner: the widget with the focus: the line, or the box that it is in.
        """
        super().__init__(line)
        self._line = line
        self._names = QStringListModel(self)
        self.setModel(self._names)
        self.setWidget(owner)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.activated.connect(self.insert)
        found = self.popup()
        assert found is not None
        self._list = found
        found.setObjectName("completion")
        found.setItemDelegate(QStyledItemDelegate(found))  # the style sheet reaches only this one
        self._keys = _ListKeys(self)
        found.installEventFilter(self._keys)
        line.editingFinished.connect(found.hide)

    def set_names(self, names: Iterable[str]) -> None:
        """Offer these names from now on, and the functions."""
        words = sorted({*names, *FUNCTIONS}, key=str.lower) if names else []
        if words != self._names.stringList():
            self._names.setStringList(words)

    def _typed(self) -> str:
        found = _WORD.search(self._line.text()[: self._line.cursorPosition()])
        return found.group() if found else ""

    def offer(self) -> None:
        """Show what may be meant, after a letter was typed."""
        typed = self._typed()
        self.setCompletionPrefix(typed)
        fits = len(typed) > 1 and self.completionCount() > 0
        if not fits or self.completionModel().index(0, 0).data() == typed:
            self._list.hide()
            return
        width = self._list.sizeHintForColumn(0) + 30
        rect = self._line.cursorRect().translated(self._line.mapTo(self.widget(), QPoint(0, 0)))
        rect.setWidth(max(width, 120))
        rect.setTop(0)
        rect.setBottom(self.widget().height() + 1)  # below the field, not over it
        self.complete(rect)

    def take(self, name: str) -> None:
        """Put a name of the list in, and close the list."""
        self.insert(name)
        self._list.hide()

    def insert(self, name: str) -> None:
        """Put a name in place of what was typed of it."""
        line, at = self._line, self._line.cursorPosition()
        start = at - len(self._typed())
        line.setSelection(start, at - start)
        line.insert(name)
        line.textEdited.emit(line.text())


class _ListKeys(QObject):
    """Lets Enter and Tab choose what is marked in the list; the line would take them for the end of the text."""

    def __init__(self, completer: NameCompleter) -> None:
        super().__init__(completer)
        self._completer = completer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        chosen = watched.currentIndex() if isinstance(watched, QAbstractItemView) else None
        if event.key() in _CHOOSE and chosen is not None and chosen.isValid():
            self._completer.take(str(chosen.data()))
            return True
        return False
