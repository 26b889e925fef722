"""The file with the weights that a project starts from: where it is, whether it is there, and how it is named.

It stays where it is. In the project's folder, or below, it is named from there, so that the folder can move as a whole;
anywhere else by its whole path.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.system.errors import UserError
from app.system.state_files import is_file
from blocks.check.layer_paths import names_in_order
from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.document.weights_source import name_file, source_edits, source_of
from blocks.files.saving import real_path
from blocks.quoting import counted, named

REMEDY = "Choose the file again, or start from random weights."


def path_of(document: Document, project: Path | None) -> Path | None:
    """Return where the file is; ``None`` where a project starts from random weights."""
    source = source_of(document)
    if source is None:
        return None
    return (project.parent if project else Path()) / source.file


def missing_words(document: Document, project: Path | None) -> str:
    """Say that the file is not there; empty where it is, or where there is none to be."""
    path = path_of(document, project)
    if path is None or is_file(path):
        return ""
    return f"The weights of the imported model are not there: {named(str(path), 200)}."


def state_words(document: Document, project: Path | None) -> str:
    """Say in a sentence what training starts from."""
    path = path_of(document, project)
    if path is None:
        return "Training starts from random weights. Import a model with its weights to start from those."
    missing = missing_words(document, project)
    if missing:
        return f"{missing} {REMEDY}"
    layers = sum(bool(name) for names in names_in_order(document).values() for name in names)
    return f"Training starts from the weights in {path}, for {counted(layers, 'layer')}."


def name_from(path: Path, project: Path | None) -> str:
    """Return how a project names a file: from its own folder where the file is in there."""
    whole = real_path(path)
    folder = real_path(project.parent) if project else None
    if folder is not None and whole.is_relative_to(folder):
        return whole.relative_to(folder).as_posix()
    return str(whole)


def update_file_name(document: Document, old: Path | None, new: Path) -> None:
    """Name the file from the folder that a project is saved in; it is no step to undo."""
    path = path_of(document, old)
    if path is not None:
        name_file(document, name_from(path, new))


def other_file(document: Document, project: Path | None, path: Path) -> list[Edit]:
    """Return the edits that let a project start from another file with layers of the same names.

    Raises:
        UserError: the file holds no weights, or cannot be read.
    """
    from importers.files.opening import FileKind, kind_of, open_regular, sha256_of
    from importers.reports.errors import UnreadableModel

    source = source_of(document)
    if source is None:
        raise UserError("The project has no imported layers that could take weights.")
    try:
        with open_regular(path) as file:
            if kind_of(file) is FileKind.JSON:
                raise UserError(
                    f"{path.name} holds no weights.", "Choose .keras, .weights.h5 or .h5."
                )
            digest = sha256_of(file)
    except UnreadableModel as error:
        raise UserError(str(error)) from None
    return source_edits(document, replace(source, file=name_from(path, project), sha256=digest))


def without(document: Document) -> list[Edit]:
    """Return the edits that let a project start from random weights."""
    return source_edits(document, None)
