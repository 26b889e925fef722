"""A project from a bundled template: its metaparameters set, and with data where some fit its size. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.project.project import Project
from app.templates.catalog import Small, forget_small, small_of
from blocks.commands.blocks import set_metaparameter
from blocks.document.document import Document
from blocks.errors import InvalidValue, NetwrightError
from blocks.graph.graph import Metaparameter
from blocks.inference.wording import describe
from blocks.types.problems import Severity
from blocks.values.expressions import resolve
from blocks.values.literals import limits_text, show
from blocks.values.values import Value, has_expression


@dataclass(frozen=True, slots=True)
class TemplateStart:
    """A project as it begins.

    Attributes:
        document: model and settings.
        data: title of the bundled data that were taken over for its size; empty for none.
        misfit: why the data do not fit, in words; empty where they do, or where there are none.
        problems: why there is no model with these values, in words.
    """

    document: Document
    data: str = ""
    misfit: str = ""
    problems: tuple[str, ...] = ()


def begin(document: Document, values: Mapping[str, Value]) -> TemplateStart:
    """Make a project of a template; with no values it stays as it is written.

    Args:
        document: the template, freshly read; it becomes the project.
        values: metaparameters to set.

    Raises:
        InvalidValue: there is no such metaparameter, or it cannot take the value.
    """
    small = small_of(document)
    forget_small(document)
    for name, value in values.items():
        document.apply(set_metaparameter(document, name, value))
    project = Project(document)
    serious = (Severity.ERROR, Severity.UNFINISHED)
    problems = [each for each in project.problems() if each.severity in serious]
    if values and problems:
        return TemplateStart(
            document, problems=tuple(describe(each, project.checker) for each in problems)
        )
    if values and small is not None:
        misfit = _take_data(project, small)
        if not misfit and project.data is not None:
            return TemplateStart(document, data=project.data.title)
        return TemplateStart(document, misfit=misfit)
    return TemplateStart(document, misfit=_misfit(project))


def rest_of_small(document: Document, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return what else belongs to a template's small size, where input and classes of that size were asked for.

    Some networks train in under a minute only when they are narrower as well. Whoever asks for something that is
    not of the small size keeps all else as it is.
    """
    small = small_of(document)
    asked = {name: small.set[name] for name in ("input", "classes") if name in small.set} if small else {}  # fmt: skip
    if small is None or not asked.items() <= values.items() <= small.set.items():
        return {}
    return {name: value for name, value in small.set.items() if name not in values}


def read_values(document: Document, assignments: Sequence[str]) -> dict[str, Value]:
    """Read ``input=32`` and the like as values of a template's metaparameters.

    Raises:
        InvalidValue: a text is no such thing, or the metaparameter cannot take it.
    """
    values: dict[str, Value] = {}
    for text in assignments:
        name, sign, typed = text.partition("=")
        if not sign:
            raise InvalidValue(f"{text!a} is not of the form NAME=VALUE")
        values[name.strip()] = read_value(document, name.strip(), typed)
    return values


def read_value(document: Document, name: str, typed: str) -> Value:
    """Read what a person typed for one metaparameter; raises `InvalidValue`."""
    known = {meta.name: meta.parameter for meta in document.model.metaparameters}
    if name not in known:
        raise InvalidValue(f"there is no metaparameter {name!a}")
    value = known[name].parse(typed)
    if has_expression(value):
        raise InvalidValue(f"{name} must be {known[name].expects()}, not {typed.strip()}")
    return value


def metaparameter_words(meta: Metaparameter) -> str:
    """Say what a metaparameter can be: ``input = 224 (from 32 to 512)``."""
    parameter = meta.parameter
    limits = limits_text(getattr(parameter, "minimum", None), getattr(parameter, "maximum", None))
    choices = ", ".join(getattr(parameter, "choices", ()))
    range_words = limits.strip() or choices
    return f"{meta.name} = {show(meta.value)}" + (f" ({range_words})" if range_words else "")


def _take_data(project: Project, small: Small) -> str:
    """Give the project the data and training of its small size; where they do not fit, say why and leave it."""
    document, before = project.document, project.settings
    environment = document.model.environment()
    try:
        data = {name: resolve(value, environment) for name, value in small.data.items()}
        document.settings = replace(before, data={}, training={}).with_data(**data)
        training = {name: resolve(value, environment) for name, value in small.training.items()}
        document.settings = document.settings.with_training(**{**before.training, **training})
        project.read_data()
        words = _misfit(project)
    except (NetwrightError, KeyError) as error:
        words = str(error)
    if words:
        document.settings = before
        project.read_data()
    return words


def _misfit(project: Project) -> str:
    """Say why the model does not fit the chosen data; empty where it does."""
    if project.data is None:
        return ""
    wrong = [each for each in project.problems() if each.severity is Severity.TRAINING]
    return describe(wrong[0], project.checker) if wrong else ""
