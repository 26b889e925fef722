"""A script as an export dialog shows it: its text, and the colours of its lines. No Qt: a thread writes it."""

from __future__ import annotations

from typing import NamedTuple

from app.code.highlight import Reader, Span
from app.project.scripts import Snapshot, script_of, shown_text


class ScriptPreview(NamedTuple):
    """A script as it is shown.

    Attributes:
        text: what is written into the file.
        shown: what is shown of it: the cells of a notebook as one text.
        spans: the coloured places of each line.
    """

    text: str
    shown: str
    spans: list[tuple[Span, ...]]


def preview_of(source: Snapshot, reader: Reader) -> ScriptPreview:
    """Write the script of a project; errors as for `app.project.scripts.script_of`."""
    text = script_of(source)
    shown = shown_text(text, source.options)
    return ScriptPreview(text, shown, reader.spans_of(shown))
