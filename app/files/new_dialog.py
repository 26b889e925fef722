"""The dialog behind New: every bundled template with its picture, and an empty project."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.files.template_page import TemplatePage
from app.files.template_rows import Pictures, TemplateList
from app.templates.catalog import figures_of, open_template, templates
from app.widgets.dialog_parts import DialogButtons, give_size
from app.widgets.focus_order import Dialog
from app.widgets.layouts import column, row
from app.widgets.parts import with_name
from blocks.document.document import Document
from canvas.later import Later
from canvas.theme.measure import ELIDED
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
        with_name(self.search, "templateSearch", accessible="Find a template")
        self.search.setPlaceholderText("Find a network: residual, 2015, mobile...")
        self.search.setProperty(ELIDED, True)  # Qt ends a hint in an ellipsis
        self.search.setClearButtonEnabled(True)
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
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _TO_LIST:
            self.list.keyPressEvent(event)
            return True
        return False

    def done(self, result: int) -> None:
        self._timer.stop()
        super().done(result)

    def _arrange(self) -> None:
        buttons = DialogButtons(self)
        self.create_button = buttons.primary("Create", self._accept, "createButton")
        left = column(self.search, (self.list, 1), gap=8)
        both = row((left, 5), (self.page, 6), gap=18)
        column((both, 1), buttons, on=self, rim=(16, 14, 16, 12), gap=12)
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
