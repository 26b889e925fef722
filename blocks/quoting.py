"""Quotes text of unknown origin: cut where it is long, and without signs that a terminal would obey."""

from __future__ import annotations

import unicodedata

LONGEST = 300
"""Letters of a sentence, and of any quoted word in one."""

_ORDERS = ("Cc", "Cs", "Zl", "Zp")
"""Kinds of letters that are orders and not words: control characters, halves of letters, ends of lines."""

_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
"""Changes of direction, by which a text can be made to look like another one."""


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a text of at most so many letters; what is left out is told by dots."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def visible(text: str) -> str:
    """Return a text as one line in which an order to a terminal is seen and not obeyed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def counted(count: int, noun: str) -> str:
    """Return a number with what is counted: ``1 block``, ``2,500 blocks``.

    Args:
        count: how many there are.
        noun: of one of them; its plural ends in s.
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def named(text: str, most: int = 60) -> str:
    """Return a word of unknown origin for a sentence of ours: short, and all of it visible."""
    return visible(shortened(text, most))


def whole(text: str) -> str:
    """Return a text that every file can hold: halves of letters, which no encoding has, are question marks."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _visible(letter: str) -> str:
    if unicodedata.category(letter) not in _ORDERS and letter not in _DIRECTION_MARKS:
        return letter
    return letter.encode("unicode_escape").decode("ascii")
