"""``netwright composites``: the composites that can be added to any project."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any

from app.composites.library_folders import make_shelf
from app.system.terminal_text import say, say_json
from blocks.files.library_index import Offer, Shelf
from blocks.files.parts import metaparameter_to
from blocks.quoting import named
from blocks.values.literals import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Prints name, metaparameters and description of every composite of the libraries."""
    shelf = make_shelf()
    if args.json:
        offers = [offer for section in shelf.folders for offer in shelf.offers(section)]
        say_json({"composites": list(map(_entry, offers))})
    else:
        say(*_listing(shelf))
    return 0


def _entry(offer: Offer) -> dict[str, Any]:
    item = offer.item
    graph = offer.kind.definition if offer.kind is not None else None
    return {
        "name": item.name,
        "title": item.title,
        "description": item.description,
        "library": offer.section,
        "metaparameters": [metaparameter_to(meta) for meta in graph.metaparameters]
        if graph
        else [],
        "problem": item.problem or None,
    }


def _listing(shelf: Shelf) -> list[str]:
    lines: list[str] = []
    for section in shelf.folders:
        offers = shelf.offers(section)
        lines += ["", f"{section}:"] if offers else []
        for offer in offers:
            words = offer.item.description or offer.item.title
            if offer.kind is None:
                words = f"It cannot be used: {offer.item.problem}."
            lines.append(f"  {offer.item.name}{_arguments(offer)}")
            lines += textwrap.wrap(words, 96, initial_indent="    ", subsequent_indent="    ")
    return lines[1:]


def _arguments(offer: Offer) -> str:
    graph = offer.kind.definition if offer.kind is not None else None
    if graph is None:
        return ""
    return (
        "("
        + ", ".join(f"{meta.name}={named(show(meta.value))}" for meta in graph.metaparameters)
        + ")"
    )
