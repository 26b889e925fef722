"""The report of an import: what was read, folded, renamed, unknown; how to open it; the round trip."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.imports.answers import Reading
from app.imports.words import head_of, sections_of, unknown_layers
from app.widgets.dialog_parts import DialogButtons, give_size
from app.widgets.focus_order import Dialog
from app.widgets.layouts import column, row
from app.widgets.parts import label
from blocks.quoting import counted
from canvas.theme.plain_text import plain_tip

OFFER = "The round trip builds it with Keras and compares every layer with the file."
CHECKING = "Building it with Keras..."
MOST_ROWS = 500
"""Rows of one section that are shown; a report of thousands helps nobody."""


class ImportDialog(Dialog):
    """Shows a report, and asks how the model is to be opened.

    Attributes:
        open_wanted: the model is to be opened; whether flat.
        check_wanted: the round trip is to be checked.
    """

    open_wanted = Signal(bool)
    check_wanted = Signal()

    def __init__(self, name: str, found: Reading, parent: QWidget | None = None) -> None:
        """Show a report.

        Args:
            name: of the file.
            found: what was read.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("importDialog")
        self.setWindowTitle(f"Import {name}")
        self._found, self._report = found, found.report
        self.list = QTreeWidget(self)
        self.list.setObjectName("importList")
        self.list.setAccessibleName("What was found")
        self.verdict = label(OFFER, "muted", wrap=True)
        self.check_button = QPushButton("Check the round trip", self)
        self.check_button.setObjectName("checkImport")
        self.check_button.setAutoDefault(False)
        self.check_button.clicked.connect(self._check)
        file = Path(found.weights).name
        where = "the file" if file == name else file.replace("&", "&&")
        self.weights = QCheckBox(f"Start training from the weights in {where}", self)
        self.weights.setObjectName("importWeights")
        self.weights.setToolTip("The file stays where it is; training and export load the weights")
        self.weights.setVisible(bool(found.sha256))
        self._fill()
        self._arrange()
        unknown = unknown_layers(self._report)
        if unknown:
            self.check_button.setEnabled(False)
            self.verdict.setText(
                "No round trip: a layer that is not known cannot be built."
                if unknown == 1
                else f"No round trip: {unknown} layers that are not known cannot be built."
            )

    def show_verdict(self, text: str, good: bool) -> None:
        """Show how the round trip went."""
        self.verdict.setObjectName("muted" if good else "wrongWords")
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        self.verdict.setText(text)
        self.check_button.setEnabled(not good)

    def show_opened(self) -> None:
        """Offer nothing more to open: the model is on the canvas."""
        for each in (self.open_button, self.flat_button, self.weights):
            each.hide()
        self.cancel_button.setText("Close")

    def _check(self) -> None:
        self.check_button.setEnabled(False)
        self.verdict.setText(CHECKING)
        self.check_wanted.emit()

    # ------------------------------------------------------------ parts

    def _fill(self) -> None:
        tree = self.list
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        tree.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        tree.setUniformRowHeights(True)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for title, rows in sections_of(self._report):
            top = QTreeWidgetItem(tree, [title])
            top.setFirstColumnSpanned(True)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            for name, text in rows[:MOST_ROWS]:
                row = QTreeWidgetItem(top, [name[:80], text])
                row.setToolTip(1, plain_tip(text))
            if len(rows) > MOST_ROWS:
                QTreeWidgetItem(top, ["", f"and {len(rows) - MOST_ROWS:,} more"])
            top.setExpanded(True)
        if not tree.topLevelItemCount():
            top = QTreeWidgetItem(
                tree, ["Everything was read as it is; nothing is repeated in it."]
            )
            top.setFirstColumnSpanned(True)

    def _arrange(self) -> None:
        folded, flat = self._found.folded.shown, self._found.flat.shown
        words = f"{counted(folded, 'block')} on the canvas"
        if folded != flat:
            head = "Folded: " if self._report.folded else ""
            words = f"{head}{words}. Flat: {counted(flat, 'block')}"
        check = row((self.verdict, 1), (self.check_button, Qt.AlignmentFlag.AlignTop), gap=12)
        column(
            label(head_of(self._report), "heading", wrap=True),
            label(f"{words}.", wrap=True),
            (self.list, 1),
            self.weights,
            check,
            self._buttons(folded != flat),
            on=self,
            rim=(18, 16, 18, 14),
            gap=10,
        )
        self.open_button.setFocus()  # else Return would press the first button there is
        give_size(self, 700, 480)

    def _buttons(self, has_flat: bool) -> DialogButtons:
        box = DialogButtons(self)
        words = "Open folded" if self._report.folded else "Open"
        self.open_button = box.primary(words, lambda: self.open_wanted.emit(False), "openImport")
        self.flat_button = box.other("Open flat", lambda: self.open_wanted.emit(True), "openFlat")
        self.flat_button.setToolTip("Every layer a block of its own")
        self.flat_button.setVisible(has_flat)
        self.cancel_button = box.last
        return box
