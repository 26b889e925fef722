"""From a project to its Python script: what the code panel, the export command and the demo share. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.project.project import Project
from app.system.errors import UserError
from app.system.installation import own_command
from blocks.commands.training_outputs import for_use
from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.inference.wording import describe
from blocks.settings.datasets import DataDescription
from blocks.types.problems import Problem, Severity
from exporters.python.source_map import SourceMap
from exporters.styles.options import AS_DRAWN, DEFAULTS, NOTEBOOK, ExportOptions, Style
from exporters.text.literals import EmitError

if TYPE_CHECKING:
    from exporters.data.steps import DataPlan
    from exporters.plan.tree import Plan

Written = TypeVar("Written")

BLOCKING = (Severity.ERROR, Severity.UNFINISHED)
"""With these there is no model; a model that does not fit its data still has a script."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A project as it was at one moment; nothing in it changes, so that a thread may read it.

    Attributes:
        document: model and settings.
        data: what is known of the chosen data.
        folder: where the project file lies; relative paths of data start there.
        options: how it is written.
        for_use: leave out the outputs that are for training only.
    """

    document: Document
    data: DataDescription | None
    folder: Path | None
    options: ExportOptions = DEFAULTS
    for_use: bool = False

    @property
    def trains_mixed(self) -> bool:
        """Whether the project trains in mixed precision."""
        return bool(self.document.settings.of_training("mixed_precision"))


def snapshot(project: Project, options: ExportOptions = DEFAULTS) -> Snapshot:
    """Copy what a script depends on."""
    folder = project.path.parent if project.path else None
    return Snapshot(copy_document(project.document), project.data, folder, options)


def script_of(source: Snapshot) -> str:
    """Write the script, or the notebook, of a project that has no blocking problem.

    Raises:
        UserError: the package that writes notebooks is missing.
        EmitError: the model cannot be written with these options; the text says why.
    """
    if source.options.scope != NOTEBOOK:
        from exporters.python.script import write_script

        return _written(source, partial(_script, write_script))
    from exporters.python.notebook import write_notebook

    try:
        return _written(source, write_notebook)
    except ModuleNotFoundError as error:
        words = f"A notebook needs the Python package {error.name}."
        remedy = f"Run '{own_command('doctor')}' to see how to install it."
        raise UserError(words, remedy) from error


def shown_text(text: str, options: ExportOptions) -> str:
    """Return what a person is shown of it: of a notebook its cells as one Python text."""
    if options.scope != NOTEBOOK:
        return text
    from exporters.python.notebook import as_script

    return as_script(text)


def mapped_script_of(source: Snapshot) -> tuple[str, SourceMap]:
    """Write the same script, and say which line is for which block."""
    from exporters.python.script import write_mapped_script

    return _written(source, partial(_script, write_mapped_script))


def fitting_script_of(source: Snapshot) -> str:
    """Write the script, procedural where the chosen style does not fit the model."""
    try:
        return script_of(source)
    except EmitError:
        return script_of(in_any_case(source))


def in_any_case(source: Snapshot) -> Snapshot:
    """Return the snapshot to be written in the style and form that every model has."""
    options = replace(source.options, style=Style.FUNCTIONS, form=AS_DRAWN)
    return replace(source, options=options)


def _script(
    write: Callable[..., Written], plan: Plan, data: DataPlan | None, options: ExportOptions
) -> Written:
    return write(plan, data, options=options)


def _written(source: Snapshot, write: Callable[..., Written]) -> Written:
    from exporters.data.make import MissingArrayError, make_data_plan
    from exporters.plan.make import make_plan

    document = for_use(source.document) if source.for_use else source.document
    plan = make_plan(document, data=source.data, for_use=source.for_use)
    if source.data is None or source.options.model_only:
        return write(plan, None, source.options)
    try:
        data = make_data_plan(plan.settings, source.data, source.folder, plan.needs)
    except MissingArrayError:  # a problem says so; the script leaves the loading to its reader
        return write(replace(plan, data=None), None, source.options)
    return write(plan, data, source.options)


def refusals(source: Snapshot) -> dict[Style, str]:
    """Say for every style that does not fit the model why, in a sentence."""
    from exporters.plan.make import make_plan
    from exporters.styles.apply import style_reason

    plan = make_plan(source.document, data=source.data, for_use=source.for_use)
    found = {style: style_reason(plan, style) for style in Style}
    return {style: reason for style, reason in found.items() if reason}


def blocking(project: Project) -> list[Problem]:
    """Return the problems that stand in the way of a script."""
    return [problem for problem in project.problems() if problem.severity in BLOCKING]


def missing_words(project: Project) -> str:
    """Say in a sentence what a script still needs; empty where it needs nothing."""
    found = blocking(project)
    if not found:
        return ""
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    return describe(found[0], project.checker).rstrip(".") + more + "."
