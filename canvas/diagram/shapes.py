"""The shapes of a layer-box diagram on paper: boxes, circles, frames, lines and texts. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from blocks.types.block_type import Category

Measure = Callable[[str, "Size"], float]
"""Width of a text in pixels."""


class Size(Enum):
    """Sizes of texts in pixels at 100 %."""

    STRONG = 13
    PLAIN = 12


class Anchor(Enum):
    """The point of a text that is at its place: the middle, or the left end."""

    MIDDLE = "middle"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Slab:
    """A slice of a box, from left to right.

    Attributes:
        width: in pixels.
        category: whose colour it has; ``None`` for a layer that nobody knows.
    """

    width: float
    category: Category | None


@dataclass(frozen=True, slots=True)
class Cuboid:
    """A box seen from the front, from the right and from above.

    Attributes:
        x: left edge of the front.
        y: top edge of the front.
        height: of the front.
        depth: how far it goes back, drawn to the right and upwards.
        slabs: the front from left to right; their widths are the box's.
        words: stand on the first slab, upwards; may be empty.
        copies: how many boxes hint at repeats behind it.
        composite: it stands for a composite.
        hollow: it is no layer: an input.
    """

    x: float
    y: float
    height: float
    depth: float
    slabs: tuple[Slab, ...]
    words: str = ""
    copies: int = 0
    composite: bool = False
    hollow: bool = False

    @property
    def width(self) -> float:
        """Width of the front."""
        return sum(slab.width for slab in self.slabs)


@dataclass(frozen=True, slots=True)
class Circle:
    """A merging layer: a circle with a sign; ``x`` and ``y`` are its middle."""

    x: float
    y: float
    radius: float
    sign: str


@dataclass(frozen=True, slots=True)
class GroupFrame:
    """The rim around an opened composite; `copies` hints at repeats behind it."""

    x: float
    y: float
    width: float
    height: float
    copies: int = 0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; ``y`` is the middle of its height."""

    x: float
    y: float
    text: str
    size: Size = Size.PLAIN
    anchor: Anchor = Anchor.MIDDLE
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Connector:
    """A line from one box to another, with rounded corners; an arrow at its end where one is wanted."""

    points: tuple[tuple[float, float], ...]
    arrow: bool = True


Shape = Cuboid | Circle | GroupFrame | TextLine | Connector


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """Return a shape at another place."""
    if isinstance(shape, Connector):
        return Connector(tuple((x + dx, y + dy) for x, y in shape.points), shape.arrow)
    return replace(shape, x=shape.x + dx, y=shape.y + dy)


@dataclass(frozen=True, slots=True)
class Piece:
    """Shapes that belong together, around an axis at 0 on which data flow from left to right.

    Attributes:
        width: from 0 to the right.
        up: how far it goes above the axis.
        down: how far it goes below the axis.
        entry: where a line that leads to it ends.
        exit: where a line that comes from it begins.
        shapes: with the left end at 0 and the axis at 0.
        circle: lines from above and below may end at its ``entry`` plus this radius; 0 for none.
        arrow: a line that leads to it ends in an arrow.
    """

    width: float
    up: float
    down: float
    entry: float
    exit: float
    shapes: tuple[Shape, ...] = ()
    circle: float = 0.0
    arrow: bool = True
