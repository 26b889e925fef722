"""What candidates for fixes are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from blocks.check import Checker
from blocks.commands import (
    fresh_block,
    put_on_wire,
    set_values,
)
from blocks.datasets import DataDescription
from blocks.edits import AddBlock, Edit
from blocks.graph import Wire
from blocks.problems import Problem


@dataclass(frozen=True, slots=True)
class Candidate:
    """Edits that may mend a problem; ``shows`` is the block whose output the preview tells."""

    title: str
    edits: tuple[Edit, ...]
    shows: str = ""


Maker = Callable[[Checker, Problem, DataDescription | None], Iterator[Candidate]]


def set_on(
    checker: Checker, block_id: str, values: Mapping[str, Any], shows: str = ""
) -> Candidate:
    """Set parameters of a block."""
    words = " and ".join(f"{name} = {_word(value)}" for name, value in values.items())
    edits = set_values(checker.document, block_id, checker.graph_name, **values)
    return Candidate(f"use {words} on {checker.label(block_id)}", tuple(edits), shows)


def _word(value: object) -> str:
    return f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)


def insert(
    checker: Checker, wire: Wire, type_name: str, words: str = "", **values: Any
) -> Candidate:
    """Insert a fresh block into a wire, half way between its ends."""
    graph = checker.graph
    above, below = graph.positions[wire.source], graph.positions[wire.target]
    block = fresh_block(graph, type_name, **values)
    place = ((above[0] + below[0]) / 2, (above[1] + below[1]) / 2)
    edits: list[Edit] = [
        AddBlock(checker.graph_name, block, place),
        *put_on_wire(checker.graph, block, wire),
    ]
    return Candidate(
        words or f"insert {type_name} before {checker.label(wire.target)}",
        tuple(edits),
        wire.target,
    )
