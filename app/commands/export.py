"""``netwright export``: writes a project as Python code; the suffix of the file says as what."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError
from app.project import Project
from exporters.style import Style

if TYPE_CHECKING:
    from app.scripts import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the project to read")
    parser.add_argument(
        "-o",
        "--out",
        metavar="OUT",
        type=Path,
        required=True,
        help=f"the file to write; its suffix says as what: {', '.join(FORMATS)}",
    )
    style = parser.add_mutually_exclusive_group()
    style.add_argument(
        "--flat",
        dest="style",
        action="store_const",
        const=Style.FLAT,
        default=Style.FUNCTIONS,
        help=Style.FLAT.help,
    )
    style.add_argument(
        "--inline",
        dest="style",
        action="store_const",
        const=Style.INLINED,
        help=Style.INLINED.help,
    )
    parser.add_argument(
        "--inference",
        action="store_true",
        help="leave out the outputs that are for training only, and what leads to nothing else",
    )
    parser.add_argument(
        "--model-only", action="store_true", help="write the model without data and training"
    )


def run(args: argparse.Namespace) -> int:
    """Writes the file; returns 1 if the model is not complete."""
    write = FORMATS.get(args.out.suffix.lower())
    if write is None:
        raise UserError(
            f"There is no export to '{args.out.suffix or args.out.name}'.",
            f"What there is: {', '.join(FORMATS)}.",
        )
    from app.scripts import snapshot

    project = Project.open(args.file)
    if tell_problems(project):
        return 1
    made = replace(
        snapshot(project, args.style), for_use=args.inference, model_only=args.model_only
    )
    write(project, args.out, made)
    print(f"Wrote {args.out}.")
    return 0


def tell_problems(project: Project) -> bool:
    """Prints what stands in the way of an export; returns whether there is anything."""
    from app.scripts import blocking
    from blocks.wording import describe

    problems = blocking(project)
    for problem in problems:
        print(describe(problem, project.checker), file=sys.stderr)
    return bool(problems)


def write_python(project: Project, path: Path, made: Snapshot | None = None) -> None:
    """Writes the script of a project, or of a snapshot of it with wishes of its own.

    Raises:
        UserError: it cannot be written, or the data cannot be read.
    """
    from app.scripts import script_of, snapshot
    from blocks.files import write_atomically

    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}.", "Make it first, or write elsewhere.")
    if project.data_error:
        raise UserError(project.data_error)
    write_atomically(path, script_of(made or snapshot(project)).encode("ascii"))


FORMATS: dict[str, Callable[[Project, Path, Snapshot], None]] = {".py": write_python}
"""Suffix to writer; a new format is a line here."""
