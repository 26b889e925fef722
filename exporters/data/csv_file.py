"""Reads the contents of a table with the standard library: columns, target, rows, and faults.

The worker reads the same file with pandas; cells that pandas takes for missing are refused here first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exporters.data.targets import DataFileError, Target, number, target_of_words

SIZE_LIMIT = 2 * 2**30
CHECKED_ROWS = 20_000
"""Every cell of so many rows is read; below, only the target is."""
SAMPLE_ROWS = 8
COLUMN_LIMIT = 20_000
MISSING = frozenset(
    (
        *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND"),
        *("1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
    )
)
"""The texts that pandas reads as an empty cell."""


@dataclass(frozen=True, slots=True)
class CsvFacts:
    """The facts of a table.

    Attributes:
        separator: character between two cells.
        header: the first row names the columns.
        index_column: the first column numbers the rows.
        columns: names of all columns, without the numbering one.
        position: place of the target among ``columns``.
        count: number of rows.
        target: what the target is.
        sample: cells of the first rows, in the order of ``columns``.
    """

    separator: str
    header: bool
    index_column: bool
    columns: tuple[str, ...]
    position: int
    count: int
    target: Target
    sample: tuple[tuple[str, ...], ...]


def inspect_csv(path: Path, wanted_target: str | None, task: str) -> CsvFacts:
    """Find out what is in a table.

    Args:
        path: the file.
        wanted_target: name of the column to predict, or ``None`` for the last one.
        task: ``auto``, ``regression`` or ``classes``.

    Raises:
        DataFileError: the file cannot be used.
        OSError: it cannot be read.
    """
    if path.stat().st_size > SIZE_LIMIT:
        raise DataFileError(f"{path.name} is larger than 2 GiB. Save it as .npz instead.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            separator = _separator(stream.readline(1_000_000))
            stream.seek(0)
            return _read(csv.reader(stream, delimiter=separator), separator, wanted_target, task)
    except UnicodeDecodeError:
        raise DataFileError(
            f"{path.name} is not UTF-8 text. Save it as 'CSV UTF-8' in your table program."
        ) from None
    except csv.Error as error:
        raise DataFileError(f"{path.name} cannot be read as a table: {error}.") from None


def _separator(line: str) -> str:
    return max(",;\t", key=line.count)


def _read(rows: Iterator[list[str]], separator: str, wanted: str | None, task: str) -> CsvFacts:
    first = next((row for row in rows if row), None)
    if first is None:
        raise DataFileError("The table is empty.")
    header = not all(_is_number(cell) for cell in first)
    names = first if header else [str(place) for place in range(len(first))]
    index_column = header and not names[0].strip()
    _check_names(names[index_column:])
    columns = tuple(names[index_column:])
    position = _target_position(columns, wanted)
    body = rows if header else _chain(first, rows)
    words, sample = _read_rows(body, columns, position, int(index_column), header)
    target = target_of_words(words, task)
    return CsvFacts(
        separator, header, index_column, columns, position, len(words), target, tuple(sample)
    )


def _chain(first: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rows


def _check_names(names: list[str]) -> None:
    if len(names) < 2:
        raise DataFileError(
            "The table has one column. It needs columns to learn from and a target."
        )
    if len(names) > COLUMN_LIMIT:
        raise DataFileError(f"The table has {len(names):,} columns, which is too many.")
    seen: set[str] = set()
    for place, name in enumerate(names, start=1):
        if not name.strip():
            raise DataFileError(f"Column {place} has no name. Give every column one.")
        if name in seen:
            raise DataFileError(f"Two columns are called {name}. Rename one of them.")
        seen.add(name)


def _target_position(columns: tuple[str, ...], wanted: str | None) -> int:
    if not wanted:
        return len(columns) - 1
    for position, name in enumerate(columns):
        if name.strip() == wanted.strip():
            return position
    shown = ", ".join(columns[:12]) + (", ..." if len(columns) > 12 else "")
    raise DataFileError(f"There is no column {wanted}. The table has: {shown}.")


def _read_rows(
    rows: Iterator[list[str]], columns: tuple[str, ...], position: int, skip: int, header: bool
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the target's cells and the first rows."""
    words: list[str] = []
    sample: list[tuple[str, ...]] = []
    width = len(columns) + skip
    for line, row in enumerate(rows, start=2 if header else 1):
        if not row:
            continue  # pandas leaves empty lines out, too
        if len(row) != width:
            raise DataFileError(f"Row {line} has {len(row)} cells, the others have {width}.")
        if len(words) < CHECKED_ROWS:
            _check_row(row, columns, position, skip, line)
        word = row[position + skip]
        if _is_missing(word):
            raise DataFileError(_gap(columns[position], line))
        words.append(word)
        if len(sample) < SAMPLE_ROWS:
            sample.append(tuple(row[skip:]))
    if len(words) < 4:
        raise DataFileError(f"The table has {len(words)} rows: too few to learn from.")
    return words, sample


def _check_row(
    row: list[str], columns: tuple[str, ...], position: int, skip: int, line: int
) -> None:
    for place, name in enumerate(columns):
        if place == position:
            continue
        cell = row[place + skip]
        if _is_missing(cell):
            raise DataFileError(_gap(name, line))
        if not _is_number(cell):
            raise DataFileError(
                f"Column {name} has words ({cell.strip()[:30]!r} in row {line}). A network needs "
                "numbers: turn the column into numbers or delete it."
            )


def _gap(name: str, line: int) -> str:
    return f"Column {name} has no value in row {line}. Fill the gap or delete the row."


def _is_missing(cell: str) -> bool:
    return not cell.strip() or cell in MISSING


def _is_number(cell: str) -> bool:
    try:
        number(cell)
    except ValueError:
        return False
    return True
