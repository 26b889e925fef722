"""Items that follow one another and are the same but for a rate that grows with every round."""

from __future__ import annotations

from collections.abc import Sequence

from blocks.graph.structure import INDEX
from blocks.values.values import Expression, Value
from importers.folding.sheet import Item

_RATES = (0.2, 0.1, 0.3, 0.5, 0.4, 0.05, 0.25, 0.8)
"""Rates that a rule may reach in its last round, the usual one first."""

_MOST_ROUNDS = 1000


def longest_run(row: Sequence[Item]) -> tuple[int, dict[str, Value] | None]:
    """Return how many items from the first on are one block again and again, and that block's values, if any."""
    count, found = 1, None
    while count < len(row) and (values := run_values(row[: count + 1])) is not None:
        count, found = count + 1, values
    return count, found


def run_values(items: Sequence[Item]) -> dict[str, Value] | None:
    """Return the values of one block that is applied again and again in place of some; ``None`` if they are no run."""
    first = items[0]
    if not all(_alike(first, item) for item in items):
        return None
    found: dict[str, Value] = {}
    for name in first.values:
        column = [item.values[name] for item in items]
        value = column[0] if all(each == column[0] for each in column) else growing(column)
        if value is None:
            return None
        found[name] = value
    return found


def _alike(left: Item, right: Item) -> bool:
    return (
        left.type == right.type
        and left.series is None
        and right.series is None
        and left.values.keys() == right.values.keys()
        and left.extra == right.extra
        and left.sources[0][0] == right.sources[0][0]
    )


def growing(column: Sequence[Value]) -> Expression | None:
    """Return ``0.2 * (i + 3) / 16`` where it gives exactly these numbers, as networks let rates grow with depth."""
    numbers = [value for value in column if type(value) is float]
    step = numbers[1] - numbers[0] if len(numbers) == len(column) > 1 else 0.0
    if step <= 0:
        return None
    for rate in _RATES:
        rounds = round(rate / step)
        if 0 < rounds <= _MOST_ROUNDS:
            start = round(numbers[0] * rounds / rate)
            if all(rate * (at + start) / rounds == value for at, value in enumerate(numbers)):
                iteration = f"({INDEX} + {start})" if start else INDEX
                return Expression(f"{rate} * {iteration} / {rounds}")
    return None
