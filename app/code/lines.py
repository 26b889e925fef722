"""Lines of code as plain data: what differs between two texts, and where words stand. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

COMPARED = 400
"""Longest stretch of lines that is compared line by line with one of another length."""


@dataclass(frozen=True, slots=True)
class LinesChange:
    """Lines that take the place of others.

    Attributes:
        first: the first line that goes, from 0.
        end: the line after the last that goes.
        lines: what comes.
    """

    first: int
    end: int
    lines: tuple[str, ...]


def changes(old: Sequence[str], new: Sequence[str]) -> list[LinesChange]:
    """Return what turns one text into another, from top to bottom, in lines of the old one."""
    first, last = _ends(old, new)
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    if len(before) == len(after):
        found = list(_line_by_line(before, after))
        if 2 * sum(len(change.lines) for change in found) <= len(after) + 2:
            return [_moved(change, first) for change in found]
    if max(len(before), len(after)) > COMPARED:
        return [LinesChange(first, first + len(before), tuple(after))]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        LinesChange(first + start, first + end, tuple(after[begin:stop]))
        for tag, start, end, begin, stop in matcher.get_opcodes()
        if tag != "equal"
    ]


def places_of(words: str, text: str) -> list[int]:
    """Return where words stand in a text, in any case. Exported code is ASCII, so Qt counts letters as Python does."""
    text, words = text.lower(), words.lower()
    places: list[int] = []
    at = text.find(words) if words else -1
    while at >= 0:
        places.append(at)
        at = text.find(words, at + len(words))
    return places


def _line_by_line(before: Sequence[str], after: Sequence[str]) -> list[LinesChange]:
    found: list[LinesChange] = []
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        if found and found[-1].end == at:
            found[-1] = LinesChange(found[-1].first, at + 1, (*found[-1].lines, new))
        else:
            found.append(LinesChange(at, at + 1, (new,)))
    return found


def _moved(change: LinesChange, by: int) -> LinesChange:
    return LinesChange(change.first + by, change.end + by, change.lines)


def _ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many lines are equal at the beginning, and how many of the others at the end."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = 0
    while last < shorter - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return first, last
