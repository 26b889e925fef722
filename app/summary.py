"""The model as a table: a row for every block, and totals. Text, Markdown and the panel read the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from blocks.check import Checker, Totals
from blocks.shapes import Shape, shape_text

HEADERS = ("Layer (type)", "Output shape", "Parameters", "Multiply-adds", "Connected to")
NUMBERS = (2, 3)
"""Columns that hold numbers and are flush right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One block.

    Attributes:
        id: the block's id in the graph.
        name: layer name, as Keras will give it.
        type: name of the block type.
        shapes: one output shape per port, without the batch axis; ``None`` for unknown.
        parameters: number of weights' values; ``None`` where the block's input is unknown.
        multiply_adds: for one example; ``None`` where unknown or a size is open.
        sources: layer names of the blocks that feed it, in the order of its ports.
    """

    id: str
    name: str
    type: str
    shapes: tuple[Shape | None, ...]
    parameters: int | None
    multiply_adds: int | None
    sources: tuple[str, ...]

    def cells(self) -> tuple[str, ...]:
        """Return the texts for `HEADERS`."""
        return (
            f"{self.name} ({self.type})",
            ", ".join(map(shape_text, self.shapes)),
            number_text(self.parameters),
            number_text(self.multiply_adds),
            _listed(self.sources),
        )


def rows(checker: Checker) -> list[Row]:
    """Read a row for every block, in the order in which data flows."""
    return [_row(checker, block_id) for block_id in checker.graph.order()]


def _row(checker: Checker, block_id: str) -> Row:
    check = checker.results[block_id]
    known = check.inference is not None
    return Row(
        id=block_id,
        name=checker.names[block_id],
        type=checker.graph.blocks[block_id].type,
        shapes=check.outputs,
        parameters=check.parameters if known else None,
        multiply_adds=check.multiply_adds if known else None,
        sources=tuple(checker.names[wire.source] for wire in checker.graph.incoming(block_id)),
    )


def _listed(names: tuple[str, ...]) -> str:
    """Name the first few: a merging block can have a hundred inputs."""
    if len(names) <= 4:
        return ", ".join(names) or "-"
    return f"{', '.join(names[:3])} and {len(names) - 3} more"


def number_text(number: int | None) -> str:
    """Write a whole number with separators; ``?`` where it is not known."""
    return "?" if number is None else f"{number:,}"


def bytes_text(count: int) -> str:
    """Write a size in memory: ``110 KiB``."""
    size = float(count)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:,.3g} TiB" if size < 1000 else f"{size:,.0f} TiB"


def total_lines(totals: Totals) -> list[tuple[str, str]]:
    """Return the totals as pairs of label and text."""
    frozen = totals.non_trainable
    return [
        ("Parameters", f"{totals.parameters:,} ({bytes_text(totals.weight_bytes)})"),
        ("Trainable", f"{totals.trainable:,}"),
        ("Non-trainable", f"{frozen:,}"),
        ("Multiply-adds", f"{number_text(totals.multiply_adds)} per example"),
    ]


def as_text(title: str, table: Sequence[Row], totals: Totals, *, boxes: bool = True) -> str:
    """Write the table for a terminal.

    Args:
        title: the project's title.
        table: the rows.
        totals: the sums below it.
        boxes: draw lines with box characters; plain ASCII otherwise.
    """
    cells = [row.cells() for row in table]
    if not boxes:
        cells = [tuple(cell.replace("×", "x") for cell in line) for line in cells]
        title = title.encode("ascii", "replace").decode()
    lines = [f"Model: {title}", *_grid(cells, boxes)]
    width = max(len(label) for label, _ in total_lines(totals))
    lines += [f" {label + ':':<{width + 1}} {text}" for label, text in total_lines(totals)]
    return "\n".join(lines)


def _grid(cells: Sequence[tuple[str, ...]], boxes: bool) -> list[str]:
    widths = [max(map(len, column)) for column in zip(HEADERS, *cells, strict=True)]
    line, cross, bar = ("─", ("┌┬┐", "├┼┤", "└┴┘"), "│") if boxes else ("-", ("+++",) * 3, "|")

    def rule(ends: str) -> str:
        return ends[0] + ends[1].join(line * (width + 2) for width in widths) + ends[2]

    def row(texts: Iterable[str]) -> str:
        fitted = map(_fit, texts, widths, range(len(widths)))
        return bar + bar.join(f" {text} " for text in fitted) + bar

    body = [row(texts) for texts in cells] or [row(("no blocks yet", "", "", "", ""))] * (
        widths[0] >= 13
    )
    return [rule(cross[0]), row(HEADERS), rule(cross[1]), *body, rule(cross[2])]


def _fit(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column in NUMBERS else text.ljust(width)


def as_markdown(table: Sequence[Row], totals: Totals) -> str:
    """Write the table as Markdown, for a report or an issue."""
    lines = [_pipes(HEADERS), _pipes("---:" if at in NUMBERS else "---" for at in range(5))]
    lines += [_pipes(row.cells()) for row in table]
    lines += ["", *(f"- {label}: {text}" for label, text in total_lines(totals))]
    return "\n".join(lines) + "\n"


def _pipes(texts: Iterable[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
