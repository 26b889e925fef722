"""The forms of the training and the data panel, made of the declarations in `blocks.settings.declarations`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.forms.form import ParameterForm
from app.project.project import Project
from app.widgets.escape import forget_typing
from app.widgets.layouts import STRETCH, column
from blocks.document.edits import Edit, SetSettings
from blocks.errors import InvalidValue
from blocks.parameters import Choice, Parameter
from blocks.settings.declarations import TRAINING, Settings
from blocks.settings.optimizers import OPTIMIZERS
from blocks.values.values import Configured, Value
from canvas.links import Links


class SettingsForm(QWidget):
    """Edits settings of a project; every change is an undo step.

    What a subclass says: which parameters there are, how they are read and how they are changed.
    """

    label = "settings"

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links = Links()
        self._declared: tuple[Parameter, ...] = ()
        self.form: ParameterForm | None = None
        self._column = column(STRETCH, on=self)
        self.set_project(project)

    def set_project(self, project: Project) -> None:
        """Edit another project."""
        self.project = project
        forget_typing(self)
        self._links.clear()
        self._links.connect(project.document.changed, self._follow)
        self.refresh()

    def parameters(self) -> tuple[Parameter, ...]:
        """Return what can be edited now."""
        raise NotImplementedError

    def values(self) -> Mapping[str, Value]:
        """Return the value of every parameter."""
        raise NotImplementedError

    def changed(self, name: str, value: Value) -> Settings:
        """Return the settings with one value changed; raises `InvalidValue`."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show the project's settings."""
        wanted = self.parameters()
        if self.form is None or wanted != self._declared:
            self._build(wanted)
        assert self.form is not None
        self.form.bind(self.label, self.values())

    def change(self, name: str, value: Value, more: bool = False) -> None:
        """Give a setting a value.

        Args:
            name: the setting.
            value: the new value.
            more: more of the same may follow at once and belongs to the same undo step.
        """
        title = next((p.title or p.name for p in self._declared if p.name == name), name)
        try:
            new = self.changed(name, value)
        except InvalidValue as error:
            if self.form is not None:
                self.form.fields[name].refuse(str(error))
            return
        merge = f"{self.label}.{name}" if more else ""
        self.project.change_settings(f"change {title.lower()}", new, merge)

    def _follow(self, edits: Sequence[Edit]) -> None:
        if any(isinstance(edit, SetSettings) for edit in edits):  # and not for every drag
            self.refresh()

    def _build(self, parameters: tuple[Parameter, ...]) -> None:
        open_ = self.form is not None and self.form.more.isChecked()
        focused = self.form.focused() if self.form is not None else ""
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self._declared = parameters
        self.form = ParameterForm(parameters, self)
        self.form.changed.connect(self.change)
        self.form.reset.connect(self._reset)
        self.form.left.connect(lambda: self.project.history.seal())
        if open_:
            self.form.unfold()
        self._column.insertWidget(0, self.form)
        self.form.take_focus(focused)

    def _reset(self, name: str) -> None:
        parameter = next(p for p in self._declared if p.name == name)
        self.change(name, parameter.start)


class TrainingForm(SettingsForm):
    """Loss, optimizer with its arguments, metrics and the rest."""

    label = "training"

    def parameters(self) -> tuple[Parameter, ...]:
        """Return the training settings; the optimizer's own arguments follow its name."""
        found: list[Parameter] = []
        later: list[Parameter] = []
        for parameter in TRAINING:
            if parameter.name != "optimizer":
                found.append(parameter)
                continue
            found.append(_choice_of_optimizer(parameter))
            for argument in OPTIMIZERS.members[self._optimizer()]:
                titled = replace(argument, title=argument.name.replace("_", " ").capitalize())
                (found if argument.front else later).append(titled)
        return (*found, *later)

    def values(self) -> Mapping[str, Value]:
        """Return the settings, the optimizer and its arguments separate."""
        settings = self.project.settings
        values = {parameter.name: settings.of_training(parameter.name) for parameter in TRAINING}
        chosen = values["optimizer"]
        arguments = dict(chosen.arguments) if isinstance(chosen, Configured) else {}
        for parameter in OPTIMIZERS.members[self._optimizer()]:
            values[parameter.name] = arguments.get(parameter.name, parameter.start)
        return values | {"optimizer": self._optimizer()}

    def changed(self, name: str, value: Value) -> Settings:
        """Return the settings with one value changed, also one of the optimizer's."""
        settings = self.project.settings
        if name == "optimizer":
            return settings.with_training(optimizer=_plain(str(value), {}))
        own = {parameter.name: parameter for parameter in OPTIMIZERS.members[self._optimizer()]}
        if name not in own:
            return settings.with_training(**{name: value})
        chosen = settings.of_training("optimizer")
        arguments = dict(chosen.arguments) if isinstance(chosen, Configured) else {}
        arguments[name] = own[name].validate(value)
        kept = {key: item for key, item in arguments.items() if not own[key].is_default(item)}
        ordered = {key: kept[key] for key in own if key in kept}
        return settings.with_training(optimizer=_plain(self._optimizer(), ordered))

    def _optimizer(self) -> str:
        """Return the class name of the optimizer."""
        chosen = self.project.settings.of_training("optimizer")
        name = chosen.name if isinstance(chosen, Configured) else str(chosen)
        name = OPTIMIZERS.aliases.get(name, name)
        return name if name in OPTIMIZERS.members else "Adam"


def _choice_of_optimizer(parameter: Parameter) -> Parameter:
    """Declare the optimizer's class name alone; its arguments have fields of their own."""
    return Choice(
        name=parameter.name,
        title=parameter.title,
        choices=tuple(OPTIMIZERS.members),
        default="Adam",
        front=True,
        help=parameter.help,
    )


def _plain(name: str, arguments: Mapping[str, Value]) -> Value:
    """Write an optimizer by its short name where it has no arguments of its own."""
    if arguments:
        return Configured(name, tuple(arguments.items()))
    return next((short for short, long in OPTIMIZERS.aliases.items() if long == name), name)


class DataForm(SettingsForm):
    """A form for the preparation of the chosen data; only settings that have a meaning for them are shown.

    Args:
        project: whose settings they are.
        declared: every data setting that the form may show.
        shown: says which of them mean something now.
        parent: the widget that it belongs to.
    """

    label = "data"

    def __init__(
        self,
        project: Project,
        declared: Sequence[Parameter],
        shown: Callable[[str], bool],
        parent: QWidget | None = None,
    ) -> None:
        self._all, self._shown = tuple(declared), shown
        super().__init__(project, parent)

    def parameters(self) -> tuple[Parameter, ...]:
        """Return the settings that mean something for the chosen data."""
        return tuple(parameter for parameter in self._all if self._shown(parameter.name))

    def values(self) -> Mapping[str, Value]:
        """Return the data settings."""
        return {each.name: self.project.settings.of_data(each.name) for each in self._all}

    def changed(self, name: str, value: Value) -> Settings:
        """Return the settings with one value changed."""
        return self.project.settings.with_data(**{name: value})
