"""The budget of one reading of source: every list, row, dictionary and text passes through here while it grows.

Python is quick at doubling things, and a script of ten lines can ask for more than a memory holds. So a thing has at
most `MAX_ITEMS` parts, those in inner rows counted, and all that is made in one reading is counted together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")

MAX_ITEMS = 10_000
"""Items of a list or a dictionary, values of a row with those of the rows in it, letters of a text."""

MAX_DEPTH = 40
"""Levels of rows within rows."""

MAX_WORK = 3_000_000
"""Items that are made or looked at in one reading; a long script comes to a hundred thousand."""

_REPLACED, _SEEN, _LETTERS = 16, 4, 8
"""Items that cost as much as making one: replaced by a change, looked at, letters of a text."""

_LOOK = 6
"""Cost of looking at a list at all."""


class TooMuch(Exception):
    """A limit of blocks, steps, depth or size is reached; the text says which."""


class TooLong(TooMuch):
    """One list is too long: it is left out, and what follows is read all the same."""


class _Budget:
    def __init__(self) -> None:
        self.left = MAX_WORK
        self.refused: list[str] = []


_current: ContextVar[_Budget | None] = ContextVar("budget", default=None)


@contextmanager
def budget() -> Iterator[None]:
    """Count what is made from here on as one reading."""
    token = _current.set(_Budget())
    try:
        yield
    finally:
        _current.reset(token)


def spend(cost: int) -> None:
    """Count some work.

    Raises:
        TooMuch: all that one reading may do is done.
    """
    mine = _current.get()
    if mine is not None:
        mine.left -= cost
        if mine.left < 0:
            raise TooMuch("it makes too many values")


def refuse(what: str) -> None:
    """Note that something was not made because it is too long; whoever reads the line says so."""
    mine = _current.get()
    if mine is not None:
        mine.refused.append(what)


def refused() -> list[str]:
    """Return what was not made since this was asked last."""
    mine = _current.get()
    if mine is None or not mine.refused:
        return []
    found, mine.refused = mine.refused, []
    return found


def made(items: Iterable[_Item]) -> list[_Item]:
    """Return a new list of items; no more of them are asked for than a list may have.

    Raises:
        TooLong: there are more.
        TooMuch: all that one reading may do is done.
    """
    found = list(islice(items, MAX_ITEMS + 1))
    spend(1 + len(found))
    if len(found) > MAX_ITEMS:
        raise TooLong("a list is too long")
    return found


def replaced(count: int) -> None:
    """Count that a collection of so many items is there in place of another; raises `TooMuch` as `made` does."""
    spend(1 + count // _REPLACED)
    if count > MAX_ITEMS:
        raise TooLong("a list is too long")


def seen(count: int) -> None:
    """Count a look at so many items; raises `TooMuch` where one reading has looked at too many."""
    spend(_LOOK + count // _SEEN)


def fits(value: object) -> bool:
    """Tell whether a row or a text is small enough to be made, compared or written; counts the look at it.

    Lists are not looked into: they are things of their own, which are counted whenever somebody does.
    """
    if isinstance(value, str):
        spend(1 + len(value) // _LETTERS)
        return len(value) <= MAX_ITEMS
    if not isinstance(value, tuple):
        return True
    count = 0
    level: list[tuple[object, ...]] = [value]
    for _ in range(MAX_DEPTH):
        inner: list[tuple[object, ...]] = []
        for row in level:
            count += len(row)
            if count > MAX_ITEMS:
                return False
            for item in row:
                if isinstance(item, tuple):
                    inner.append(item)
                elif isinstance(item, str):
                    count += len(item) // _LETTERS
        if not inner:
            spend(1 + count)
            return count <= MAX_ITEMS
        level = inner
    return False
