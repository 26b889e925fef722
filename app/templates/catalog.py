"""The bundled templates: project files in this package, opened like anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.system.errors import UserError
from blocks.document.document import Document
from blocks.errors import InvalidValue
from blocks.files.project_file import SUFFIX, read_project
from blocks.graph.graph import Metaparameter
from blocks.values.shapes import Shape
from blocks.values.values import Value, from_json

FOLDER = Path(__file__).parent

NOTES = "Mistakes in the handbook"
"""Title of a template's notes."""

NETWORKS, MODULES, FIRST = "Handbook networks", "Modules", "First steps"
GROUPS = (NETWORKS, MODULES, FIRST)
"""The groups of templates: a whole network, a part of one without a classifier, or something small to begin with."""


@dataclass(frozen=True, slots=True)
class Small:
    """The size at which a template trains on bundled data.

    Attributes:
        set: values of metaparameters.
        data: settings of the data, with expressions over the metaparameters.
        training: settings of the training.
    """

    set: dict[str, Value]
    data: dict[str, Value]
    training: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Template:
    """One bundled template.

    Attributes:
        name: what `netwright new` takes.
        title: words for people.
        description: one or two sentences.
        path: the project file.
        group: one of `GROUPS`.
        paper: where it comes from; may be empty.
        notes: what the handbook's code or text about it does not say as it is, each in a sentence or two.
        metaparameters: what can be set.
        small: the size that trains here; ``None`` where it has one size only.
    """

    name: str
    title: str
    description: str
    path: Path
    group: str
    paper: str
    notes: tuple[str, ...]
    metaparameters: tuple[Metaparameter, ...]
    small: Small | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The findings of the check about a template.

    Attributes:
        inputs: shape of each input.
        parameters: number of weights' values.
        trainable: those that training changes.
        multiply_adds: for one example; ``None`` where a size is open.
    """

    inputs: tuple[Shape | None, ...]
    parameters: int
    trainable: int
    multiply_adds: int | None


def names() -> list[str]:
    """Return the names of all templates, sorted."""
    return sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))


def templates() -> list[Template]:
    """Return all templates, sorted by name."""
    return [template_named(name) for name in names()]


def template_named(name: str) -> Template:
    """Return one template; raises `UserError` where there is none."""
    return describe_template(name, open_template(name))


def open_template(name: str) -> Document:
    """Return a fresh document from a template.

    Raises:
        UserError: there is none of that name.
    """
    if name not in names():
        import difflib

        close = difflib.get_close_matches(name, names(), n=3, cutoff=0.5)
        remedy = (
            f"Did you mean {' or '.join(close)}?" if close else f"There are: {', '.join(names())}."
        )
        raise UserError(f"There is no template {name!a}.", remedy)
    return read_project(FOLDER / f"{name}{SUFFIX}")


def describe_template(name: str, document: Document) -> Template:
    """Return what is known of a template without checking its model."""
    settings = document.settings
    told = _notes(document)
    paper, notes = told.get("paper", ""), told.get("notes", [])
    return Template(
        name,
        settings.title or name,
        settings.description,
        FOLDER / f"{name}{SUFFIX}",
        _group(document),
        paper if isinstance(paper, str) else "",
        tuple(note for note in notes if isinstance(note, str)) if isinstance(notes, list) else (),
        document.model.metaparameters,
        small_of(document),
    )


def notes_words(template: Template) -> str:
    """Say in lines what the handbook does not say as it is; empty where there is nothing."""
    lines = [f"\u2022 {note}" for note in template.notes]
    return "\n".join([f"{NOTES}:", *lines]) if lines else ""


def figures_of(document: Document) -> Figures:
    """Check a template's model and return its sizes."""
    from blocks.check.checker import Checker
    from blocks.check.model_problems import input_blocks

    checker = Checker(document)
    totals = checker.totals()
    inputs = tuple(checker.results[key].output for key in input_blocks(checker))
    checker.close()
    return Figures(inputs, totals.parameters, totals.trainable, totals.multiply_adds)


def small_of(document: Document) -> Small | None:
    """Return the size that trains on bundled data; ``None`` where the file names none, or not properly."""
    small = _notes(document).get("small")
    if not isinstance(small, dict):
        return None
    parts = [small.get(part, {}) for part in ("set", "data", "training")]
    if not all(isinstance(part, dict) for part in parts):
        return None
    try:
        values = [{name: from_json(value) for name, value in part.items()} for part in parts]
    except InvalidValue:
        return None
    return Small(*values)


def forget_small(document: Document) -> None:
    """Leave of a template's notes what a project keeps: the paper."""
    notes = _notes(document)
    document.extra.pop("template", None)
    if notes.get("paper"):
        document.extra["template"] = {"paper": notes["paper"]}


def _notes(document: Document) -> dict[str, object]:
    notes = document.extra.get("template")
    return notes if isinstance(notes, dict) else {}


def _group(document: Document) -> str:
    if "template" not in document.extra:
        return FIRST
    # A module has no classifier of its own: its number of classes begins at none.
    return MODULES if document.model.environment().get("classes") == 0 else NETWORKS
