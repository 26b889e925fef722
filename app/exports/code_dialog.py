"""The export of code: style and options at the left, what will be written at the right, live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from app.actions.words import heading_of
from app.code.highlight import Reader
from app.code.view import CodeView
from app.exports.preview import ScriptPreview, preview_of
from app.frame.from_thread import Latest
from app.project.scripts import Snapshot
from app.widgets.calm import CalmCombo
from app.widgets.dialog_parts import DialogButtons, form_layout, give_size
from app.widgets.focus_order import Dialog
from app.widgets.layouts import STRETCH, column, row
from app.widgets.parts import label
from blocks.parameters import Choice
from canvas.theme.measure import px
from canvas.theme.plain_text import PlainLabel, plain_tip
from canvas.theme.themes import Theme
from exporters.styles.options import NOTEBOOK, OPTIONS, TITLES, ExportOptions, Style

_WIDTH, _HEIGHT = 1100, 720
_LEFT = 300
_TRAINED_SO = "The project trains in mixed precision, and so does its script."


class ExportDialog(Dialog):
    """Asks how the code is to be written, and shows it.

    Signals:
        save_wanted: the text is to be written to a file.
        copied: the text is on the clipboard.

    Attributes:
        text: what is written: Python, or a notebook as JSON; empty while there is none.
        refusals: styles that do not fit the model, with the reason.
    """

    save_wanted = Signal()
    copied = Signal()

    def __init__(
        self,
        source: Snapshot,
        refusals: Mapping[Style, str],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Ask.

        Args:
            source: the project as it is, with the options of the last time.
            refusals: styles that do not fit the model, with the reason.
            theme: colours of the code.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle(heading_of("export.python"))
        self.text = ""
        self.refusals = dict(refusals)
        self._source = source
        self._fields: dict[str, QComboBox | QCheckBox] = {}
        self._styles = QButtonGroup(self)
        self.view = CodeView(theme, self)
        self.status = label("", "muted")
        self._reader = Reader()
        self._preview = Latest(self, "preview", self._show, self._fail)
        self._asking = False
        self._arrange()
        self._fill(source.options)
        self._asking = True
        self._refresh()

    @property
    def options(self) -> ExportOptions:
        """The options that are chosen."""
        values: dict[str, object] = {"style": self.style_buttons[self._styles.checkedId()].value}
        for name, field in self._fields.items():
            values[name] = (
                field.currentData() if isinstance(field, QComboBox) else field.isChecked()
            )
        return ExportOptions.of(values)

    @property
    def suffix(self) -> str:
        """The suffix of the file's name, with its dot."""
        return ".ipynb" if self.options.scope == NOTEBOOK else ".py"

    @property
    def style_buttons(self) -> tuple[Style, ...]:
        """The styles in the order of their buttons."""
        return tuple(Style)

    def button_of(self, style: Style) -> QRadioButton:
        """Return the button of a style."""
        found = self._styles.button(self.style_buttons.index(style))
        assert isinstance(found, QRadioButton)
        return found

    def field(self, name: str) -> QComboBox | QCheckBox:
        """Return the field of an option."""
        return self._fields[name]

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)
        self.status.setText("It is on the clipboard.")
        self.copied.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        chosen = self.button_of(self.options.style)
        chosen.setFocus()
        self.area.ensureWidgetVisible(chosen)

    # ------------------------------------------------------------ the preview

    def _refresh(self) -> None:
        if not self._asking:  # the fields are being filled
            return
        self._enable(False)
        source = replace(self._source, options=self.options)
        self._preview.ask(partial(preview_of, source, self._reader))

    def _show(self, found: ScriptPreview) -> None:
        self.text, shown = found.text, found.shown
        self.view.highlighter.set_faded(False)
        self.view.show_code(shown, found.spans)
        lines = len(shown.splitlines())
        cells = f", {shown.count('# %%'):,} cells" if self.options.scope == NOTEBOOK else ""
        self.status.setText(f"{lines:,} lines{cells}")
        self._enable(True)

    def _fail(self, error: Exception) -> None:
        self.text, reason = "", str(error)
        self.view.highlighter.set_faded(True)
        self.status.setText(reason)
        self.status.setToolTip(plain_tip(reason))

    def _enable(self, on: bool) -> None:
        self.save_button.setEnabled(on)
        self.copy_button.setEnabled(on)

    # ------------------------------------------------------------ parts

    def _arrange(self) -> None:
        choices = QWidget(self)
        choices.setObjectName("exportOptions")
        styles = [
            part
            for number, style in enumerate(self.style_buttons)
            for part in self._style(number, style)
        ]
        heading = label("Style", "heading")
        rim = (18, 16, 14, 14)
        column(heading, *styles, 10, self._form(), STRETCH, on=choices, rim=rim, gap=4)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(choices)
        self.area = area
        area.setFixedWidth(px(_LEFT) + area.verticalScrollBar().sizeHint().width())
        top = row(area, (self.view, 1), gap=0)
        bottom = row((self.status, 1), self._buttons(), rim=(18, 10, 18, 14))
        column((top, 1), bottom, on=self, gap=0)
        give_size(self, _WIDTH, _HEIGHT)

    def _style(self, number: int, style: Style) -> tuple[QWidget, QWidget, int]:
        reason = self.refusals.get(style, "")
        button = QRadioButton(style.title, self)
        button.setObjectName(f"style_{style.value}")
        button.setEnabled(not reason)
        self._styles.addButton(button, number)
        words = reason or f"{style.help[:1].upper()}{style.help[1:]}."
        button.setToolTip(plain_tip(words))
        button.setAccessibleDescription(words)
        button.toggled.connect(lambda on: self._refresh() if on else None)
        help_ = label(words, "muted", wrap=True)
        help_.setIndent(px(24))
        help_.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        help_.setEnabled(not reason)
        return button, help_, 4

    def _form(self) -> QFormLayout:
        form = form_layout()
        for option in OPTIONS:
            if option.name == "style":
                continue
            field = self._field(option if isinstance(option, Choice) else None)
            field.setToolTip(plain_tip(option.help))
            field.setObjectName(f"export_{option.name}")
            if isinstance(field, QCheckBox):
                field.setText(option.title)
                form.addRow(field)
            else:
                words = PlainLabel(option.title)
                words.setBuddy(field)
                form.addRow(words, field)
            self._fields[option.name] = field
        return form

    def _field(self, choice: Choice | None) -> QComboBox | QCheckBox:
        if choice is None:
            box = QCheckBox(self)
            box.toggled.connect(lambda _: self._refresh())
            return box
        combo = CalmCombo(self)
        combo.setAccessibleName(choice.title)
        for value in choice.choices:
            combo.addItem(TITLES[value], value)
        combo.currentIndexChanged.connect(lambda _: self._refresh())
        return combo

    def _buttons(self) -> DialogButtons:
        box = DialogButtons(self, "Close")
        self.save_button = box.primary("Save...", self.save_wanted.emit, "saveExport")
        self.copy_button = box.other("Copy", self.copy, "copyExport")
        return box

    # ------------------------------------------------------------ what is chosen

    def _fill(self, options: ExportOptions) -> None:
        """Show the options of the last time, as far as they fit."""
        style = options.style if options.style not in self.refusals else Style.FUNCTIONS
        self.button_of(style).setChecked(True)
        for name, value in options.values().items():
            field = self._fields.get(name)
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(value)))
            elif isinstance(field, QCheckBox):
                field.setChecked(bool(value))
        mixed = self._fields["mixed_precision"]
        if isinstance(mixed, QCheckBox) and self._source.trains_mixed:
            mixed.setChecked(True)
            mixed.setEnabled(False)
            mixed.setToolTip(plain_tip(_TRAINED_SO))
