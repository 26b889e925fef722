"""The bundled examples: project files in this package, opened like anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from blocks.document import Document
from blocks.files import SUFFIX, read_project

FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Template:
    """One bundled example.

    Attributes:
        name: what `netwright new` takes.
        title: words for people.
        description: one or two sentences.
        parameters: number of weights' values.
        path: the project file.
    """

    name: str
    title: str
    description: str
    parameters: int
    path: Path


def names() -> list[str]:
    """Return the names of all bundled examples, sorted."""
    return sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))


def templates() -> list[Template]:
    """Return all bundled examples, sorted by name."""
    return [_describe(name) for name in names()]


def open_template(name: str) -> Document:
    """Return a fresh document from an example.

    Raises:
        UserError: there is no example of that name.
    """
    if name not in names():
        raise UserError(f"There is no example {name!a}.", f"There are: {', '.join(names())}.")
    return read_project(FOLDER / f"{name}{SUFFIX}")


def _describe(name: str) -> Template:
    from blocks.check import Checker

    document = open_template(name)
    settings = document.settings
    parameters = Checker(document).totals().parameters
    return Template(
        name, settings.title, settings.description, parameters, FOLDER / f"{name}{SUFFIX}"
    )
