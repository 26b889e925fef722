"""The model as a table: a row for every block, and totals. Text, files and the panel read the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.summary.rows import Row
from app.summary.words import HEADERS, NUMBERS, bytes_text, number_text
from blocks.inference.result import Totals


def total_lines(
    totals: Totals, layers: int | None = None, field: str = ""
) -> list[tuple[str, str]]:
    """Return the totals as pairs of label and text; layers and receptive field where they are given."""
    frozen = totals.non_trainable
    return [
        *([("Layers", f"{layers:,}")] if layers is not None else []),
        ("Parameters", f"{totals.parameters:,} ({bytes_text(totals.weight_bytes)})"),
        ("Trainable", f"{totals.trainable:,}"),
        ("Non-trainable", f"{frozen:,}"),
        ("Multiply-adds", f"{number_text(totals.multiply_adds)} per example"),
        *([("Receptive field", field)] if field else []),
    ]


def as_text(
    title: str,
    table: Sequence[Row],
    totals: Totals,
    *,
    boxes: bool = True,
    indents: Sequence[int] = (),
    layers: int | None = None,
    field: str = "",
) -> str:
    """Write the table for a terminal.

    Args:
        title: the project's title.
        table: the rows.
        totals: the sums below it.
        boxes: draw lines with box characters; plain ASCII otherwise.
        indents: how deep each row lies; none for a table without rows inside.
        layers: number of layers, to be told below.
        field: the largest receptive field in words, to be told below.
    """
    cells = [row.cells() for row in table]
    cells = (
        [("  " * by + line[0], *line[1:]) for by, line in zip(indents, cells, strict=True)]
        if indents
        else cells
    )
    if not boxes:
        cells = [tuple(cell.replace("×", "x") for cell in line) for line in cells]
        title = title.encode("ascii", "replace").decode()
        field = field.replace("×", "x")
    lines = [f"Model: {title}", *_grid(cells, boxes)]
    found = total_lines(totals, layers, field)
    width = max(len(label) for label, _ in found)
    lines += [f" {label + ':':<{width + 1}} {text}" for label, text in found]
    return "\n".join(lines)


def _grid(cells: Sequence[tuple[str, ...]], boxes: bool) -> list[str]:
    widths = [max(map(len, column)) for column in zip(HEADERS, *cells, strict=True)]
    line, cross, bar = ("─", ("┌┬┐", "├┼┤", "└┴┘"), "│") if boxes else ("-", ("+++",) * 3, "|")

    def rule(ends: str) -> str:
        return ends[0] + ends[1].join(line * (width + 2) for width in widths) + ends[2]

    def row(texts: Iterable[str]) -> str:
        fitted = map(_fit, texts, widths, range(len(widths)))
        return bar + bar.join(f" {text} " for text in fitted) + bar

    body = [row(texts) for texts in cells] or [
        row(("no blocks yet", *[""] * (len(HEADERS) - 1)))
    ] * (widths[0] >= 13)
    return [rule(cross[0]), row(HEADERS), rule(cross[1]), *body, rule(cross[2])]


def _fit(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column in NUMBERS else text.ljust(width)
