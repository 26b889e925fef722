"""The legend of a layer-box diagram, in lines below it: the meaning of colours and signs. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from blocks.types.block_type import Category
from canvas.diagram.boxes import Boxes, kinds_of
from canvas.diagram.parts import Network
from canvas.diagram.shapes import Anchor, Circle, Cuboid, Shape, Size, Slab, TextLine, moved

_LEAST = 420.0
"""Length that a line may have in any case."""
_LINE = 24.0
_BETWEEN = 20.0


@dataclass(frozen=True, slots=True)
class DiagramLegend:
    """A legend, its first line at height 0."""

    shapes: tuple[Shape, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing of a legend, from 0 to its width."""

    shapes: tuple[Shape, ...]
    width: float


def legend_of(network: Network, boxes: Boxes, words: str, room: float) -> DiagramLegend:
    """Say what colours and signs mean.

    Args:
        network: what is shown.
        boxes: measures texts.
        words: stand at the end.
        room: length that a line may have.
    """
    shapes: list[Shape] = []
    lines = _broken(_entries(network, boxes, words), max(room, _LEAST))
    width = 0.0
    for at, line in enumerate(lines):
        x = 0.0
        for entry in line:
            shapes += [moved(shape, x, _LINE * at) for shape in entry.shapes]
            x += entry.width
        width = max(width, x - _BETWEEN)
    return DiagramLegend(tuple(shapes), width, _LINE * max(len(lines) - 1, 0))


def _entries(network: Network, boxes: Boxes, words: str) -> list[_Entry]:
    """Return what colours and signs mean, and the words at the end."""
    found = []
    for category in kinds_of(network):
        found.append(_entry(Cuboid(0, -7, 16, 3, (Slab(12, category),)), _word(category), boxes))
    merges = {part.sign: part.words for part in network.walk() if part.sign}
    for sign, name in sorted(merges.items()):
        found.append(_entry(Circle(8, 0, 8, sign), name, boxes))
    return [*found, _entry(None, words, boxes)] if words else found


def _entry(sign: Shape | None, words: str, boxes: Boxes) -> _Entry:
    x = 21.0 if sign else 0.0
    text = TextLine(x, 0, words, Size.PLAIN, Anchor.LEFT, muted=True)
    width = x + boxes.measure(words, Size.PLAIN) + _BETWEEN
    return _Entry((sign, text) if sign else (text,), width)


def _broken(entries: list[_Entry], room: float) -> list[list[_Entry]]:
    """Break a legend into lines."""
    lines: list[list[_Entry]] = []
    x = room + 1
    for entry in entries:
        if x + entry.width - _BETWEEN > room:
            lines.append([])
            x = 0.0
        lines[-1].append(entry)
        x += entry.width
    return lines


def _word(category: Category) -> str:
    return "Dense and core" if category is Category.CORE else category.value
