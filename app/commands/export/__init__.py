"""``netwright export``: writes a project as code, picture or table; the suffix of the file says as what."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.export import options as export_options, pictures as export_pictures
from app.commands.export.outputs import add_force, check_free
from app.exports.picture_files import SUFFIXES as PICTURES
from app.project.project import Project
from app.summary.tables import SUFFIXES as TABLES
from app.system.errors import UserError
from app.system.terminal_text import complain, say
from exporters.model_files import FORMATS as MODEL_FILES, WEIGHTS, ModelFormat, format_of
from exporters.styles.options import MODEL_ONLY
from exporters.text.literals import EmitError

if TYPE_CHECKING:
    from app.project.scripts import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the project to read")
    parser.add_argument(
        "-o",
        "--out",
        metavar="OUT",
        type=Path,
        required=True,
        help=f"the file to write; its suffix says as what: {', '.join(suffixes())}",
    )
    parser.add_argument(
        "--weights",
        metavar="WEIGHTS",
        default="",
        help="for model files: the folder or name of a run, a file with weights, or 'initial' for those that "
        "training starts from; by default the best of the newest run, if the model has not changed since",
    )
    export_options.add_arguments(parser)
    parser.add_argument(
        "--inference",
        action="store_true",
        help="leave out the outputs that are for training only, and what leads to nothing else",
    )
    add_force(parser)
    export_pictures.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the file; returns 1 if the model is not complete."""
    form = FORMATS.get(args.out.suffix.lower())
    model_file = None if form else format_of(args.out)
    if model_file is not None:
        check_free(args.out, args.force)
        return write_model(args, model_file)
    if form is None:
        raise UserError(
            f"There is no export to '{args.out.suffix or args.out.name}'.",
            f"What there is: {', '.join(suffixes())}.",
        )
    check_free(args.out, args.force)
    project = Project.open(args.file)
    if form.complete and tell_problems(project):
        return 1
    from app.exports.weights import start_path

    start = start_path(project.document, args.out)
    if form.complete and args.scope != MODEL_ONLY and start is not None:
        check_free(start, args.force)
    form.write(project, args.out, args)
    say(f"Wrote {args.out}.")
    if form.complete and args.scope != MODEL_ONLY:
        return write_start(project, args.out, args.inference)
    return 0


def write_start(project: Project, script: Path, inference: bool = False) -> int:
    """Writes beside a script the weights that it starts from, where it does; returns 1 where that failed."""
    from app.commands.export.model_file import write_model_file
    from app.exports.weights import start_path, untrained

    path = start_path(project.document, script)
    if path is None:
        return 0
    return write_model_file(untrained(project), WEIGHTS, path, inference)


def suffixes() -> list[str]:
    """Returns how the names of files end that can be written."""
    return [*FORMATS, *(each.suffix for each in MODEL_FILES)]


def write_model(args: argparse.Namespace, model_file: ModelFormat) -> int:
    """Writes a model file; returns 1 if the model is not complete, or the file is not as it should be."""
    from app.commands.export.model_file import write_model_file
    from app.exports.weights import chosen_weights

    project = Project.open(args.file)
    weights = chosen_weights(project, args.weights)
    if weights.run is None and tell_problems(project):
        return 1
    return write_model_file(weights, model_file, args.out, args.inference)


def tell_problems(project: Project) -> bool:
    """Prints what stands in the way of an export; returns whether there is anything."""
    from app.project.scripts import blocking
    from blocks.inference.wording import describe

    problems = blocking(project)
    for problem in problems:
        complain(describe(problem, project.checker))
    return bool(problems)


def write_python(project: Project, path: Path, made: Snapshot | None = None) -> None:
    """Writes the script of a project, or of a snapshot of it with options of its own.

    Raises:
        UserError: it cannot be written, or the data cannot be read.
    """
    from app.project.scripts import script_of, snapshot
    from blocks.files.saving import write_atomically

    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}.", "Make it first, or write elsewhere.")
    if project.data_error:
        raise UserError(project.data_error)
    write_atomically(path, script_of(made or snapshot(project)).encode())


def _write_script(project: Project, path: Path, args: argparse.Namespace) -> None:
    """Writes the script, or the notebook, that the arguments ask for."""
    from app.project.scripts import snapshot

    options = export_options.options_of(args, notebook=path.suffix.lower() == NOTEBOOKS)
    made = replace(snapshot(project, options), for_use=args.inference)
    try:
        write_python(project, path, made)
    except EmitError as error:
        raise UserError(*export_options.refused(error, made)) from error


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Attributes:
        write: writes it.
        complete: only of a model without errors where nothing is missing.
    """

    write: Callable[[Project, Path, argparse.Namespace], None]
    complete: bool = False


NOTEBOOKS = ".ipynb"

FORMATS = {
    ".py": Format(_write_script, complete=True),
    NOTEBOOKS: Format(_write_script, complete=True),
    **dict.fromkeys(PICTURES, Format(export_pictures.write_picture)),
    **dict.fromkeys(TABLES, Format(export_pictures.write_table)),
}
"""Suffix to format; a new one is a line here."""
