"""Asks for kind, weights and place of a model file, then shows how the export goes and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.actions.words import heading_of
from app.exports.weights import WEIGHT_SUFFIXES, Weights, has_training_only
from app.system.installation import install_command
from app.widgets.calm import CalmCombo
from app.widgets.dialog_parts import DialogButtons, form_layout
from app.widgets.focus_order import Dialog
from app.widgets.layouts import STRETCH, column, row
from app.widgets.parts import label
from canvas.theme.measure import px
from canvas.theme.plain_text import plain_tip
from exporters.model_files import FORMATS, KERAS, ModelFormat, format_of

FROM_FILE = "From a file..."
ASKING, WORKING, DONE = range(3)
"""The states of the dialog."""


class ModelFileDialog(Dialog):
    """One export: asks, shows progress, reports.

    Signals:
        wanted: the file is to be written as `format`, `weights`, `path` and `inference` say.
        cancelled: the export under way is to end.
        folder_wanted: the folder with the file is to be shown.
        file_chosen (Path): weights are to be taken from a file; `add_weights` is the answer.

    Attributes:
        state: one of `ASKING`, `WORKING`, `DONE`.
    """

    wanted = Signal()
    cancelled = Signal()
    folder_wanted = Signal()
    file_chosen = Signal(object)

    def __init__(self, weights: Sequence[Weights], start: Path, parent: QWidget | None) -> None:
        """Ask.

        Args:
            weights: what there is to choose from, the best choice first.
            start: where to write, as a ``.keras`` file.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("modelFileDialog")
        self.setWindowTitle(heading_of("export.model_file"))
        self.state = ASKING
        self._weights = list(weights)
        self._last = 0
        self._make_fields(start)
        self._arrange()
        self.kind.currentIndexChanged.connect(lambda _: self._show_kind())
        self.chooser.activated.connect(self._choose_weights)
        self._show_kind()
        self._show_weights()
        self._show_state()

    @property
    def format(self) -> ModelFormat:
        """The chosen kind."""
        return FORMATS[self.kind.currentIndex()]

    @property
    def weights(self) -> Weights:
        """The chosen weights."""
        return self._weights[self._last]

    @property
    def path(self) -> Path:
        """The file to write; the suffix is that of the kind."""
        path = Path(self.place.text().strip()).expanduser()
        return path if format_of(path) is self.format else _with_suffix(path, self.format)

    @property
    def inference(self) -> bool:
        """Whether outputs for training only are left out."""
        return self.for_use.isVisibleTo(self) and self.for_use.isChecked()

    def add_weights(self, weights: Weights) -> None:
        """Offer weights of a file, and choose them."""
        self._weights.append(weights)
        self._fill_chooser()
        self._last = len(self._weights) - 1
        self._show_weights()

    def show_phase(self, words: str) -> None:
        """Say what is being done."""
        self.state = WORKING
        self.phase.setText(f"{words}...")
        self._show_state()

    def show_report(self, lines: Sequence[str]) -> None:
        """Say what was written."""
        self.state = DONE
        self._say("\n".join(lines), good=True)
        self._show_state()

    def show_failure(self, words: str) -> None:
        """Say why nothing was written, and let people change what they asked for."""
        self.state = ASKING
        self._say(words, good=False)
        self._show_state()

    def reject(self) -> None:
        """Close, or end the work that is under way."""
        if self.state == WORKING:
            self.state = ASKING
            self.cancelled.emit()
            self._say("Nothing was written.", good=True)
            self._show_state()
        else:
            super().reject()

    # ------------------------------------------------------------ parts

    def _make_fields(self, start: Path) -> None:
        self.kind = CalmCombo(self)
        self.kind.setObjectName("modelFileKind")
        for each in FORMATS:
            self.kind.addItem(f"{each.title} ({each.suffix})")
        self.kind.setCurrentIndex(FORMATS.index(KERAS))
        self.help = label("", "muted", wrap=True)
        self.help.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.chooser = CalmCombo(self)
        self.chooser.setObjectName("modelFileWeights")
        self.chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._fill_chooser()
        self.for_use = QCheckBox("Leave out the outputs that are for training only", self)
        self.for_use.setObjectName("modelFileForUse")
        self.for_use.setChecked(True)
        self.place = QLineEdit(str(start), self)
        self.place.setObjectName("modelFilePlace")
        self.browse = QPushButton("Choose...", self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(8))
        self.phase = label("", "muted", wrap=True)
        self.report = label("", "muted", wrap=True)
        self.report.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _arrange(self) -> None:
        form = form_layout()
        form.addRow("Kind", self.kind)
        form.addRow("", self.help)
        form.addRow("Weights", self.chooser)
        form.addRow("", self.for_use)
        form.addRow("File", row((self.place, 1), self.browse, gap=8))
        self._form = form
        parts = (form, self.phase, self.bar, self.report, STRETCH, self._buttons())
        column(*parts, on=self, rim=(18, 16, 18, 14), gap=10)
        self.resize(px(640), self.sizeHint().height())

    def _buttons(self) -> DialogButtons:
        box = DialogButtons(self)
        self.export_button = box.primary("Export", self.wanted.emit, "exportModelFile")
        self.folder_button = box.other("Show the folder", self.folder_wanted.emit)
        self.cancel_button = box.last
        return box

    # ------------------------------------------------------------ what is shown

    def _show_kind(self) -> None:
        each, refusal = self.format, self.format.refusal(install_command)
        self.state = ASKING
        self.help.setObjectName("wrongWords" if refusal else "muted")
        self.help.style().unpolish(self.help)
        self.help.style().polish(self.help)
        self.help.setText(refusal or f"{each.help[:1].upper()}{each.help[1:]}.")
        self.place.setText(str(_with_suffix(Path(self.place.text()), each)))
        self._say("", good=True)
        self._show_state()

    def _show_weights(self) -> None:
        self.chooser.setCurrentIndex(self._last)
        self.chooser.setToolTip(plain_tip(self.weights.words))
        self._form.setRowVisible(self.for_use, has_training_only(self.weights.document))

    def _show_state(self) -> None:
        working = self.state == WORKING
        fields = (self.kind, self.chooser, self.for_use, self.place, self.browse)
        for field in fields:
            field.setEnabled(not working)
        self.phase.setVisible(working)
        self.bar.setVisible(working)
        self.report.setVisible(not working and bool(self.report.text()))
        self.export_button.setEnabled(not working and not self.format.missing)
        self.export_button.setText("Export again" if self.state == DONE else "Export")
        self.folder_button.setVisible(self.state == DONE)
        self.cancel_button.setText("Close" if self.state == DONE else "Cancel")
        self._fit()

    def _fit(self) -> None:
        """Grow where words need more lines."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wanted = max(layout.heightForWidth(self.width()), layout.minimumSize().height())
            if wanted > self.height():
                self.resize(self.width(), wanted)

    def _say(self, words: str, good: bool) -> None:
        self.report.setObjectName("" if good else "wrongWords")
        self.report.style().unpolish(self.report)
        self.report.style().polish(self.report)
        self.report.setText(words)

    def _fill_chooser(self) -> None:
        self.chooser.clear()
        self.chooser.addItems([each.words for each in self._weights])
        self.chooser.addItem(FROM_FILE)

    # ------------------------------------------------------------ questions

    def _choose_weights(self, at: int) -> None:
        if at < len(self._weights):
            self._last = at
            self._show_weights()
            return
        self.chooser.setCurrentIndex(self._last)
        patterns = " ".join(f"*{suffix}" for suffix in WEIGHT_SUFFIXES)
        folder = str(self.path.parent)
        name, _ = QFileDialog.getOpenFileName(
            self, "Weights from a file", folder, f"Weights ({patterns})"
        )
        if name:
            self.file_chosen.emit(Path(name))

    def _browse(self) -> None:
        pattern = f"{self.format.title} (*{self.format.suffix})"
        name, _ = QFileDialog.getSaveFileName(
            self,
            "Export a model file",
            str(self.path),
            pattern,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self.place.setText(str(_with_suffix(Path(name), self.format)))


def _with_suffix(path: Path, format_: ModelFormat) -> Path:
    """Return a path with the suffix of a kind in place of that of another."""
    known = format_of(path)
    stem = path.name
    if known is not None and stem.lower().endswith(known.suffix):
        stem = stem[: -len(known.suffix)]
    return path.with_name(f"{stem or 'model'}{format_.suffix}")
