"""The code cells of a notebook as one script: cell by cell, what only a notebook takes put in words of Python."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping

from importers.reports.errors import UnreadableModel
from importers.source.text.python_two import error_in, modern
from importers.source.text.source import Source, check_brackets, check_length, parsed

_OF_PYTHON = (
    "time",
    "timeit",
    "capture",
    "prun",
    "python",
    "python3",
    "pypy",
    "python2",
    "py",
    "skip",
)
"""Names behind ``%%`` whose cell is Python all the same; those of others are for a shell, say."""

_ASIDE = re.compile(r"[%!?]|[\w.*]+\?\??\s*$")
"""Begins a line that is for the notebook: a command, one for the shell, or a question."""

_LONG = 400
"""Letters of a line that are looked at."""

_TIMED = re.compile(r"(\s*)%(?:time|timeit|prun)\s+(?!-)(\S.*)$")
_GIVES = re.compile(r"(\s*[\w., ]+=\s*)[%!]\S")


def read_notebook(data: bytes) -> Source:
    """Read the code cells of a notebook, one after the other; lines for the shell are left out.

    Raises:
        UnreadableModel: as for a script, or it is no notebook.
    """
    shown: list[str] = []
    lines: list[str] = []
    cells: list[tuple[int, int]] = []
    left_out: dict[int, str] = {}
    code = list(_code(data))
    check_length("\n".join(text for _, text in code))
    for number, text in code:
        given = textwrap.dedent(text.strip("\n")).split("\n")
        given = [""] * (len(text) - len(text.lstrip("\n"))) + given
        read, words = _cell(given)
        if words:
            first = next((at for at, line in enumerate(given, 1) if line.strip()), 1)
            left_out[len(lines) + first] = words
        shown += given
        lines += read
        cells += [(number, at) for at in range(1, len(given) + 1)]
    source = parsed(lines, shown, left_out)
    return Source(source.tree, source.lines, source.left_out, tuple(cells))


def _cell(lines: list[str]) -> tuple[list[str], str]:
    """Return the lines of a cell as Python, as many as it has, and words where it had to be left out."""
    nothing = [""] * len(lines)
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].startswith("%%"):
        name = lines[first][2:].split(maxsplit=1)
        if not name or name[0] not in _OF_PYTHON:
            return nothing, ""
        lines = [*lines[:first], "", *lines[first + 1 :]]
    try:
        check_brackets("\n".join(lines))
    except UnreadableModel:
        return nothing, "the cell is nested too deeply: left out"
    if error_in(lines) is None:
        return lines, ""
    lines = modern(_plain(lines))
    error = error_in(lines)
    if error is None:
        return lines, ""
    why = (error.msg or "invalid syntax").rstrip(".")
    return nothing, f"the cell is no Python ({why}, line {error.lineno or 1}): left out"


def _plain(lines: list[str]) -> list[str]:
    """Return lines with statements that do nothing in place of those for the notebook."""
    found: list[str] = []
    goes_on = False
    for line in lines:
        start = line[: len(line) - len(line.lstrip())]
        short = line[:_LONG]
        timed, gives = _TIMED.match(short), _GIVES.match(short)
        aside = goes_on or _ASIDE.match(line.lstrip()) is not None
        if goes_on:
            found.append("")
        elif timed:
            found.append(timed[1] + line[timed.start(2) :])
        elif gives:
            found.append(f"{gives[1]}get_ipython()")
        elif aside:
            found.append(f"{start}pass")
        else:
            found.append(line)
        goes_on = (aside or gives is not None) and line.rstrip().endswith("\\")
    return found


def _code(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield the texts of code cells with their numbers, lines ended in one way."""
    for number, cell in enumerate(_cells(data), 1):
        if not isinstance(cell, Mapping) or cell.get("cell_type") != "code":
            continue
        text = cell.get("source", cell.get("input"))
        if isinstance(text, list):
            text = "".join(each for each in text if isinstance(each, str))
        if isinstance(text, str):
            yield number, text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")


def _cells(data: bytes) -> list[object]:
    """Return the cells of a notebook; what is not code may be as long as it likes: pictures are."""
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_int=_number, parse_constant=_number)
    except (ValueError, RecursionError, MemoryError):
        found = None
    if not isinstance(found, dict):
        raise UnreadableModel("The file is no notebook.")
    sheets = found.get("worksheets")  # of notebooks before 2014
    parts = [found, *sheets] if isinstance(sheets, list) else [found]
    lists = [part.get("cells") for part in parts if isinstance(part, dict)]
    cells = [cell for each in lists if isinstance(each, list) for cell in each]
    if not any(isinstance(each, list) for each in lists):
        raise UnreadableModel("The file is no notebook.")
    return cells


def _number(digits: str) -> int:
    """Return a number of a notebook: none of them matters here, and some are endless."""
    return 0
