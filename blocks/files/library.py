"""A library of composites: a folder of project files, and how a definition gets from one document into another.

A library file is an ordinary project whose model is empty; it holds one composite and what that is made of. Such
files may come from anybody: they are read like every project, with all its limits, and nothing in them is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from blocks.catalog.registry import block_type
from blocks.document.definitions import used_in
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddGraph, AddWire, Edit, SetMetaparameters
from blocks.errors import EditError, FileError
from blocks.files.parts import block_to, metaparameter_to
from blocks.files.project_file import SUFFIX, read_project
from blocks.graph.graph import MODEL, Block, Graph
from blocks.graph.ids import id_key
from blocks.quoting import shortened

BUNDLED = Path(__file__).parents[1] / "composites"
"""The composites that come with the program."""

LONGEST = 60
"""Characters that a composite's name may have."""


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """One composite of a library.

    Attributes:
        name: the composite's type name, ``BottleneckBlock``.
        title: words for people.
        description: what it does, in a sentence.
        path: the file.
        problem: why the file cannot be used, in words; empty where it can.
    """

    name: str
    title: str
    description: str
    path: Path
    problem: str = ""


def items(folder: Path) -> list[LibraryItem]:
    """Read what a library holds, sorted by name; none where there is no such folder."""
    found = [open_item(path)[0] for path in library_paths(folder)]
    return sorted(found, key=lambda item: (item.name.lower(), item.name))


def library_paths(folder: Path) -> list[Path]:
    """Return the files of a library."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith("."))


def open_item(path: Path) -> tuple[LibraryItem, Document | None]:
    """Read one file; a broken one is an item with a problem, and no document."""
    try:
        document = read_project(path)
        name = main_composites(document, path.stem)[0]
        title = document.settings.title or title_of(name)
        return LibraryItem(name, title, document.graph(name).description, path), document
    except FileError as error:
        problem = shortened(str(error))
    except Exception:  # one file must not keep the others from being offered
        problem = "it is damaged"
    return LibraryItem(path.stem, path.stem, "", path, problem), None


def title_of(name: str) -> str:
    """Make words of a type name: ``Bottleneck block`` of ``BottleneckBlock``."""
    parts = re.findall(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+", name)
    words = [part if part.isupper() and len(part) > 1 else part.lower() for part in parts]
    text = " ".join(words)
    return text[:1].upper() + text[1:] or name


def is_library_file(document: Document) -> bool:
    """Tell whether a document is there for its composites: it has some, and no model."""
    return not document.model.blocks and len(document.graphs) > 1


def main_composites(document: Document, stem: str = "") -> list[str]:
    """Return the composites that a file is about: the one named like it, else those in no other.

    Raises:
        FileError: there is none.
    """
    names = document.graphs.keys() - {MODEL}
    if not names:
        raise FileError("it holds no composite")
    if stem in names:
        return [stem]
    inner = set().union(*(used_in(document.graphs[name]) for name in names))
    return sorted(names - inner)


def parts_of(document: Document, names: Iterable[str]) -> list[str]:
    """Return composites and all that they are made of, inner ones first; raises `EditError` for an unknown one."""
    found: dict[str, None] = {}
    for name in names:
        _collect(document, name, found)
    return list(found)


def _collect(document: Document, name: str, found: dict[str, None]) -> None:
    """Add a composite after its parts; a document nests twenty deep at most, so that this may call itself."""
    for inner in sorted(used_in(document.graph(name))):
        if inner not in found:
            _collect(document, inner, found)
    found.setdefault(name)


def composite_document(document: Document, name: str, new_name: str = "") -> Document:
    """Return a library file's document: a composite and what it is made of, and an empty model.

    Args:
        document: where the composite is.
        name: the composite.
        new_name: another name for it in the file.

    Raises:
        EditError: there is no such composite, it uses an unknown type, or the new name is taken.
    """
    made = Document()
    names = {name: new_name} if new_name else {}
    for part in parts_of(document, [name]):
        _check_types(document.graph(part))
        made.apply(definition_edits(document.graph(part), names.get(part, part), names))
    made.settings = replace(made.settings, title=title_of(new_name or name))
    return made


def adopt_edits(document: Document, source: Document, name: str) -> tuple[str, list[Edit]]:
    """Bring a composite of one document into another, with all that it is made of.

    A definition that is there already is used as it is; where another one has its name, it gets a new name, and so
    it is called in the definitions that come with it.

    Args:
        document: the document that shall have it.
        source: the document that it comes from.
        name: its name there.

    Returns:
        its name in ``document``, and the edits; none where it was there.

    Raises:
        EditError: there is no such composite, or it uses a type that is not known.
    """
    names, edits = adopt_all(document, source, [name])
    return names[name], edits


def adopt_all(
    document: Document, source: Document, wanted: Iterable[str]
) -> tuple[dict[str, str], list[Edit]]:
    """Bring several composites along at once; returns the new name of each part, and the edits."""
    names: dict[str, str] = {}
    edits: list[Edit] = []
    for part in parts_of(source, wanted):
        graph = source.graph(part)
        fingerprint = _fingerprint(graph, names)
        for candidate in _candidates(part):
            there = document.graphs.get(candidate)
            if there is not None and _fingerprint(there, {}) == fingerprint:
                names[part] = candidate
                break
            free = there is None and block_type(candidate) is None
            if free and candidate not in names.values():
                _check_types(graph)
                edits += definition_edits(graph, candidate, names)
                names[part] = candidate
                break
    return names, edits


def definition_edits(graph: Graph, name: str, names: Mapping[str, str] | None = None) -> list[Edit]:
    """Return the edits that write a definition once more.

    Args:
        graph: the definition.
        name: its new name.
        names: the new names of the composites that it is made of.
    """
    edits: list[Edit] = [AddGraph(name, graph.description, dict(graph.extra))]
    if graph.metaparameters:
        edits.append(SetMetaparameters(name, (), graph.metaparameters))
    for key in sorted(graph.blocks, key=id_key):
        block = graph.blocks[key]
        edits.append(AddBlock(name, _renamed(block, names or {}), graph.positions[key]))
    for key in graph.order():
        edits += [AddWire(name, wire) for wire in graph.incoming(key)]
    return edits


def _check_types(graph: Graph) -> None:
    for block in graph.blocks.values():
        if graph.kind_of(block) is None:
            raise EditError(f"{graph.name} uses the block {block.type}, which is not known here")


def _renamed(block: Block, names: Mapping[str, str]) -> Block:
    new = names.get(block.type, block.type)
    return block if new == block.type else replace(block, type=new)


def _candidates(name: str) -> Iterator[str]:
    """Yield a name, then others like it: ``Stem``, ``Stem2``, ``Stem3``; ``Block50``, ``Block50_2``."""
    yield name
    joint = "_" if name[-1].isdigit() else ""
    for number in count(2):
        tail = f"{joint}{number}"
        yield f"{name[: LONGEST - len(tail)]}{tail}"


def _fingerprint(graph: Graph, names: Mapping[str, str]) -> str:
    """Write down what a definition does; where its blocks lie and how it is described is left out."""
    parts = (
        [metaparameter_to(meta) for meta in graph.metaparameters],
        [block_to(_renamed(graph.blocks[key], names)) for key in sorted(graph.blocks, key=id_key)],
        sorted(graph.wires()),
        graph.extra,
    )
    return json.dumps(parts, sort_keys=True)
