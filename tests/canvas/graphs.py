"""Small documents to test the canvas with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from blocks.check import Checker
from blocks.commands import fresh_block
from blocks.document import Document
from blocks.edits import AddBlock, AddWire
from blocks.graph import Wire
from blocks.history import History


@dataclass
class Model:
    """A document with what a canvas needs."""

    document: Document = field(default_factory=Document)

    def __post_init__(self) -> None:
        self.history = History(self.document)
        self.checker = Checker(self.document)

    def add(self, type_name: str, x: float = 0, y: float = 0, **values: Any) -> str:
        block = fresh_block(self.document.model, type_name, **values)
        self.document.apply([AddBlock("", block, (x, y))])
        return block.id

    def wire(self, source: str, target: str, port: str = "input") -> Wire:
        wire = Wire(source, self.document.model.output_ports(source)[0], target, port)
        self.document.apply([AddWire("", wire)])
        return wire


def chain(*types: str, gap: float = 100) -> tuple[Model, list[str]]:
    """Make a chain of blocks from top to bottom."""
    model = Model()
    ids: list[str] = []
    for index, type_name in enumerate(types):
        ids.append(model.add(type_name, 0, index * gap))
        if index:
            model.wire(ids[-2], ids[-1])
    return model, ids
