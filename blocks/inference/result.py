"""Results of the check: of one block, and summed over many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from blocks.types.problems import Problem
from blocks.types.rules import Arguments, Inference, Inside, Totals
from blocks.values.shapes import Shape, element_count

__all__ = ["BlockCheck", "Totals", "totals_of"]

_BYTES = {
    "float64": 8,
    "int64": 8,
    "uint64": 8,
    "float16": 2,
    "bfloat16": 2,
    "mixed_float16": 2,
    "mixed_bfloat16": 2,
    "uint8": 1,
    "bool": 1,
    "int8": 1,
    "int16": 2,
    "uint16": 2,
}


def _sizes(policy: object) -> tuple[int, int]:
    """Return the bytes of a weight and of an output's value; ``None`` is Keras's default."""
    if policy is None or policy == "float32":
        return 4, 4
    name = str(policy)
    size = _BYTES.get(name, 4)
    return 4 if name.startswith("mixed") else size, size


@dataclass(frozen=True, slots=True)
class BlockCheck:
    """The result of checking one block.

    Attributes:
        inputs: shape at each wired input, in port order; ``None`` for unknown.
        outputs: shape at each output port; ``None`` for unknown.
        inference: what the rule found, or ``None``.
        arguments: the parameters in effect, expressions evaluated.
        problems: what is wrong with this block.
    """

    inputs: tuple[Shape | None, ...] = ()
    outputs: tuple[Shape | None, ...] = (None,)
    inference: Inference | None = None
    arguments: Arguments = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def output(self) -> Shape | None:
        """Shape at the first output port."""
        return self.outputs[0] if self.outputs else None

    @property
    def inside(self) -> Inside | None:
        """Sums over what lies inside a composite or a repeated block; ``None`` for a single layer."""
        return self.inference.inside if self.inference else None

    @property
    def absent(self) -> bool:
        """Whether it was checked and no layer comes of it: no repeats, or no condition held."""
        return self.inside is not None and not self.inside.layers

    @property
    def parameters(self) -> int:
        """Number of weights' values, trainable or not."""
        if self.inside is not None:
            return self.inside.totals.parameters
        return sum(weight.count for weight in self.inference.weights) if self.inference else 0

    @property
    def trainable(self) -> int:
        """Number of weights' values that training changes."""
        if self.inside is not None:
            return self.inside.totals.trainable
        if self.inference is None:
            return 0
        return sum(weight.count for weight in self.inference.weights if weight.trainable)

    @property
    def multiply_adds(self) -> int | None:
        """Multiply-adds for one example; ``None`` where a size is open."""
        return self.inference.multiply_adds if self.inference else 0

    @property
    def weight_bytes(self) -> int:
        """Memory of the weights in bytes."""
        if self.inside is not None:
            return self.inside.totals.weight_bytes
        return self.parameters * self.bytes_per_weight

    @property
    def bytes_per_weight(self) -> int:
        """Memory of one weight in bytes; mixed precision keeps weights in float32."""
        return _sizes(self.arguments.get("dtype"))[0]

    @property
    def activation_bytes(self) -> int | None:
        """Memory of the outputs for one example in bytes; ``None`` where a size is open."""
        if self.inside is not None:
            return self.inside.totals.activation_bytes
        total = 0
        for shape in self.outputs:
            count = element_count(shape)
            if count is None:
                return None
            total += count
        return total * _sizes(self.arguments.get("dtype"))[1]

    @property
    def layers(self) -> tuple[tuple[str, int], ...]:
        """Types and numbers of the layers inside; none for a single layer, which its graph knows."""
        return self.inside.layers if self.inside is not None else ()


def totals_of(results: Iterable[BlockCheck]) -> Totals:
    """Sum over blocks."""
    parameters = trainable = weight_bytes = 0
    multiply_adds: int | None = 0
    activation_bytes: int | None = 0
    for result in results:
        if result.inference is None:
            continue
        count, changing, size = _weights(result)
        parameters += count
        trainable += changing
        weight_bytes += size
        multiply_adds = _plus(multiply_adds, result.inference.multiply_adds)
        activation_bytes = _plus(activation_bytes, result.activation_bytes)
    return Totals(parameters, trainable, multiply_adds, weight_bytes, activation_bytes)


def _weights(result: BlockCheck) -> tuple[int, int, int]:
    """Return all values, those that training changes, and bytes; each weight is counted once.

    This runs after every edit, over every block.
    """
    if result.inside is not None:
        inside = result.inside.totals
        return inside.parameters, inside.trainable, inside.weight_bytes
    weights = result.inference.weights if result.inference else ()
    if not weights:
        return 0, 0, 0
    count = fixed = 0
    for weight in weights:
        size = weight.count
        count += size
        fixed += 0 if weight.trainable else size
    return count, count - fixed, count * result.bytes_per_weight


def _plus(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right
