"""The outputs of a model with several: loss, metrics, weight, and whether an output is for training only."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QWidget

from app.forms.field import Field
from app.frame.links import WhenSeen
from app.project.project import Project
from app.widgets.elided import WholeLabel
from app.widgets.escape import forget_typing
from app.widgets.layouts import column, row
from app.widgets.parts import label
from blocks.check.outputs import Output, last_activation, output_names, wired_outputs
from blocks.errors import InvalidValue
from blocks.parameters import Parameter
from blocks.settings.declarations import OUTPUT
from blocks.settings.defaults import resolved_loss
from blocks.values.values import Value
from canvas.links import Links
from canvas.theme.measure import px
from canvas.theme.plain_text import plain_tip

SOON = 40
"""Milliseconds after an edit before the outputs are looked for again."""

SHARES = {"loss": 5, "metrics": 4, "loss_weight": 3}
"""The fields of an output from left to right, and how the width is shared out among them."""

_DECLARED: dict[str, Parameter] = {parameter.name: parameter for parameter in OUTPUT}


class OutputRow(QWidget):
    """One output: its name and a tick on the first line, its fields on the second."""

    def __init__(self, form: OutputsForm, output: Output) -> None:
        super().__init__(form)
        self._form, self.output = form, output
        self.name = WholeLabel()
        self.name.setObjectName("outputName")
        self.tick = QCheckBox(_DECLARED["training_only"].title, self)
        self.tick.setToolTip(plain_tip(_DECLARED["training_only"].help))
        self.tick.clicked.connect(lambda on: form.change(output, "training_only", on))
        self.fields = {name: Field(_DECLARED[name], self) for name in SHARES}
        for name, field in self.fields.items():
            field.changed.connect(
                lambda value, more, name=name: form.change(output, name, value, more)
            )
            field.reset.connect(lambda name=name: form.change(output, name, _DECLARED[name].start))
            field.left.connect(lambda: form.project.history.seal())
            field.input.setMinimumWidth(1)
            field.label.setParent(field)  # the headings name the fields, once for all rows
            field.label.hide()
        self._lay_out()

    def show_settings(self, name: str, tip: str) -> None:
        """Show what the project says of this output.

        Args:
            name: of the output.
            tip: what is in effect, in words.
        """
        settings = self._form.project.settings
        self.name.setText(name)
        self.name.setToolTip(plain_tip(tip))
        self.tick.setAccessibleName(f"{name}: training only")
        self.tick.setChecked(bool(settings.of_output(self.output.key, "training_only")))
        for key, field in self.fields.items():
            field.bind(self.output.key, settings.of_output(self.output.key, key))
            field.input.setAccessibleName(f"{name}: {_DECLARED[key].title}")

    def commit(self) -> None:
        """Take over what is being typed."""
        for field in self.fields.values():
            field.commit()

    def _lay_out(self) -> None:
        for name in SHARES:
            self.fields[name].setSizePolicy(
                QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
            )
        fields = row(*((self.fields[name], share) for name, share in SHARES.items()), gap=4)
        column(row((self.name, 1), self.tick, gap=8), fields, on=self, gap=3)


class OutputsForm(QWidget):
    """A row for every output; every change is an undo step."""

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.rows: list[OutputRow] = []
        self._links = Links()
        self._column = column(_headings(), on=self, gap=8)
        self._column.addStretch()
        self._update = WhenSeen(self, self.refresh, SOON)
        self.set_project(project)

    def set_project(self, project: Project) -> None:
        """Edit another project."""
        self.project = project
        forget_typing(self)
        self._links.clear()
        self._links.connect(project.document.changed, self._changed)
        self._links.connect(project.data_changed, self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the outputs that there are now."""
        graph, checker = self.project.document.model, self.project.checker
        outputs = wired_outputs(graph)
        if [each.output for each in self.rows] != list(outputs):
            self._build(outputs)
        names = output_names(graph, checker.names, outputs)
        for each, name in zip(self.rows, names, strict=True):
            each.show_settings(name, self._tip(each.output, name))

    def change(self, output: Output, name: str, value: Value, more: bool = False) -> None:
        """Give a setting of an output a value.

        Args:
            output: whose setting it is.
            name: the setting.
            value: the new value.
            more: more of the same may follow at once and belongs to the same undo step.
        """
        try:
            new = self.project.settings.with_output(output.key, **{name: value})
        except InvalidValue as error:
            found = next(each for each in self.rows if each.output == output)
            found.fields[name].refuse(str(error))
            return
        title = _DECLARED[name].title.lower()
        merge = f"output.{output.key}.{name}" if more else ""
        self.project.change_settings(f"change {title} of an output", new, merge)

    def commit(self) -> None:
        """Take over what is being typed."""
        for each in self.rows:
            each.commit()

    def _changed(self, *_: object) -> None:
        self._update.request()

    def _tip(self, output: Output, name: str) -> str:
        project = self.project
        data = project.data and project.data.for_output(name)
        activation = last_activation(project.checker, output.block, output.port)
        loss = resolved_loss(project.settings, data, activation, output.key)
        return f"{project.checker.label(output.block)}: ends in {activation}, loss {loss}"

    def _build(self, outputs: tuple[Output, ...]) -> None:
        for each in self.rows:
            self._column.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.rows = [OutputRow(self, output) for output in outputs]
        for each in self.rows:
            self._column.insertWidget(self._column.count() - 1, each)


def _headings() -> QGridLayout:
    """Name the fields once, above the first row."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(4))
    for at, (name, share) in enumerate(SHARES.items()):
        heading = label(_DECLARED[name].title, style="muted")
        heading.setToolTip(plain_tip(_DECLARED[name].help))
        grid.addWidget(heading, 0, at)
        grid.setColumnStretch(at, share)
    return grid
