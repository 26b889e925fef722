"""The arithmetic of receptive fields, one axis at a time.

A field is ``size`` places of the model's input that one output value depends on, and ``jump``, how far neighbours
in the output are away from each other there. A window of ``k`` places (gaps counted) that moves by ``s`` makes of them
``size + (k - 1) * jump`` and ``jump * s``. Over several paths the largest counts.
Source: Araujo, Norris, Sim (2019), Computing Receptive Fields of Convolutional Neural Networks, Distill,
https://distill.pub/2019/computing-receptive-fields/
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from blocks.types.rules import Arguments, Shapes
from blocks.values.shapes import element_count

Number = int | Fraction
Look = Callable[[Arguments, Shapes], "Reach | None"]
"""Arguments and incoming shapes to what a block does to a field; ``None`` where places lose their order."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The change that a block, or a path through several, makes to a receptive field.

    Attributes:
        more: by how many input places the window is larger than one, for each axis; none for a look at each
            place alone.
        step: how many input places lie between neighbours of the output; below 1 where the output is larger.
    """

    more: tuple[Number, ...] = ()
    step: tuple[Number, ...] = ()

    def then(self, later: Reach | None) -> Reach | None:
        """Return what two blocks do one after the other."""
        if later is None or not later.more:
            return None if later is None else self
        if not self.more:
            return later
        if len(self.more) != len(later.more):
            return None
        axes = range(len(self.more))
        return Reach(
            tuple(self.more[at] + later.more[at] * self.step[at] for at in axes),
            tuple(self.step[at] * later.step[at] for at in axes),
        )

    @property
    def sizes(self) -> tuple[int, ...]:
        """Places of the input that one output value depends on, for each axis."""
        return tuple(math.ceil(more) + 1 for more in self.more)


EACH_PLACE = Reach()


def each_place(arguments: Arguments, shapes: Shapes) -> Reach | None:
    """Look at each place alone: activations, normalization, merges."""
    return EACH_PLACE


def widest(found: Iterable[Reach | None]) -> Reach | None:
    """Return the largest over several paths; ``None`` where one of them has none."""
    best = EACH_PLACE
    for reach in found:
        if reach is None:
            return None
        if not best.more or not reach.more:
            best = best if best.more else reach
            continue
        if len(best.more) != len(reach.more):
            return None
        best = Reach(
            tuple(map(max, best.more, reach.more)),
            tuple(map(max, best.step, reach.step)),
        )
    return best


def window(rank: int, size: str, dilation: str = "") -> Look:
    """Look through a window that slides along ``rank`` axes.

    Args:
        rank: 1 for sequences, 2 for images, 3 for volumes.
        size: the parameter with the window's size; it is the step as well where ``strides`` is ``None``.
        dilation: the parameter with the distance of the values under the window, if there is one.
    """

    def look(arguments: Arguments, shapes: Shapes) -> Reach:
        sizes = _spread(arguments[size], rank)
        strides = arguments["strides"]
        gaps = _spread(arguments[dilation], rank) if dilation else (1,) * rank
        more = tuple(gap * (each - 1) for each, gap in zip(sizes, gaps, strict=True))
        return Reach(more, _spread(sizes if strides is None else strides, rank))

    return look


def enlarging_window(rank: int) -> Look:
    """Look back through a transposed convolution: ``ceil(k / s)`` input places meet in an output."""

    def look(arguments: Arguments, shapes: Shapes) -> Reach:
        sizes = _spread(arguments["kernel_size"], rank)
        gaps = _spread(arguments["dilation_rate"], rank)
        strides = _spread(arguments["strides"], rank)
        covered = [gap * (each - 1) + 1 for each, gap in zip(sizes, gaps, strict=True)]
        more = tuple(-(-each // stride) - 1 for each, stride in zip(covered, strides, strict=True))
        return Reach(more, tuple(Fraction(1, stride) for stride in strides))

    return look


def every_place(rank: int) -> Look:
    """Look at all places at once: global pooling."""

    def look(arguments: Arguments, shapes: Shapes) -> Reach | None:
        first = arguments.get("data_format") == "channels_first"
        spatial = shapes[0][1:] if first else shapes[0][:-1]
        known = [length for length in spatial if length is not None]
        if len(known) != rank:
            return None
        return Reach(tuple(length - 1 for length in known), (1,) * rank)

    return look


def rearranged(arguments: Arguments, shapes: Shapes) -> Reach | None:
    """Lay values out in another order: neighbours are none any more, unless there was one place alone."""
    alone = all(
        len(shape) == 1 or element_count(shape) == max(size or 0 for size in shape)
        for shape in shapes
    )
    return EACH_PLACE if alone else None


def _spread(value: int | tuple[int, ...], rank: int) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,) * rank
