"""``netwright composites``: the composites that can be added to any project."""

from __future__ import annotations

import argparse
import textwrap

from app.composites.library_folders import open_library_index
from app.system.terminal_text import say, say_json
from blocks.files.library_index import LibraryEntry, LibraryIndex
from blocks.files.parts import metaparameter_to
from blocks.quoting import named
from blocks.values.literals import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Prints name, metaparameters and description of every composite of the libraries."""
    library_index = open_library_index()
    if args.json:
        entries = [
            entry for section in library_index.folders for entry in library_index.entries(section)
        ]
        say_json({"composites": list(map(_entry, entries))})
    else:
        say(*_listing(library_index))
    return 0


def _entry(entry: LibraryEntry) -> dict[str, object]:
    item = entry.item
    graph = entry.kind.definition if entry.kind is not None else None
    return {
        "name": item.name,
        "title": item.title,
        "description": item.description,
        "library": entry.section,
        "metaparameters": [metaparameter_to(meta) for meta in graph.metaparameters]
        if graph
        else [],
        "problem": item.problem or None,
    }


def _listing(library_index: LibraryIndex) -> list[str]:
    lines: list[str] = []
    for section in library_index.folders:
        entries = library_index.entries(section)
        lines += ["", f"{section}:"] if entries else []
        for entry in entries:
            words = entry.item.description or entry.item.title
            if entry.kind is None:
                words = f"It cannot be used: {entry.item.problem}."
            lines.append(f"  {entry.item.name}{_arguments(entry)}")
            lines += textwrap.wrap(words, 96, initial_indent="    ", subsequent_indent="    ")
    return lines[1:]


def _arguments(entry: LibraryEntry) -> str:
    graph = entry.kind.definition if entry.kind is not None else None
    if graph is None:
        return ""
    return (
        "("
        + ", ".join(f"{meta.name}={named(show(meta.value))}" for meta in graph.metaparameters)
        + ")"
    )
