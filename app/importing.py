"""A model file as a project: read, its structure found again, laid out. No Qt, no Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.errors import UserError
from blocks.document import Document
from importers.errors import UnreadableModel
from importers.report import Report

SUFFIXES = (".keras", ".json", ".h5", ".hdf5")
"""Files that are opened by importing them."""


def import_document(
    path: Path, flat: bool = False, weights: bool = False, beside: Path | None = None
) -> tuple[Document, Report]:
    """Read a model file.

    Args:
        path: a ``.keras`` archive, Keras JSON, or HDF5.
        flat: leave every layer a block of the model.
        weights: note that the project takes its weights from the file, which stays where it is.
        beside: folder of the project; a file in it is named from there.

    Raises:
        UserError: it cannot be read; says why and what to do.
    """
    from canvas.laid_out import lay_out
    from importers.folding import fold, unfolded
    from importers.model_file import import_model

    try:
        found = import_model(path)
    except UnreadableModel as error:
        raise UserError(str(error)) from None
    folded = (unfolded if flat else fold)(found.document, found.origins)
    document = folded.document
    if weights:
        _note_weights(document, path, folded.blocks, beside)
    if not flat:
        document, found.report.folded = folded.document, dict(folded.found)
        found.report.blocks = sum(len(graph.blocks) for graph in document.graphs.values())
    lay_out(document)
    return document, found.report


def _note_weights(
    document: Document, path: Path, blocks: Mapping[str, Sequence[str]], beside: Path | None
) -> None:
    from blocks.pretrained import note_source
    from importers.opening import FileKind, kind_of, open_regular, sha256_of

    whole = path.resolve()
    near = beside is not None and whole.is_relative_to(beside.resolve())
    with open_regular(path) as file:
        if kind_of(file) is FileKind.JSON:
            raise UserError(f"{path.name} holds no weights.", "Leave --weights out.")
        digest = sha256_of(file)
    name = whole.relative_to(beside.resolve()).as_posix() if near and beside else str(whole)
    note_source(document, name, digest, blocks)


def report_lines(report: Report) -> list[str]:
    """Return an import's report as lines for people."""
    lines = [f"Read {report.layers:,} layers from {report.source} as {report.blocks:,} blocks."]
    for name, count in report.folded.items():
        lines.append(f"  {name}: stands for {count} places that were alike")
    by_text: dict[tuple[str, str], list[str]] = {}
    for remark in report.remarks:
        by_text.setdefault((remark.kind, remark.text), []).append(remark.name)
    for (kind, text), names in by_text.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        lines.append(f"  {kind}: {shown}: {text}")
    return lines
