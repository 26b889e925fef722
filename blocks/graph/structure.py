"""The structure of a block: repeated in series, in parallel with a merge, or only where a condition holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blocks.catalog.merging import PARALLEL
from blocks.errors import InvalidValue
from blocks.parameters import is_integer
from blocks.values.values import Expression, Value, from_json, to_json

INDEX = "i"
"""The loop index in the expressions of a repeated block; it counts from 0."""

MERGES = tuple(kind.name for kind in PARALLEL)
"""Merging layers that can join parallel branches."""

LayerPath = tuple[tuple[str, int], ...]
"""Where a layer is inside a block: the blocks that it lies in, outer ones first, its own last, each with its iteration.

The first has no id, since a copy of the block has another one. The layer that merges branches is iteration `MERGE`.
"""

MERGE = -1

MAX_COUNT = 1000
"""Most repeats of one block."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The repeats and the condition of a block with one input and one output.

    Attributes:
        series: how many times it is applied, each time to what the one before gave; 0 passes the input through.
        parallel: how many times it is applied to the same input; at least 1.
        merge: the layer that joins parallel branches.
        when: asked before each application in series, and once for all parallel branches; where it does not
            hold, the input passes through.
    """

    series: int | Expression | None = None
    parallel: int | Expression | None = None
    merge: str = MERGES[0]
    when: bool | Expression | None = None

    def __post_init__(self) -> None:
        """Refuse what means nothing.

        Raises:
            InvalidValue: a field has the wrong type or lies outside its limits, or both repeats are given.
        """
        if self.series is not None and self.parallel is not None:
            raise InvalidValue(
                "a block is repeated in series or in parallel: make a composite of it to have both"
            )
        _check_count(self.series, 0)
        _check_count(self.parallel, 1)
        if self.merge not in MERGES:
            raise InvalidValue(f"branches are merged by one of {', '.join(MERGES)}")
        if not (self.when is None or isinstance(self.when, (bool, Expression))):
            raise InvalidValue("a condition is True, False or an expression")

    @property
    def values(self) -> tuple[Value, ...]:
        """Everything in it that may be an expression."""
        return self.series, self.parallel, self.when


def _check_count(count: object, least: int) -> None:
    if count is None or isinstance(count, Expression):
        return
    if not is_integer(count) or not least <= count <= MAX_COUNT:
        raise InvalidValue(f"repeats are a whole number from {least} to {MAX_COUNT}")


def structure_to(structure: Structure) -> dict[str, object]:
    """Return a structure as JSON, what is not set left out."""
    data: dict[str, object] = {
        name: to_json(value)
        for name in ("series", "parallel", "when")
        if (value := getattr(structure, name)) is not None
    }
    if structure.parallel is not None or structure.merge != MERGES[0]:
        data["merge"] = structure.merge
    return data


def structure_from(data: object) -> Structure:
    """Read a structure; raises `InvalidValue`."""
    if not isinstance(data, Mapping) or not data.keys() <= {"series", "parallel", "merge", "when"}:
        raise InvalidValue("its structure has parts that this version does not know")
    return Structure(**{name: from_json(value) for name, value in data.items()})  # type: ignore[arg-type] # refuses wrong types itself
