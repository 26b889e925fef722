"""Small documents to test the canvas with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from blocks.check.checker import Checker
from blocks.commands.blocks import fresh_block, move_blocks
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire
from blocks.document.history import History
from blocks.graph.graph import MODEL, Wire
from canvas.layout.settling import settled
from tests.blocks.composites import Sketch, series
from tests.blocks.networks import whole


@dataclass
class Model:
    """A document with what a canvas needs."""

    document: Document = field(default_factory=Document)

    def __post_init__(self) -> None:
        self.history = History(self.document)
        self.history.complete = settled
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


def nested_document() -> tuple[Document, str]:
    """A repeated group with a convolution in a composite of its own."""
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 8))
    x = part.add("In", name="input")
    part.add("Out", part.add("Conv2D", x, filters="=filters", kernel_size=1), name="output")
    group = sketch.graph("Group", whole("filters", 8))
    x = group.add("In", name="input")
    group.add("Out", group.add("Part", x, filters="=filters"), name="output")
    model = sketch.graph(MODEL, whole("base", 8))
    x = model.add("Input", shape=(8, 8, 4))
    block = model.add("Group", x, filters="=base * 2 ** i", structure=series(3))
    document = sketch.document
    for graph in document.graphs.values():
        places = {key: (0.0, 100.0 * at) for at, key in enumerate(graph.order())}
        document.apply(move_blocks(document, places, graph.name))
    return document, block


def nested() -> tuple[Model, str]:
    """The same as a model, with the id of the group."""
    document, block = nested_document()
    return Model(document), block
