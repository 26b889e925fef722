"""Marks in code that say which block it was written for; they are taken out before anybody sees the code.

A mark is text between characters that exported code, being ASCII, never has. Whatever is done to a line on its way into
the script, indented, joined, put into brackets, it is done to the mark as well. How long a line is must be asked
before it is marked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from exporters.plan.calls import Origin, Path

_OPEN, _TEXT, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}([^{_TEXT}]*){_TEXT}|{_CLOSE}")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of code.

    Attributes:
        path: where it comes from: instances first, the block itself last.
        start: number of letters before it.
        end: number of letters up to its end.
    """

    path: Path
    start: int
    end: int


def marked(path: Path, lines: Sequence[str]) -> list[str]:
    """Return lines with a mark around them; as they are where there is no path."""
    found = list(lines)
    if path and found:
        words = json.dumps([(each.graph, each.block, each.iteration) for each in path])
        found[0] = f"{_OPEN}{words}{_TEXT}{found[0]}"
        found[-1] += _CLOSE
    return found


def without_marks(code: str) -> tuple[str, list[Mark]]:
    """Take the marks out.

    Returns:
        The code, and its marks in the order in which they end.
    """
    pieces: list[str] = []
    found: list[Mark] = []
    waiting: list[tuple[Path, int]] = []
    at = letters = 0
    for match in _MARK.finditer(code):
        pieces.append(code[at : match.start()])
        letters += count_letters(pieces[-1])
        at = match.end()
        if match[1] is not None:
            waiting.append((tuple(Origin(*each) for each in json.loads(match[1])), letters))
        else:
            found.append(Mark(*waiting.pop(), letters))
    return "".join([*pieces, code[at:]]), found


def count_letters(text: str) -> int:
    """Return how many letters, digits and underscores there are: a formatter leaves them as they are."""
    return len(_LETTER.findall(text))
