"""The right side of the start dialog: what a template is, and the size that it shall have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from app.files.template_rows import Pictures
from app.look.figures import count_text, short_count
from app.templates.catalog import Figures, Template, figures_of, notes_words, open_template
from app.templates.metaparameter_fields import MetaparameterField, metaparameter_field, typed
from app.templates.start import TemplateStart, begin, read_value
from app.widgets.layouts import STRETCH, column, emptied
from app.widgets.parts import restyle, with_name
from app.widgets.wrapping import WrappingRow
from app.widgets.wrapping_radio import WrappingRadio
from blocks.document.document import Document
from blocks.errors import NetwrightError
from blocks.settings.datasets import describe_bundled
from blocks.values.shapes import shape_text
from blocks.values.values import Value
from canvas.later import Later
from canvas.theme.measure import px, sized
from canvas.theme.plain_text import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

FULL, SMALL = "full", "small"
_PICTURE = 460, 200
_HELP = 100
"""Least width of the help beside a field, in pixels at 100 %; where it has less it stands below."""
_WAIT = 150
"""Milliseconds after a key before the model is checked."""


class TemplatePage(QScrollArea):
    """Shows one template.

    Signals:
        usable (bool): whether a project can be made with the values that are there.
    """

    usable = Signal(bool)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("templatePage")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._pictures = pictures
        self._template: Template | None = None
        self._start: TemplateStart | None = None
        self.fields: dict[str, MetaparameterField] = {}
        self._timer = Later(self, self.check_now, _WAIT)
        self._build()

    def _build(self) -> None:
        inner = QWidget(self)
        self.picture = PlainLabel(inner)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.title = _label("heading", inner)
        self.text = _label("templateText", inner)
        self.paper = _label("muted", inner)
        self.notes = _label("templateNotes", inner)
        self.figures = _label("templateFigures", inner)
        self.sizes = QButtonGroup(self)
        self.full, self.small = WrappingRadio(inner), WrappingRadio(inner)
        for button, name in ((self.full, FULL), (self.small, SMALL)):
            self.sizes.addButton(with_name(button, f"{name}Size"))
        self.values = QWidget(inner)
        self.form = column(on=self.values, gap=6)
        self.words = _label("templateWords", inner)
        words = self.picture, self.title, self.text, self.paper, self.notes, self.figures
        size = self.full, self.small, self.values, self.words
        column(*words, 4, *size, STRETCH, on=inner, rim=(4, 0, 10, 0), gap=8)
        self.setWidget(inner)
        self.sizes.buttonClicked.connect(lambda _: self._choose_size())

    # ------------------------------------------------------------ what is shown

    def show_template(self, template: Template | None) -> None:
        """Show a template at its full size, or what an empty project is."""
        self._template, self._start = template, None
        self._timer.stop()
        everything = (self.picture, self.paper, self.notes, self.figures, self.full, self.small)
        for widget in (*everything, self.values, self.words):
            widget.setVisible(template is not None)
        if template is None:
            self.title.setText("Empty project")
            self.text.setText("A blank canvas. Drag blocks from the left, or press Tab to search.")
            self.usable.emit(True)
            return
        self._draw()
        self.title.setText(template.title)
        self.text.setText(template.description)
        self.paper.setText(template.paper)
        self.paper.setVisible(bool(template.paper))
        self.notes.setText(notes_words(template))
        self.notes.setVisible(bool(template.notes))
        self._fill_form(template)
        self._name_sizes(template)
        self.full.setChecked(True)
        self.check_now()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        """Show the template's picture, as large as there is room."""
        if self._template is not None:
            size = sized(*_PICTURE)
            room = max(self.viewport().width() - px(16), 1)
            if room < size.width():
                size = QSize(room, size.height() * room // size.width())
            ratio = self.devicePixelRatioF()
            self.picture.setPixmap(self._pictures.of(self._template.name, size, ratio))

    def document(self) -> Document | None:
        """Return the project as it shall begin; ``None`` for an empty one."""
        if self._template is None:
            return None
        self._timer.stop()
        self.check_now()
        return self._start.document if self._start else None

    def check_now(self) -> None:
        """Make the project with the values that are there, and show what comes of it."""
        template = self._template
        if template is None:
            return
        document = open_template(template.name)
        wrong = ""
        values: dict[str, Value] = {}
        known = document.model.environment()
        for name, field in self.fields.items():
            try:
                value = read_value(document, name, field.text())
                values |= {name: value} if value != known[name] else {}
                _mark(field, "")
            except NetwrightError as error:
                wrong = wrong or str(error)
                _mark(field, str(error))
        self._start = None if wrong else begin(document, values)
        if self._start is None:
            self._tell(wrong[:1].upper() + wrong[1:] + ".", bad=True)
        else:
            self._show_start(self._start)
        self.usable.emit(self._start is not None and not self._start.problems)

    def _show_start(self, start: TemplateStart) -> None:
        self.figures.setText(figure_words(figures_of(start.document)))
        if start.problems:
            self._tell(start.problems[0], bad=True)
            return
        settings = start.document.settings
        data = describe_bundled(settings)
        if data is None or start.misfit:
            self._tell("No bundled data fit this size: choose data of your own to train it.")
            return
        epochs = settings.of_training("epochs")
        self._tell(
            f"Comes with data: {data.title}, {count_text(data.count)} examples, {epochs} epochs."
        )

    def _tell(self, words: str, bad: bool = False) -> None:
        self.words.setText(words)
        restyle(self.words, bad=bad)

    # ------------------------------------------------------------ size

    def _fill_form(self, template: Template) -> None:
        emptied(self.form)
        self.fields = {}
        wide = self.fontMetrics().horizontalAdvance
        widest = max((wide(meta.name) for meta in template.metaparameters), default=0) + px(2)
        for meta in template.metaparameters:
            field = metaparameter_field(meta, self.values)
            field.textEdited.connect(lambda _: self._typing())
            self.fields[meta.name] = field
            name, words = PlainLabel(meta.name), _label("muted", self.values, meta.parameter.help)
            name.setMinimumWidth(widest)
            words.setMinimumWidth(px(_HELP))
            row = WrappingRow(words, self.values, gap=10)
            row.add(name, field, words)
            self.form.addWidget(row)
        self.values.setVisible(bool(template.metaparameters))

    def _name_sizes(self, template: Template) -> None:
        small = template.small
        several = small is not None and bool(small.set)
        self.full.setVisible(several)
        self.small.setVisible(several)
        if small is None or not several:
            return
        self.full.setText(f"Full size ({_size_words(open_template(template.name))})")
        start = begin(open_template(template.name), small.set)
        data = f", {start.data.split()[0]}" if start.data else ""
        inputs = ", ".join(map(shape_text, figures_of(start.document).inputs))
        self.small.setText(f"Trains here in under a minute ({inputs}{data})")

    def _choose_size(self) -> None:
        template = self._template
        if template is None:
            return
        chosen = template.small.set if template.small and self.small.isChecked() else {}
        for meta in template.metaparameters:
            self.fields[meta.name].setText(typed(chosen.get(meta.name, meta.value)))
        self.check_now()

    def _typing(self) -> None:
        """A size of one's own is neither of the two."""
        self.sizes.setExclusive(False)
        self.full.setChecked(False)
        self.small.setChecked(False)
        self.sizes.setExclusive(True)
        self._timer.start()


def figure_words(figures: Figures) -> str:
    """Say what the check found, in a line."""
    inputs = ", ".join(map(shape_text, figures.inputs))
    trained = ""
    if figures.trainable != figures.parameters:
        trained = f" ({count_text(figures.trainable)} trainable)"
    adds = short_count(figures.multiply_adds)
    return f"Input {inputs} · {count_text(figures.parameters)} parameters{trained} · {adds} multiply-adds"


def _size_words(document: Document) -> str:
    inputs = ", ".join(map(shape_text, figures_of(document).inputs))
    classes = document.model.environment().get("classes")
    return f"{inputs}, {classes:,} classes" if isinstance(classes, int) and classes else inputs


def _mark(field: QWidget, wrong: str) -> None:
    if field.property("wrong") != bool(wrong):
        restyle(field, wrong=bool(wrong))


def _label(name: str, parent: QWidget, text: str = "") -> QLabel:
    label = with_name(PlainLabel(text, parent), name)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    return label
