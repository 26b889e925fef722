"""The dialog behind New: every bundled template with its picture, and an empty project."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.files.template_page import TemplatePage
from app.files.template_rows import Pictures, TemplateList
from app.templates.catalog import figures_of, open_template, templates
from app.widgets.dialog_parts import DialogButtons, give_size
from app.widgets.focus_order import Dialog
from blocks.document.document import Document
from canvas.later import Later
from canvas.theme.measure import ELIDED, margins, px
from canvas.theme.themes import Theme

FIRST = "resnet50"
"""The template that is chosen at first."""
REST = 120
"""Milliseconds after a letter before the template that fits is looked into."""
_TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class NewDialog(Dialog):
    """Asks what to begin with, and at which size."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("newDialog")
        self.setWindowTitle("New project")
        pictures = Pictures(theme)
        self.search = QLineEdit(self)
        self.search.setObjectName("templateSearch")
        self.search.setPlaceholderText("Find a network: residual, 2015, mobile...")
        self.search.setProperty(ELIDED, True)  # Qt ends a hint in an ellipsis
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Find a template")
        self.list = TemplateList(templates(), pictures, self)
        self.page = TemplatePage(pictures, self)
        self._arrange()
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.page.usable.connect(self.create_button.setEnabled)
        self._rest = Later(self, self._show, REST)
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.list.itemActivated.connect(lambda _: self._accept())
        self._reading = self._figures()
        self._timer = Later(self, self._read_on, repeats=True)
        self.list.choose(FIRST)
        self._timer.start(0)

    def document(self) -> Document | None:
        """Return the chosen project as it shall begin; ``None`` for an empty one."""
        self._catch_up()
        return self.page.document()

    def read_now(self) -> None:
        """Fill in all figures at once."""
        self._timer.stop()
        for _ in self._reading:
            pass

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows choose in the list while somebody types."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() in _TO_LIST:  # type: ignore[attr-defined]
            self.list.keyPressEvent(event)  # type: ignore[arg-type]
            return True
        return False

    def done(self, result: int) -> None:
        self._timer.stop()
        super().done(result)

    def _arrange(self) -> None:
        buttons = DialogButtons(self)
        self.create_button = buttons.primary("Create", self._accept, "createButton")
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(px(18))
        row.addLayout(left, 5)
        row.addWidget(self.page, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(16, 14, 16, 12))
        column.setSpacing(px(12))
        column.addLayout(row, 1)
        column.addWidget(buttons)
        give_size(self, 980, 660)

    def _search(self, text: str) -> None:
        """Choose what fits best; what it is made of is shown when the typing rests, for that takes longer."""
        self.list.blockSignals(True)
        before = self.list.card()
        self.list.search(text)
        self.list.blockSignals(False)
        if self.list.card() is not before:
            self._rest.start()

    def _catch_up(self) -> None:
        if self._rest.isActive():
            self._show()

    def _accept(self) -> None:
        self._catch_up()
        if self.create_button.isEnabled():
            self.accept()

    def _show(self) -> None:
        self._rest.stop()
        self.page.show_template(self.list.card().template)

    def _figures(self) -> Iterator[None]:
        """Check one template after the other, so that the dialog can answer in between."""
        for item, card in self.list.cards():
            if card.template is not None:
                self.list.show_figures(item, figures_of(open_template(card.template.name)))
                yield

    def _read_on(self) -> None:
        if next(self._reading, self) is self:
            self._timer.stop()
