"""The summary as a file: Markdown for a report, CSV for a spreadsheet, LaTeX for a paper. No Qt."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from app.summary.rows import Row, layer_count, leaves, opened, rows
from app.summary.text import total_lines
from app.summary.words import HEADERS, NUMBERS, number_text
from blocks.check.checker import Checker
from blocks.values.shapes import shape_text

SUFFIXES = (".md", ".csv", ".tex")
TableLine = tuple[int, Row]
"""A row with its indentation."""

_COLUMNS = (
    *("level", "layer", "type", "repeat", "count", "output_shape", "parameters"),
    *("multiply_adds", "activation_bytes", "receptive_field", "connected_to"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets compute a cell that begins so, whatever the file says."""
_LONG = 45
"""With more rows than this a LaTeX table may break across pages."""
_TEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}"},
    **{"×": r"$\times$", "−": "$-$", "\u2026": r"\dots{}"},
}


def lines_of(checker: Checker, depth: int | None = 0, flat: bool = False) -> list[TableLine]:
    """Read the rows of a table.

    Args:
        checker: the check of the model.
        depth: how many composites inside one another are opened; ``None`` for all.
        flat: a row for every Keras layer instead.
    """
    table = rows(checker)
    return [(0, row) for row in leaves(table)] if flat else list(opened(table, depth))


def table_text(checker: Checker, title: str, suffix: str, lines: Sequence[TableLine]) -> str:
    """Write rows and totals in the way that a suffix out of `SUFFIXES` stands for."""
    if suffix == ".csv":
        return _csv(checker, lines)
    return (_latex if suffix == ".tex" else _markdown)(checker, title, lines)


# ------------------------------------------------------------ Markdown


def _markdown(checker: Checker, title: str, lines: Sequence[TableLine]) -> str:
    head = [f"# {_plain_markdown(title)}", ""] if title.strip() else []
    marks = ("---:" if at in NUMBERS else "---" for at in range(len(HEADERS)))
    cells = [_indented(row.cells(), indent) for indent, row in lines]
    body = [_pipes(map(_plain_markdown, line)) for line in cells]
    totals = [f"- {label}: {text}" for label, text in _totals(checker)]
    return "\n".join([*head, _pipes(HEADERS), _pipes(marks), *body, "", *totals, ""])


def _indented(cells: tuple[str, ...], indent: int) -> tuple[str, ...]:
    return ("\u00a0" * (3 * indent) + cells[0], *cells[1:])


def _pipes(texts: Iterable[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def _plain_markdown(text: str) -> str:
    """Write a text so that Markdown and the HTML in it mean nothing."""
    return re.sub(r"([\\`*\[\]<>|&#~$]|(?<!\w)_|_(?!\w))", r"\\\1", _one_line(text))


# ------------------------------------------------------------ CSV


def _csv(checker: Checker, lines: Sequence[TableLine]) -> str:
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(_COLUMNS)
    for indent, row in lines:
        write.writerow(map(_cell, _values(indent, row)))
    totals = checker.totals()
    figures = totals.parameters, totals.multiply_adds, totals.activation_bytes
    write.writerow(map(_cell, ("", "Total", *[""] * 4, *figures, "", "")))
    return out.getvalue()


def _values(indent: int, row: Row) -> tuple[str | int | None, ...]:
    return (
        *(indent, row.name, row.type, _ascii(row.repeat), row.times),
        _ascii(", ".join(map(shape_text, row.shapes))),
        *(row.parameters, row.multiply_adds, row.activation_bytes),
        _ascii(shape_text(row.sees)) if row.sees else "",
        ", ".join(row.sources),
    )


def _ascii(text: str) -> str:
    """Write sizes so that they survive a spreadsheet that guesses another encoding."""
    return text.replace("×", "x")


def _cell(value: str | int | None) -> str | int:
    """Return a cell that no spreadsheet takes for a formula."""
    if value is None or isinstance(value, int):
        return "" if value is None else value
    text = _one_line(value)
    return f"'{text}" if value.startswith(_FORMULA) or text.startswith(_FORMULA) else text


# ------------------------------------------------------------ LaTeX


def _latex(checker: Checker, title: str, lines: Sequence[TableLine]) -> str:
    """Write a table with the lines of booktabs; a long one is a longtable."""
    long = len(lines) > _LONG
    head = " & ".join(("Layer", "Type", "Output shape", "Parameters", "Multiply-adds")) + r" \\"
    totals = checker.totals()
    last = "Total", "", "", number_text(totals.parameters), number_text(totals.multiply_adds)
    package = "booktabs,longtable" if long else "booktabs"
    return "\n".join(
        [
            *([f"% {_tex(title)}"] if title.strip() else []),
            f"% In the preamble: \\usepackage{{{package}}}",
            f"\\begin{{{'longtable' if long else 'tabular'}}}{{lllrr}}",
            *(r"\toprule", head, r"\midrule"),
            *([r"\endhead"] if long else []),
            *(_tex_row(indent, row) for indent, row in lines),
            *(r"\midrule", " & ".join(last) + r" \\", r"\bottomrule"),
            f"\\end{{{'longtable' if long else 'tabular'}}}",
            "",
        ]
    )


def _tex_row(indent: int, row: Row) -> str:
    name = _tex(f"{row.name} {row.repeat}".rstrip())
    shapes = ", ".join(map(shape_text, row.shapes))
    cells = (
        _tex(row.type),
        _tex(shapes),
        number_text(row.parameters),
        number_text(row.multiply_adds),
    )
    return " & ".join((r"\quad " * indent + name, *cells)) + r" \\"


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in _one_line(text))


# ------------------------------------------------------------ shared


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _totals(checker: Checker) -> list[tuple[str, str]]:
    return total_lines(checker.totals(), layer_count(checker))
