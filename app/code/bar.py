"""The row above the code: search, style, copy, export; and the sentence that says why the code is out of date."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QGuiApplication, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QWidget

from app.actions.words import name_button, title_of
from app.widgets.elided import GivingButton, GivingChooser
from app.widgets.parts import label, link
from canvas.later import Later
from canvas.theme.measure import margins
from canvas.theme.plain_text import plain_tip
from exporters.styles.options import Style

TOLD = 1500
"""Milliseconds for which a button says that it has done its work."""


class StyleChooser(GivingChooser):
    """A choice of the style in which the model is written; styles that do not fit it are greyed, and say why."""

    def __init__(
        self,
        chosen: Callable[[], None],
        refusals: Callable[[], Mapping[Style, str]],
        parent: QWidget,
    ) -> None:
        """Offer all styles.

        Args:
            chosen: called when another one is chosen.
            refusals: gives the styles that do not fit the model now, with the reason.
            parent: the panel.
        """
        super().__init__(parent)
        self._refusals = refusals
        self.setAccessibleName("Style of the script")
        for style in Style:
            self.addItem(style.title, style)
        # It gives way where the row is narrow; the list below it is as wide as its words.
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setToolTip("How the model is written; layers keep their names")
        self.show_refusals({})
        self.currentIndexChanged.connect(lambda _: chosen())

    @property
    def style_chosen(self) -> Style:
        """The style that is chosen."""
        return Style(self.currentData())

    def choose(self, style: Style) -> None:
        """Choose a style without telling of it."""
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(style))
        self.blockSignals(False)

    def show_refusals(self, refusals: Mapping[Style, str]) -> None:
        """Grey the styles that do not fit."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for row, style in enumerate(Style):
            reason = refusals.get(style, "")
            item = model.item(row)
            item.setEnabled(not reason)
            item.setToolTip(plain_tip(reason or f"{style.help[:1].upper()}{style.help[1:]}."))

    def showPopup(self) -> None:
        self.show_refusals(self._refusals())
        super().showPopup()


class CopyButton(GivingButton):
    """Copies what is selected in the code, and the whole of it where nothing is; says which before and that it did."""

    def __init__(self, view: QPlainTextEdit) -> None:
        super().__init__((title_of("export.copy_code"), "Copy selection", "Copied"))
        self._view = view
        self._done = Later(self, self._name, TOLD)
        view.copyAvailable.connect(self._name)
        self.clicked.connect(self.copy)
        self._name()

    def copy(self) -> None:
        """Put code on the clipboard."""
        chosen = self._view.textCursor().selection().toPlainText()
        self.put(chosen or self._view.toPlainText())

    def put(self, text: str) -> None:
        """Put a text on the clipboard, and say so for a moment."""
        QGuiApplication.clipboard().setText(text)
        self.setText("Copied")
        self._done.start()

    def _name(self) -> None:
        selected = self._view.textCursor().hasSelection()
        self._done.stop()
        name_button(self, "export.copy_code")
        if selected:
            self.setText("Copy selection")
            self.setToolTip("Put what is selected on the clipboard")


class Banner(QFrame):
    """A sentence above the code, and a way to what it is about; hidden while it has nothing to say."""

    def __init__(self, parent: QWidget, asked: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.label = label(wrap=True)
        self.show_link = link("Show", "Select the block that is in the way", asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(margins(12, 6, 12, 6))
        layout.addWidget(self.label, 1)
        layout.addWidget(self.show_link)
        self.hide()

    def say(self, words: str, leads: bool = False) -> None:
        """Show a sentence; nothing for an empty one.

        Args:
            words: the sentence.
            leads: there is a block to be shown.
        """
        self.label.setText(words)
        self.show_link.setVisible(leads)
        self.setVisible(bool(words))
