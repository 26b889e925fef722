"""Weights that a project takes from a file before it is trained: which file, and which of its layers each block is.

The file is named in the document, the layers in the blocks themselves: so a block that goes takes its names with it,
a copy has the same weights, and undo needs to know nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from blocks.document.document import Document
from blocks.document.edits import Edit, SetExtra
from blocks.graph.graph import MODEL, Block

KEY = "weights"
"""Where it is kept, in the document and in its blocks."""

MAX_LAYERS = 100_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Source:
    """A file with weights.

    Attributes:
        file: its path; one that is not whole starts at the project's folder.
        sha256: of its content when it was imported.
        layers: names of all layers that were imported, in the order of making.
    """

    file: str
    sha256: str
    layers: tuple[str, ...] = ()


def source_of(document: Document) -> Source | None:
    """Return the file that a project's weights come from; ``None`` where there is none, or the note makes no sense."""
    found = document.extra.get(KEY)
    if not isinstance(found, dict):
        return None
    file, sha256 = found.get("file"), found.get("sha256")
    if not isinstance(file, str) or not file or "\0" in file or not isinstance(sha256, str):
        return None
    if not _SHA256.fullmatch(sha256):
        return None
    return Source(file, sha256, _names(found.get("layers")))


def layers_of(block: Block) -> tuple[str, ...]:
    """Return the layers of the file that a block stands for, in the order in which it makes them."""
    return _names(block.extra.get(KEY))


def start_file(source: Source) -> str:
    """Return the name of the file with which a script starts: all weights of the model before training.

    It never is the name of the file that was imported.
    """
    name = re.split(r"[/\\\\]", source.file)[-1].partition(".")[0]
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "model"
    return f"{plain}_start.weights.h5"


def source_edits(document: Document, source: Source | None) -> list[Edit]:
    """Let a project start from another file, or from none; blocks keep what they stand for."""
    new = {key: value for key, value in document.extra.items() if key != KEY}
    if source is not None:
        known = document.extra.get(KEY)
        noted = dict(known) if isinstance(known, dict) else {"layers": list(source.layers)}
        # In the place that it has among the others, so that files differ in one line only.
        own = {KEY: {**noted, "file": source.file, "sha256": source.sha256}}
        new = {key: own.get(key, value) for key, value in document.extra.items()} | own
    return [SetExtra(dict(document.extra), new)]


def note_source(
    document: Document, file: str, sha256: str, blocks: Mapping[str, Sequence[str]]
) -> None:
    """Note in a fresh document where its weights come from.

    Args:
        document: nobody follows it yet.
        file: path of the file.
        sha256: of its content.
        blocks: names of layers by block of the model.
    """
    layers = [name for names in blocks.values() for name in names]
    document.extra[KEY] = {"file": file, "sha256": sha256, "layers": layers}
    graph = document.graphs[MODEL]
    for key, names in blocks.items():
        if any(names):
            graph.put(with_layers(graph.blocks[key], names))


def with_layers(block: Block, names: Sequence[str]) -> Block:
    """Return a block that stands for layers of the file."""
    extra = {key: value for key, value in block.extra.items() if key != KEY}
    return replace(block, extra={**extra, KEY: list(names)} if any(names) else extra)


def _names(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > MAX_LAYERS:
        return ()
    return tuple(found) if all(isinstance(name, str) for name in found) else ()
