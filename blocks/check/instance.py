"""One instance of a composite: the values and the shapes that it is looked at with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blocks.graph.graph import Graph
from blocks.values.shapes import Shape
from blocks.values.values import Value


@dataclass(frozen=True, slots=True)
class Instance:
    """Values of the metaparameters of a composite and a shape for each In block, with which it is looked at."""

    arguments: Mapping[str, Value]
    shapes: tuple[Shape | None, ...]

    def same_as(self, other: Instance) -> bool:
        """Tell whether both mean the same; 1, 1.0 and True are different values."""
        return self.shapes == other.shapes and self.typed == other.typed

    @property
    def typed(self) -> frozenset[tuple[str, type, Value]]:
        """The arguments, so that values of different types differ."""
        return frozenset((name, value.__class__, value) for name, value in self.arguments.items())


def is_composite(graph: Graph, block_id: str) -> bool:
    """Tell whether a block is an instance of a composite."""
    return graph.inside(graph.blocks[block_id]) is not None
