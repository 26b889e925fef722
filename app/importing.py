"""A model file as a project: read, its structure found again, laid out. No Qt, no Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError
from app.import_words import folded_words
from blocks.document import Document
from importers.errors import UnreadableModel
from importers.report import Report

if TYPE_CHECKING:
    from importers.folding import Folded
    from importers.model_file import Imported

SUFFIXES = (".keras", ".json", ".h5", ".hdf5", ".py", ".ipynb")
"""Files that are opened by importing them."""


def import_document(
    path: Path, flat: bool = False, weights: bool = False, beside: Path | None = None
) -> tuple[Document, Report]:
    """Read a model file.

    Args:
        path: a ``.keras`` archive, Keras JSON, HDF5, or Python source.
        flat: leave every layer a block of the model.
        weights: note that the project takes its weights from the file, which stays where it is.
        beside: folder of the project; a file in it is named from there.

    Raises:
        UserError: it cannot be read; says why and what to do.
    """
    from canvas.laid_out import lay_out

    found = _read(path)
    folded = _unfolded(found) if flat else _folded(found)
    document = folded.document
    if weights:
        _note_weights(document, path, folded.blocks, beside)
    lay_out(document)
    return document, found.report


@dataclass(frozen=True, slots=True)
class Read:
    """A model file, read in both ways.

    Attributes:
        folded: with its structure found again.
        flat: a block for every layer.
        report: of the folded one.
        sha256: of the file, where it holds weights; else empty.
    """

    folded: Folded
    flat: Folded
    report: Report
    sha256: str


def import_both(path: Path) -> Read:
    """Read a model file both folded and flat.

    Raises:
        UserError: it cannot be read; says why and what to do.
    """
    from canvas.laid_out import lay_out

    found = _read(path)
    folded, flat = _folded(found), _unfolded(found)
    for document in (folded.document, flat.document):
        document.settings = replace(document.settings, title=title_of(path))
        lay_out(document)
    return Read(folded, flat, found.report, _digest(path))


def title_of(path: Path) -> str:
    """Return a file's name as words: ``my_model.keras`` gives ``My model``."""
    words = path.stem.replace("_", " ").strip() or "Imported model"
    return (words[:1].upper() + words[1:])[:200]


def _read(path: Path) -> Imported:
    from importers.model_file import import_model

    try:
        return import_model(path)
    except UnreadableModel as error:
        raise UserError(str(error)) from None


def _folded(found: Imported) -> Folded:
    from importers.folding import Folded, fold

    if found.flat is not None:  # a script says itself what its structure is
        return Folded(found.document, {}, {})
    folded = fold(found.document, found.origins)
    report, document = found.report, folded.document
    report.folded = dict(folded.found)
    report.differs = {
        name: [meta.name for meta in document.graphs[name].metaparameters] for name in folded.found
    }
    report.blocks = sum(len(graph.blocks) for graph in document.graphs.values())
    return folded


def _unfolded(found: Imported) -> Folded:
    from importers.folding import Folded, unfolded

    if found.flat is not None:
        return Folded(found.flat, {}, {})
    return unfolded(found.document, found.origins)


def _note_weights(
    document: Document, path: Path, blocks: Mapping[str, Sequence[str]], beside: Path | None
) -> None:
    from blocks.pretrained import note_source

    digest = _digest(path)
    if not digest:
        raise UserError(f"{path.name} holds no weights.", "Leave --weights out.")
    whole = path.resolve()
    near = beside is not None and whole.is_relative_to(beside.resolve())
    name = whole.relative_to(beside.resolve()).as_posix() if near and beside else str(whole)
    note_source(document, name, digest, blocks)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file with weights; empty for one that can hold none."""
    from importers.opening import FileKind, kind_of, open_regular, sha256_of
    from importers.python_source import is_script

    if is_script(path):
        return ""
    with open_regular(path) as file:
        return "" if kind_of(file) is FileKind.JSON else sha256_of(file)


def report_lines(report: Report) -> list[str]:
    """Return an import's report as lines for people."""
    lines = [f"Read {report.layers:,} layers from {report.source} as {report.blocks:,} blocks."]
    for name, count in report.folded.items():
        lines.append(f"  {name}: {folded_words(count, report.differs.get(name, ()))}")
    for remark in report.remarks:
        if remark.line:
            lines.append(f"  line {remark.line}: {remark.name}: {remark.text}")
    by_text: dict[tuple[str, str], list[str]] = {}
    for remark in report.remarks:
        if not remark.line:
            by_text.setdefault((remark.kind, remark.text), []).append(remark.name)
    for (kind, text), names in by_text.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        lines.append(f"  {kind}: {shown}: {text}")
    return lines
