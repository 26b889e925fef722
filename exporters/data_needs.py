"""What a model takes and learns, for those who load the data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Needs:
    """What a model takes and learns.

    Attributes:
        inputs: names of its inputs.
        outputs: names of its outputs.
        one_hot: for each output, whether its labels are rows such as ``(0, 1, 0)``.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    one_hot: tuple[bool, ...]
