"""Project files: versioned JSON, one block or wire a line, made for people's diffs.

What a newer version added (fields, block types) is kept word for word and written again. Nothing in a file is
ever run. Saving is atomic: a reader finds the old file or the new one, never half of one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from blocks.catalog.registry import block_type, port_types
from blocks.check.layer_paths import names_in_order, take_names_of_file
from blocks.document.definitions import check_definitions
from blocks.document.document import Document
from blocks.document.edits import COMPOSITE_NAME
from blocks.errors import EditError, FileError
from blocks.files.parts import (
    block_from,
    block_to,
    blocks_from,
    metaparameter_to,
    settings_from,
    settings_to,
    wires_from,
)
from blocks.files.saving import write_atomically
from blocks.graph.graph import MODEL, Graph
from blocks.graph.ids import id_key
from blocks.quoting import whole
from blocks.values import safe_json as json_safe

FORMAT = "netwright project"
VERSION = 1
SUFFIX = ".netwright"
MAX_COMPOSITES = 1000
_KNOWN = {
    "format",
    "version",
    "min_reader",
    "title",
    "description",
    "data",
    "training",
    "outputs",
    "model",
    "composites",
}

__all__ = [
    "FORMAT",
    "SUFFIX",
    "VERSION",
    "block_from",
    "block_to",
    "from_data",
    "from_text",
    "read_project",
    "readable_text",
    "to_text",
    "write_project",
]


def to_text(document: Document) -> str:
    """Write a document as JSON text; equal documents give equal texts."""
    head: dict[str, object] = {"format": FORMAT, "version": VERSION, "min_reader": VERSION}
    head |= settings_to(document.settings)
    lines = [f"  {_dump(key)}: {_dump(value)}" for key, value in head.items()]
    lines.append(f'  "model": {_graph_text(document.model, "  ", names_in_order(document))}')
    composites = [
        f"    {_dump(name)}: {_graph_text(graph, '    ')}"
        for name, graph in sorted(document.graphs.items())
        if name != MODEL
    ]
    if composites:
        lines.append('  "composites": {\n' + ",\n".join(composites) + "\n  }")
    lines += [f"  {_dump(key)}: {_dump(value)}" for key, value in sorted(document.extra.items())]
    return whole("{\n" + ",\n".join(lines) + "\n}\n")


def from_text(text: str | bytes) -> Document:
    """Read a document.

    Raises:
        FileError: the text is no project, broken, hostile, or from a version that is too new.
    """
    return from_data(
        json_safe.parse(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    )


def from_data(data: object) -> Document:
    """Read a document from what `json_safe.parse` gave; raises `FileError` as `from_text` does."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FileError("this is not a Netwright project")
    _check_version(data)
    document = Document()
    document.settings = settings_from(data)
    _read_graphs(document, data)
    document.extra = {key: value for key, value in data.items() if key not in _KNOWN}
    take_names_of_file(document)
    return document


def _read_graphs(document: Document, data: Mapping[str, object]) -> None:
    """Read all blocks before any wire, since the ports of an instance are blocks of its definition."""
    composites = data.get("composites", {})
    if not isinstance(composites, dict):
        raise FileError("composites must be a JSON object")
    if len(composites) > MAX_COMPOSITES:
        raise FileError(f"the file has more than {MAX_COMPOSITES:,} composites")
    parts = {MODEL: data.get("model", {}), **composites}
    for name, part in parts.items():
        if name != MODEL and not COMPOSITE_NAME.fullmatch(name):
            raise FileError(f"{name[:60]!r} is no proper name for a composite")
        document.adopt(blocks_from(part, name))
    renamed = _free_built_in_names(document)
    for name, part in parts.items():
        wires_from(part, document.graphs[renamed.get(name, name)])
    try:
        check_definitions(document.graphs)
    except EditError as error:
        raise FileError(str(error)) from None


def _free_built_in_names(document: Document) -> dict[str, str]:
    """Rename composites that have the name of a built-in type, with their instances; returns the new names.

    No edit makes such a name, but a file may be older than the type: its blocks of that name are the composite.
    """
    renamed: dict[str, str] = {}
    for name in [name for name in document.graphs if block_type(name) is not None]:
        numbered = (f"{name[:55]}_{number}" for number in range(2, MAX_COMPOSITES + 3))
        new = next(each for each in numbered if each not in document.graphs)
        graph = document.graphs.pop(name)
        graph.name = renamed[name] = new
        document.adopt(graph)
    for graph in document.graphs.values() if renamed else ():
        # In a definition the ends of composites are meant, which were there before any composite was.
        moved = renamed.keys() - (port_types().keys() if graph.name != MODEL else set())
        for block in [block for block in graph.blocks.values() if block.type in moved]:
            graph.put(replace(block, type=renamed[block.type]))
    return renamed


def read_project(path: Path) -> Document:
    """Read a project file; the file itself is never changed.

    Raises:
        FileError: it cannot be read or is no project that this version understands.
    """
    try:
        if not path.is_file():
            raise FileError(
                f"{path.name} is not there" if not path.exists() else f"{path.name} is not a file"
            )
        with path.open("rb") as file:
            data = file.read(json_safe.MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path.name} cannot be read: {error.strerror or error}") from None
    return from_text(data)


def readable_text(document: Document) -> str:
    """Write a document as JSON text that `from_text` takes: without line ends and blanks where it would be too long.

    Raises:
        FileError: no reader would take it; the text says why.
    """
    text = to_text(document)
    data = text.encode("utf-8")
    if len(data) > json_safe.MAX_BYTES:
        text = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
        data = text.encode("utf-8")
    json_safe.parse(data)
    return text


def write_project(document: Document, path: Path) -> None:
    """Save a project atomically; where that fails the old file is as it was.

    Raises:
        OSError: the system refuses.
        FileError: the file could not be opened again.
    """
    write_atomically(path, readable_text(document).encode("utf-8"))


def _check_version(data: Mapping[str, object]) -> None:
    version, reader = data.get("version"), data.get("min_reader", data.get("version"))
    if (
        not isinstance(version, int)
        or not isinstance(reader, int)
        or isinstance(version, bool)
        or isinstance(reader, bool)
        or min(version, reader) < 1
    ):
        raise FileError("the project does not say which version of the format it has")
    if reader > VERSION:
        raise FileError(
            "this project comes from a newer Netwright: update the program to open it; the file was left as it is"
        )


def _graph_text(
    graph: Graph, indent: str, layers: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Write a graph; ``layers`` has by block the names that a file of weights has for them."""
    ids = sorted(graph.blocks, key=id_key)
    named = layers or {}
    wires = sorted(
        graph.wires(), key=lambda wire: (id_key(wire.target), wire.target_port, id_key(wire.source))
    )
    parts = {
        "metaparameters": (
            "[",
            "]",
            [_dump(metaparameter_to(meta)) for meta in graph.metaparameters],
        ),
        "blocks": (
            "[",
            "]",
            [_dump(block_to(graph.blocks[key], named.get(key, ()))) for key in ids],
        ),
        "wires": ("[", "]", [_dump(list(wire)) for wire in wires]),
        "positions": (
            "{",
            "}",
            [f"{_dump(key)}: {_dump([_short(x) for x in graph.positions[key]])}" for key in ids],
        ),
    }
    lines = [f'{indent}  "description": {_dump(graph.description)}'] if graph.description else []
    for name, (start, end, items) in parts.items():
        body = f"\n{indent}    " + f",\n{indent}    ".join(items) + f"\n{indent}  " if items else ""
        lines.append(f"{indent}  {_dump(name)}: {start}{body}{end}")
    lines += [
        f"{indent}  {_dump(key)}: {_dump(value)}" for key, value in sorted(graph.extra.items())
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _short(number: float) -> float:
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
