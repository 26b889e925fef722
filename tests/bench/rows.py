"""One measured figure, and how it is written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        area: the part of the product.
        name: what was measured; says "cpu" where it is processor time and not the clock.
        figure: the median; ``None`` where it could not be measured.
        unit: of figure and limit.
        limit: what the figure may be at most (at least, for `at_least`); ``None`` for a mere report.
        ok: whether the figure keeps its limit; false where it could not be measured.
        reference: what the figure was compared with in the same run, in words; the spread, else.
        reason: why it could not be measured.
    """

    area: str
    name: str
    figure: float | None
    unit: str
    limit: float | None
    ok: bool
    reference: str = ""
    reason: str = ""

    def as_json(self) -> str:
        """Write the row as one line of JSON; ``reason`` is there only where there is one."""
        values = asdict(self)
        if not self.reason:
            del values["reason"]
        return json.dumps(values)

    def unjudged(self) -> Row:
        """Return the row as a mere report: a quick run proves nothing."""
        return self if self.figure is None else replace(self, limit=None, ok=True)


def at_most(
    area: str, name: str, figure: float, unit: str, limit: float, reference: str = ""
) -> Row:
    """Return a row whose figure should be small."""
    return Row(area, name, neat(figure), unit, limit, figure <= limit, reference)


def at_least(
    area: str, name: str, figure: float, unit: str, limit: float, reference: str = ""
) -> Row:
    """Return a row whose figure should be large."""
    return Row(area, name, neat(figure), unit, limit, figure >= limit, reference)


def report(area: str, name: str, figure: float, unit: str, reference: str = "") -> Row:
    """Return a row without a limit."""
    return Row(area, name, neat(figure), unit, None, True, reference)


def unmeasured(area: str, name: str, reason: str) -> Row:
    """Return a row for what could not be measured."""
    return Row(area, name, None, "", None, False, reason=reason)


def neat(number: float) -> float:
    """Return a number with the four digits that a measurement is worth."""
    return float(f"{number:.4g}")


def table(rows: Iterable[Row]) -> str:
    """Write rows for people, one line each, in columns."""
    cells: list[Sequence[str]] = [("area", "what", "figure", "limit", "", "measured beside it")]
    cells += [_cells(row) for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(cells[0]))]
    return "\n".join(_line(line, widths) for line in cells)


def markdown(rows: Iterable[Row]) -> str:
    """Write rows as a table for docs/performance.md."""
    cells = [("area", "what", "figure", "limit", "", "measured beside it"), ("---",) * 6]
    lines = [*cells, *(_cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    if row.figure is None:
        return row.area, row.name, "-", "", "NOT MEASURED", row.reason
    figure = f"{row.figure:g} {row.unit}".strip()
    if row.limit is None:
        return row.area, row.name, figure, "", "", row.reference
    return row.area, row.name, figure, f"{row.limit:g}", "ok" if row.ok else "MISSED", row.reference


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (text.ljust(width) for text, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
