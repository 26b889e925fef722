"""Large models that look like real ones: residual chains of convolution, normalization, ReLU and Add."""

from __future__ import annotations

from dataclasses import replace

from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit
from blocks.graph.graph import MODEL, Block, Wire
from blocks.graph.ids import slug
from blocks.values.values import Value

PITCH = (260.0, 100.0)
"""Distance of neighbours in scene pixels: what the layout leaves between cards."""
ROWS = 32
"""Blocks in a column; 1,000 blocks then fill an area about as wide as it is high."""
SIZE = 32
"""Height and width of the input images."""
STAGES = (64, 128, 256)
"""Filters of each third of the network; images are halved in between."""
UNIT = 9
"""Blocks of a residual unit."""
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

    def convolution(self, source: str, filters: int, size: int = 3, strides: int = 1) -> str:
        """Add a convolution and its normalization."""
        values: dict[str, Value] = {"filters": filters, "kernel_size": size}
        if strides > 1:
            values["strides"] = strides
        layer = self.add("Conv2D", source, **values, padding="same", use_bias=False)
        return self.add("BatchNormalization", layer)

    def unit(self, source: str, filters: int, strides: int) -> str:
        """Add a residual unit with a projection on its shortcut: `UNIT` blocks, seven of them deep."""
        inner = self.add("ReLU", self.convolution(source, filters, strides=strides))
        inner = self.convolution(inner, filters)
        shortcut = self.convolution(source, filters, size=1, strides=strides)
        return self.add("ReLU", self.add("Add", inner, shortcut))


def residual(blocks: int) -> Document:
    """Return a residual network for 32 by 32 colour images.

    With 1,000 blocks it is about 780 deep: Keras follows a model by recursion, and gives up near 990.

    Args:
        blocks: how many blocks it has, exactly; at least 40.
    """
    writer = _Writer()
    last = writer.add("Input", shape=(SIZE, SIZE, 3))
    last = writer.add("ReLU", writer.convolution(last, STAGES[0]))
    for stage, filters in enumerate(STAGES):
        until = (blocks - HEAD) * (stage + 1) // len(STAGES)
        strides = 2 if stage else 1
        while writer.count + UNIT <= until:
            last = writer.unit(last, filters, strides)
            strides = 1
    while writer.count < blocks - HEAD:
        last = writer.add("ReLU", last)
    writer.add("Dense", writer.add("GlobalAveragePooling2D", last), units=10, activation="softmax")
    document = Document()
    document.apply(writer.edits)
    settings = document.settings.with_data(source="digits", size=SIZE, channels=3)
    document.settings = replace(settings, title=f"Residual network of {blocks} blocks")
    return document
