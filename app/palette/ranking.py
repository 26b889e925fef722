"""How well something in a list fits what is typed: one measure for every list that is searched. No Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from canvas.search.match import squeezed

LETTER, EXACT, KNOWN, BEGINS, TOGETHER = 2000, 1000, 800, 200, 100
"""What is added where a title is that to the letter, is that but for blanks and signs, where another title is that, or
where one begins with it or has it in one piece."""


def fit(typed: str, titles: Sequence[str], more: str = "") -> int:
    """Tell how well something fits typed text.

    Args:
        typed: the text; every word of it must be found.
        titles: what the thing is called, the one that is shown first.
        more: further words that find it.

    Returns:
        A number, larger where it fits better: a title that is exactly the text comes before all else. 0 where it does
        not fit at all, 1 for an empty text.
    """
    wanted = _words(typed)
    names = [_words(title) for title in titles]
    rest = more.lower()
    total = 1
    for word in wanted:
        score = max((_word_fit(word, name) for name in names), default=0)
        score = score or (2 if word in rest else 0)
        if not score:
            whole = _whole(typed, titles)
            return whole if whole >= KNOWN else 0
        total += score
    if not wanted:
        return total
    return total + _whole(typed, titles)


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


def _word_fit(word: str, name: Sequence[str]) -> int:
    if word in name:
        return 10
    if name and name[0].startswith(word):
        return 8
    if any(part.startswith(word) for part in name):
        return 6
    return 4 if word in " ".join(name) else 0


def _words(text: str) -> list[str]:
    return re.findall(r"\w[\w.]*|\S", text.lower().replace("_", " "))
