"""Measures how well an entry of a list fits the typed text: one measure for every list that is searched. No Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from canvas.search.match import squeezed

LETTER, EXACT, KNOWN, BEGINS, TOGETHER = 200_000, 100_000, 80_000, 200, 100
"""Points that are added where a title is the typed text to the letter, or is it but for blanks and signs; where another
title is it; and where a title begins with it or has it in one piece. A title that is the typed text comes before all
others, however many words were typed."""


def fit(typed: str, titles: Sequence[str], more: str = "") -> int:
    """Tell how well something fits typed text.

    How words are joined does not matter: ``inceptionv3``, ``Inception v3`` and ``inception-v3`` are the same.

    Args:
        typed: the text; every word of it must be found.
        titles: what the thing is called, the one that is shown first.
        more: further words that find it.

    Returns:
        A number, larger where it fits better: a title that is exactly the text comes before all else. 0 where it does
        not fit at all, 1 for an empty text.
    """
    wanted = re.findall(r"[^\W_]+", typed.lower())
    names = [_pieces(title) for title in titles]
    rest = more.lower()
    total = 1
    for word in wanted:
        score = max((_word_fit(squeezed(word), name) for name in names), default=0)
        score = score or (2 if word in rest else 0)
        if not score:
            whole = _whole(typed, titles)
            return whole if whole >= KNOWN else 0
        total += score
    if not wanted and typed.strip():  # only signs
        return max((1 for title in titles if typed.strip() in title), default=0)
    return total + _whole(typed, titles)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A title without blanks and signs, and the places in it where a word or a number begins, or the title ends."""

    text: str
    places: frozenset[int]


@lru_cache(maxsize=4096)
def _pieces(title: str) -> _Pieces:
    text, places = "", set()
    for piece in re.findall(r"[^\W\d_]+|\d+", title):
        for part in re.split(r"(?<=[a-z])(?=[A-Z])", piece):  # ResNet, MaxPooling
            places.add(len(text))
            text += squeezed(part)
    return _Pieces(text, frozenset({*places, len(text)}))


def _whole(typed: str, titles: Sequence[str]) -> int:
    whole = squeezed(typed)
    found = [squeezed(title) for title in titles]
    if typed.strip().lower() in [title.lower() for title in titles]:
        return LETTER
    if not whole:
        return 0
    if whole in found:
        return EXACT if whole == found[0] else KNOWN
    if any(title.startswith(whole) for title in found):
        return BEGINS
    return TOGETHER if any(whole in title for title in found) else 0


def _word_fit(word: str, name: _Pieces) -> int:
    """Tell how well a word fits a title: from one place to another, from the beginning, from a place, anywhere."""
    best, at = 0, name.text.find(word)
    while at >= 0 and word:
        if at in name.places:
            whole = at + len(word) in name.places
            best = max(best, 10 if whole else 6 if at else 8)
        best = max(best, 4)
        at = name.text.find(word, at + 1)
    return best
