"""Works out the sizes of the boxes of a layer-box diagram, and the text at them. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from blocks.types.block_type import Category, Form
from blocks.values import shapes as tensors
from canvas.diagram.parts import DiagramPart, Network
from canvas.diagram.shapes import (
    Anchor,
    Circle,
    Cuboid,
    Measure,
    Piece,
    Shape,
    Size,
    Slab,
    TextLine,
)
from canvas.diagram.words import count_words, shape_words

_LEAST, _MOST = 58.0, 176.0
"""Heights of a box of the smallest and of the largest size."""
_DEPTH = 0.2
"""How far a box goes back for each pixel that it would be high."""
_VECTOR = 20.0
"""Width of the box of a vector."""
_BAND = 7.0
_STRIPE = 8.0
_THIN = 18.0
_PLAIN = (
    Category.ACTIVATION,
    Category.NORMALIZATION,
    Category.REGULARIZATION,
    Category.RESHAPING,
)
"""Kinds of layers whose boxes are thin, however many channels there are: they compute next to nothing."""
_RADIUS = 11.0
_STEP = 5.0
"""How far boxes that hint at repeats stand behind one another."""
_LINE = 15.0
"""Height of a line of text."""
_GAP = 5.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The facts that a diagram tells.

    Attributes:
        shapes: sizes and numbers of channels below boxes.
        costs: numbers of parameters below boxes.
    """

    shapes: bool = True
    costs: bool = True


@dataclass(frozen=True, slots=True)
class Boxes:
    """Makes pieces of parts.

    Attributes:
        measure: widths of texts.
        wanted: what is written below.
        largest: the longest side that anything in the diagram has.
    """

    measure: Measure
    wanted: Wanted
    largest: int

    @classmethod
    def of(cls, network: Network, measure: Measure, wanted: Wanted) -> Boxes:
        """Return what makes pieces of the parts of a network."""
        sides = (side for part in network.walk() for side in _sides(part.shape))
        return cls(measure, wanted, max(sides, default=1))

    def piece(self, part: DiagramPart, before: tensors.Shape | None) -> Piece:
        """Return the piece of a part that is no group.

        Args:
            part: the part.
            before: what comes into it.
        """
        if part.form is Form.PORT:
            return Piece(0, 4, 4, 0, 0, arrow=False)
        if part.sign:
            return self._circle(part, before)
        return self._box(part, before)

    def _circle(self, part: DiagramPart, before: tensors.Shape | None) -> Piece:
        lines = self._lines(part, before)
        wide = max((self.measure(text.text, text.size) for text in lines), default=0.0)
        shapes: list[Shape] = [Circle(_RADIUS, 0, _RADIUS, part.sign)]
        for at, text in enumerate(lines):
            y = _RADIUS + _LINE * (at + 0.4)
            shapes.append(
                TextLine(2 * _RADIUS + 1, y, text.text, text.size, Anchor.LEFT, text.muted)
            )
        down = _RADIUS + _LINE * len(lines)
        wide = 2 * _RADIUS + (wide + _GAP if lines else 0)
        return Piece(wide, _RADIUS, down, 0, 2 * _RADIUS, tuple(shapes), _RADIUS)

    def _box(self, part: DiagramPart, before: tensors.Shape | None) -> Piece:
        high, deep = self._height(part.shape), self._depth(part.shape)
        fits = self.measure(part.words, Size.PLAIN) + 10 <= high and not _is_composite(part)
        copies = min(part.times - 1, 2)
        back = _STEP * copies
        slabs = self._slabs(part)
        front = sum(slab.width for slab in slabs)
        lines = self._lines(part, before)
        above = [] if fits else [TextLine(0, 0, part.words)]
        if part.times > 1:
            above.append(TextLine(0, 0, _times(part), Size.STRONG))
        widest = max((self.measure(t.text, t.size) for t in [*lines, *above]), default=0.0)
        left = max(0.0, (widest - front) / 2)
        width = left + max(front + deep + back, (front + widest) / 2 + _GAP)
        top = deep - (high + deep) / 2
        words = part.words if fits else ""
        hollow = part.form is Form.INPUT
        cuboid = Cuboid(left, top, high, deep, slabs, words, copies, _is_composite(part), hollow)
        shapes: list[Shape] = [cuboid]
        middle = left + front / 2
        # What stands above stands clear of the far edge, which is farther right.
        shift = min((deep + back) / 2, max(0.0, width - middle - widest / 2))
        for at, text in enumerate(reversed(above)):
            y = top - deep - back - _LINE * (at + 0.6)
            shapes.append(TextLine(middle + shift, y, text.text, text.size))
        for at, text in enumerate(lines):
            y = top + high + _LINE * (at + 0.75)
            shapes.append(TextLine(middle, y, text.text, text.size, muted=text.muted))
        up = -top + deep + back + _LINE * len(above) + (4 if above else 0)
        down = top + high + _LINE * len(lines) + (4 if lines else 0)
        exit_ = left + front + deep + back
        return Piece(width, up, down, left, exit_, tuple(shapes))

    def _lines(self, part: DiagramPart, before: tensors.Shape | None) -> list[TextLine]:
        """Return what stands below: channels, sizes where they change, parameters."""
        found = []
        if self.wanted.shapes:
            channels, sizes = shape_words(part.shape, before)
            found = [TextLine(0, 0, channels, Size.STRONG)]
            found += [TextLine(0, 0, sizes)] if sizes else []
        if self.wanted.costs and part.parameters:
            found.append(TextLine(0, 0, count_words(part.parameters), muted=True))
        return found

    def _slabs(self, part: DiagramPart) -> tuple[Slab, ...]:
        wide = _THIN if part.category in _PLAIN else self._width(part.shape)
        if part.stripes:
            each = max(_STRIPE, wide / len(part.stripes))
            return tuple(Slab(each, category) for category in part.stripes)
        bands = tuple(Slab(_BAND, category) for category in part.bands)
        return (Slab(wide, part.category), *bands)

    def _height(self, shape: tensors.Shape | None) -> float:
        sides = _sides(shape)
        if sides:
            return _LEAST + (_MOST - _LEAST) * math.sqrt(sides[0] / self.largest)
        return min(52.0 + 11.0 * math.log2((shape[-1] if shape else None) or 1), _MOST)

    def _depth(self, shape: tensors.Shape | None) -> float:
        sides = _sides(shape)
        if len(sides) < 2:
            return 8.0
        return _DEPTH * (_MOST * math.sqrt(sides[-1] / self.largest)) + 4

    def _width(self, shape: tensors.Shape | None) -> float:
        if not _sides(shape):
            return _VECTOR
        return max(18.0, 8.0 + 5.2 * math.log2((shape[-1] if shape else None) or 1))


def _sides(shape: tensors.Shape | None) -> list[int]:
    """Return the known sizes of what a box gives, channels left out; an open size counts as 1."""
    return [max(side or 1, 1) for side in shape[:-1]] if shape else []


def _is_composite(part: DiagramPart) -> bool:
    return part.category is Category.COMPOSITE and part.form is not Form.PORT


def _times(part: DiagramPart) -> str:
    return f"{part.times} in parallel" if part.parallel else f"×{part.times}"


def title_of(part: DiagramPart) -> str:
    """Return what stands above an opened composite."""
    return f"{part.words} {_times(part)}" if part.times > 1 else part.words


def kinds_of(network: Network) -> list[Category]:
    """Return the kinds of layers that a network has, in the order of the palette."""
    found: set[Category] = set()
    for part in network.walk():
        if part.form not in (Form.INPUT, Form.PORT) and part.inner is None and not part.sign:
            found.update(_categories(part))
    return [category for category in Category if category in found]


def _categories(part: DiagramPart) -> Iterable[Category]:
    own = () if part.category is None or part.stripes else (part.category,)
    return (*own, *part.bands, *part.stripes)
