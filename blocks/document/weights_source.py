"""Weights that a project takes from a file before it is trained: which file it is.

The file is named in the document, its layers in the blocks themselves; see `blocks.document.layer_names`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from blocks.document.document import Document
from blocks.document.edits import Edit, SetExtra

KEY = "weights"
"""Where a project file has it, for the document and for its blocks."""

MAX_LAYERS = 100_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class WeightsSource:
    """A file with weights.

    Attributes:
        file: its path; one that is not whole starts at the project's folder.
        sha256: of its content when it was imported.
        layers: names of all layers that were imported, in the order of making.
    """

    file: str
    sha256: str
    layers: tuple[str, ...] = ()


def source_of(document: Document) -> WeightsSource | None:
    """Return the file that a project's weights come from; ``None`` where there is none, or the note makes no sense."""
    found = document.extra.get(KEY)
    if not isinstance(found, dict):
        return None
    file, sha256 = found.get("file"), found.get("sha256")
    if not isinstance(file, str) or not file or "\0" in file or not isinstance(sha256, str):
        return None
    if not _SHA256.fullmatch(sha256):
        return None
    return WeightsSource(file, sha256, names_from(found.get("layers")))


def start_file(source: WeightsSource) -> str:
    """Return the name of the file with which a script starts: all weights of the model before training.

    It never is the name of the file that was imported.
    """
    name = re.split(r"[/\\\\]", source.file)[-1].partition(".")[0]
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "model"
    return f"{plain}_start.weights.h5"


def name_file(document: Document, file: str) -> bool:
    """Name the file of the weights otherwise, which is no step to undo; returns whether that changed the document."""
    known = document.extra.get(KEY)
    if not isinstance(known, dict) or known.get("file") == file:
        return False
    document.extra = {**document.extra, KEY: {**known, "file": file}}
    return True


def source_edits(document: Document, source: WeightsSource | None) -> list[Edit]:
    """Let a project start from another file, or from none; blocks keep what they stand for."""
    new = {key: value for key, value in document.extra.items() if key != KEY}
    if source is not None:
        known = document.extra.get(KEY)
        noted = dict(known) if isinstance(known, dict) else {"layers": list(source.layers)}
        # In the place that it has among the others, so that files differ in one line only.
        own = {KEY: {**noted, "file": source.file, "sha256": source.sha256}}
        new = {key: own.get(key, value) for key, value in document.extra.items()} | own
    return [SetExtra(dict(document.extra), new)]


def names_from(found: object) -> tuple[str, ...]:
    """Return names of layers as a project file has them; none where they make no sense."""
    if not isinstance(found, list) or len(found) > MAX_LAYERS:
        return ()
    return tuple(found) if all(isinstance(name, str) for name in found) else ()
