"""Shape rules: what they are given, what they find out, and how they refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from blocks.types.problems import Problem
from blocks.values.shapes import Shape, product
from blocks.values.values import Value

Arguments = Mapping[str, Any]
"""Parameter name to its value in normal form, expressions already evaluated."""

Shapes = tuple[Shape, ...]
"""The shape at each input, or at each output, without the batch axis."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight tensor: Keras's name, its shape, and whether training changes it."""

    name: str
    shape: tuple[int, ...]
    trainable: bool = True

    @property
    def count(self) -> int:
        """Number of values."""
        return product(self.shape)


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One line of "how the numbers come about": ``Output height = ⌈16 / 2⌉ = 8``."""

    label: str
    formula: str
    result: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a graph; per example where they depend on data. ``None`` where a size is open."""

    parameters: int = 0
    trainable: int = 0
    multiply_adds: int | None = 0
    weight_bytes: int = 0
    activation_bytes: int | None = 0

    @property
    def non_trainable(self) -> int:
        """Number of weights' values that training leaves alone."""
        return self.parameters - self.trainable


@dataclass(frozen=True, slots=True)
class Inside:
    """The contents of a composite or a repeated block: sums, and how many layers of each type.

    Attributes:
        totals: the sums.
        layers: types and numbers.
        can_crash: the answer of `blocks.check.tensorflow_limits` for all of them.
        strange: the problem of a layer inside whose class is not known; ``text`` says it in words.
    """

    totals: Totals
    layers: tuple[tuple[str, int], ...]
    can_crash: bool = False
    strange: Problem | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """The result of a shape rule; nothing is allocated for it.

    Attributes:
        outputs: a shape for every output port.
        weights: the weight tensors that Keras would make, in Keras's order.
        multiply_adds: multiply-adds for one example; ``None`` where a size is open.
        inside: sums over the layers of a composite or of a repeated block, which has no list of weights.
    """

    outputs: Shapes
    weights: tuple[Weight, ...] = ()
    multiply_adds: int | None = 0
    inside: Inside | None = None


@dataclass(eq=False)
class Refusal(Exception):
    """A rule's word that Keras would refuse this call.

    Attributes:
        kind: what went wrong, one of the kinds in `blocks.types.problems`.
        parameter: the parameter to change, where there is one.
        expected: in words or as a shape, what would do.
        got: what came instead.
        port: index of the offending input, where it is one.
        other: index of the input that it does not agree with.
        text: ready words, where it comes from inside a composite.
        path: ids that lead from a composite to the block inside that is wrong.
        iterations: for each of them the iteration of its loop, ``None`` without one.
        unfinished: something inside is missing, not wrong.
    """

    kind: str
    expected: Value = None
    got: Value = None
    parameter: str = ""
    port: int | None = None
    other: int | None = None
    text: str = ""
    path: tuple[str, ...] = ()
    iterations: tuple[int | None, ...] = ()
    unfinished: bool = False


Steps = tuple[ExplanationStep, ...]
Rule = Callable[[Arguments, Shapes], Inference]
Explain = Callable[[Arguments, Shapes, Inference], Steps]


def no_steps(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    """Explain nothing beyond what every block shows."""
    return ()
