"""A model file as a project: read, its structure found again, laid out. No Qt, no Keras."""

from __future__ import annotations

from pathlib import Path

from app.errors import UserError
from blocks.document import Document
from importers.errors import UnreadableModel
from importers.report import Report

SUFFIXES = (".keras", ".json", ".h5", ".hdf5")
"""Files that are opened by importing them."""


def import_document(path: Path, flat: bool = False) -> tuple[Document, Report]:
    """Read a model file.

    Args:
        path: a ``.keras`` archive, Keras JSON, or HDF5.
        flat: leave every layer a block of the model.

    Raises:
        UserError: it cannot be read; says why and what to do.
    """
    from canvas.laid_out import lay_out
    from importers.folding import fold
    from importers.model_file import import_model

    try:
        found = import_model(path)
    except UnreadableModel as error:
        raise UserError(str(error)) from None
    document = found.document
    if not flat:
        folded = fold(document, found.origins)
        document, found.report.folded = folded.document, dict(folded.found)
        found.report.blocks = sum(len(graph.blocks) for graph in document.graphs.values())
    lay_out(document)
    return document, found.report


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
