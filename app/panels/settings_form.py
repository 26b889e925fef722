"""A form for the declarations in `blocks.settings`: the important ones in sight, the rest folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.panels.following import Links
from app.panels.widgets import label, link
from app.project import Project
from blocks.errors import InvalidValue
from blocks.parameters import Choice, Flag, Parameter, show
from blocks.values import Value

TRAINING_PART, DATA_PART = "training", "data"
"""The two parts of `blocks.settings.Settings` that have declarations."""


class SettingsForm(QWidget):
    """Edits the data or the training settings of a project, one undo step for each change."""

    def __init__(
        self, project: Project, part: str, parameters: Sequence[Parameter], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._part = part
        self._links = Links()
        self.rows = {each.name: _Row(each, self) for each in parameters}
        self.wrong = label(style="wrongWords", wrap=True)
        self.wrong.hide()
        front = [row for row in self.rows.values() if row.parameter.front]
        rest = [row for row in self.rows.values() if not row.parameter.front]
        self._rest = QWidget()
        self._more = link("", "Settings that seldom need a change", self._fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(_form(front))
        layout.addWidget(self.wrong)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._rest)
        layout.addStretch()
        self._rest.setLayout(_form(rest))
        self._names = ", ".join(row.parameter.title.lower() for row in rest)
        self._unfold(False)
        self._more.setVisible(bool(rest))
        self.set_project(project)

    def set_project(self, project: Project) -> None:
        """Edit another project."""
        self._project = project
        self._links.clear()
        self._links.connect(project.document.changed, self._refresh)
        self._refresh()

    def show_only(self, names: Sequence[str]) -> None:
        """Hide the settings that mean nothing now."""
        for name, row in self.rows.items():
            row.set_visible(name in names)

    def change(self, name: str, value: Value) -> None:
        """Give a setting a value, as an undo step."""
        settings, row = self._project.settings, self.rows[name]
        try:
            if self._part == TRAINING_PART:
                new = settings.with_training(**{name: value})
            else:
                new = settings.with_data(**{name: value})
        except InvalidValue as error:
            self.say(name, str(error))
            return
        self.say(name, "")
        self._project.change_settings(f"change {row.parameter.title.lower()}", replace(new))

    def say(self, name: str, words: str) -> None:
        """Show why a value was not taken; an empty text where it was."""
        row = self.rows[name]
        row.mark(bool(words))
        words = words.replace(name, row.parameter.title, 1)
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def _refresh(self, *_: object) -> None:
        of = self._project.settings
        read = of.of_training if self._part == TRAINING_PART else of.of_data
        for name, row in self.rows.items():
            row.show_value(read(name))

    def _fold(self) -> None:
        self._unfold(self._rest.isHidden())

    def _unfold(self, open_: bool) -> None:
        self._rest.setVisible(open_)
        self._more.setText("▾ fewer" if open_ else f"▸ {self._names}")


def _form(rows: Sequence[_Row]) -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(5)
    form.setHorizontalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    for row in rows:
        form.addRow(row.label, row.editor)
    return form


class _Row:
    """Label and editor of one setting."""

    def __init__(self, parameter: Parameter, form: SettingsForm) -> None:
        self.parameter = parameter
        self._form = form
        self.label = label(parameter.title or parameter.name, "heading-less")
        self.editor = self._make()
        self.label.setMinimumWidth(
            self.label.fontMetrics().horizontalAdvance("Steps per execution")
        )
        for widget in (self.label, self.editor):
            widget.setToolTip(parameter.help)

    def _make(self) -> QComboBox | QCheckBox | QLineEdit:
        if isinstance(self.parameter, Choice):
            box = QComboBox()
            for choice in self.parameter.choices:
                box.addItem(choice.replace("_", " "), choice)
            box.activated.connect(lambda: self._form.change(self.parameter.name, box.currentData()))
            return box
        if isinstance(self.parameter, Flag):
            check = QCheckBox()
            check.clicked.connect(lambda on: self._form.change(self.parameter.name, bool(on)))
            return check
        field = QLineEdit()
        if self.parameter.nullable:
            field.setPlaceholderText("none")
        field.editingFinished.connect(lambda: self._typed(field))
        return field

    def _typed(self, field: QLineEdit) -> None:
        if not field.isModified():
            return
        field.setModified(False)
        text = field.text().strip()
        try:
            value = self.parameter.parse(text) if text or not self.parameter.nullable else None
        except InvalidValue as error:
            self._form.say(self.parameter.name, str(error))
        else:
            self._form.change(self.parameter.name, value)

    def show_value(self, value: Value) -> None:
        """Show a setting's value."""
        if isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(self.editor.findData(value))
        elif isinstance(self.editor, QCheckBox):
            self.editor.setChecked(value is True)
        elif not self.editor.isModified():
            words = value if isinstance(value, tuple) else ()
            self.editor.setText(", ".join(map(show, words)) if words else _text(value))

    def set_visible(self, visible: bool) -> None:
        """Show or hide the row."""
        self.label.setVisible(visible)
        self.editor.setVisible(visible)

    def mark(self, wrong: bool) -> None:
        """Paint the editor red while its text cannot be taken."""
        self.editor.setProperty("wrong", wrong)
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)


def _text(value: Value) -> str:
    return "" if value is None else show(value)
