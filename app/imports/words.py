"""The report of an import in words: for the report's window and for the command line. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blocks.quoting import counted
from importers.reports.report import Remark, Report

KINDS = {
    "code": "Contains code - not loaded",
    "unknown": "Unknown layers, kept word for word",
    "meaning": "Words that had another meaning",
    "cut": "Weights that are shared in the file and not here",
    "left out": "Left out",
    "flat": "Opened flat",
    "opened": "Nested models that are opened in place",
    "shared": "Layers that are called more than once",
    "added": "Added",
    "order": "Order of the outputs",
    "renamed": "Renamed",
    "line": "Lines that could not be read",
    "model": "Models that nobody calls",
    "late": "Functions that read a name late",
    "loop": "Loops written out",
    "read": "Read as blocks",
}
"""Kinds of remarks as headings, what matters most first."""


def head_of(report: Report) -> str:
    """Say in a sentence what was read: ``177 layers from JSON``."""
    return f"{counted(report.layers, 'layer')} from {report.source}."


def sections_of(report: Report) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield headings with their rows: a name and what there is to say of it."""
    folded, differs = report.folded, report.differs
    if folded:
        rows = [
            (name, folded_words(count, differs.get(name, ()))) for name, count in folded.items()
        ]
        yield f"Structure found again: {counted(len(folded), 'composite')}", rows
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for remark in report.remarks:
        by_kind.setdefault(remark.kind, []).append(_row(remark))
    for kind in sorted(by_kind, key=_rank):
        title = KINDS.get(kind, kind.capitalize())
        yield f"{title}: {len(by_kind[kind])}", by_kind[kind]


def _row(remark: Remark) -> tuple[str, str]:
    """Return a row for one thing to know: of a script the place in it, then what is to say and what stands there."""
    name, text = remark.name, remark.text
    if not remark.line:
        return name, text
    place, colon, rest = name.partition(": ")
    if colon and place.startswith("cell "):
        return place, f"{text} \u00b7 {rest}"
    return f"line {remark.line}", f"{text} \u00b7 {name}"


def folded_words(count: int, differs: Sequence[str]) -> str:
    """Say what a composite stands for: ``stands for 9 places; different there: filters, rate``."""
    if not differs:
        return f"stands for {count} places that are alike"
    return f"stands for {count} places; different there: {', '.join(differs)}"


def _rank(kind: str) -> int:
    return list(KINDS).index(kind) if kind in KINDS else len(KINDS)


def unknown_layers(report: Report) -> int:
    """Return how many layers are not known, so that no model can be built."""
    return sum(remark.kind in ("code", "unknown") for remark in report.remarks)
