"""Large models that look like real ones: residual chains of convolution, normalization, ReLU and Add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from blocks.document import Document
from blocks.edits import AddBlock, AddWire, Edit
from blocks.graph import MODEL, Block, Wire, slug
from blocks.values import Value

PITCH = (260.0, 100.0)
"""Distance of neighbours in scene pixels: what the layout leaves between cards."""
ROWS = 32
"""Blocks in a column; 1,000 blocks then fill an area about as wide as it is high."""
SIZE = 32
"""Height and width of the input images."""
STAGES = (16, 32, 64)
"""Filters of each third of the network; images are halved in between."""
HEAD = 2
"""Blocks after the last unit: pooling and classifier."""


class _Writer:
    """Adds blocks one behind the other, in columns."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.count = 0
        self.ids: list[str] = []

    def add(self, kind: str, *sources: str, **values: Value) -> str:
        """Add a block fed by others; returns its id."""
        column, row = divmod(self.count, ROWS)
        self.count += 1
        block = Block(f"{slug(kind)}-{self.count}", kind, values)
        self.ids.append(block.id)
        self.edits.append(AddBlock(MODEL, block, (column * PITCH[0], row * PITCH[1])))
        ports = ["input"] if len(sources) == 1 else [f"input_{n + 1}" for n in range(len(sources))]
        for source, port in zip(sources, ports, strict=True):
            self.edits.append(AddWire(MODEL, Wire(source, "output", block.id, port)))
        return block.id

    def convolution(self, source: str, filters: int, **values: Value) -> str:
        """Add a convolution and its normalization."""
        size = 1 if values else 3
        found: Mapping[str, Value] = {"filters": filters, "kernel_size": size, **values}
        layer = self.add("Conv2D", source, **found, padding="same", use_bias=False)
        return self.add("BatchNormalization", layer)

    def unit(self, source: str, filters: int, halve: bool) -> str:
        """Add a residual unit of seven blocks; nine where it halves the image."""
        skip = self.convolution(source, filters, strides=2) if halve else source
        if halve:
            first = self.add(
                "Conv2D", source, filters=filters, kernel_size=3, strides=2, padding="same"
            )
            inner = self.add("BatchNormalization", first)
        else:
            inner = self.convolution(source, filters)
        inner = self.convolution(self.add("ReLU", inner), filters)
        return self.add("ReLU", self.add("Add", inner, skip))


def residual(blocks: int) -> Document:
    """Return a residual network for 32 by 32 colour images.

    Args:
        blocks: how many blocks it has, exactly; at least 40.
    """
    writer = _Writer()
    last = writer.add("Input", shape=(SIZE, SIZE, 3))
    last = writer.add("ReLU", writer.convolution(last, STAGES[0]))
    for stage, filters in enumerate(STAGES):
        until = (blocks - HEAD) * (stage + 1) // len(STAGES)
        halve = stage > 0
        while writer.count + (9 if halve else 7) <= until:
            last = writer.unit(last, filters, halve)
            halve = False
    while writer.count < blocks - HEAD:
        last = writer.add("ReLU", last)
    writer.add("Dense", writer.add("GlobalAveragePooling2D", last), units=10, activation="softmax")
    document = Document()
    document.apply(writer.edits)
    settings = document.settings.with_data(source="digits", size=SIZE, channels=3)
    document.settings = replace(settings, title=f"Residual network of {blocks} blocks")
    return document
