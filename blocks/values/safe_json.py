"""Reads JSON of unknown origin: strict, bounded, and never more than data.

UTF-8 only, no key twice, no NaN or Infinity, no giant numbers, a limit to size and depth.
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from blocks.errors import FileError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""Parsed JSON; narrow it before use."""

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 64
MAX_DIGITS = 18
MAX_TEXT = 100_000


def parse(data: bytes, digits: int = MAX_DIGITS) -> Json:
    """Parse JSON bytes.

    Args:
        data: the whole of it.
        digits: that a whole number may have.

    Raises:
        FileError: it is not the strict JSON described above; the text says what is wrong.
    """
    if len(data) > MAX_BYTES:
        raise FileError(f"the file is larger than {MAX_BYTES // 2**20} MiB")
    try:
        text = data.decode("utf-8")
        found: Json = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_int=lambda word: _integer(word, digits),
            parse_float=_real,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        raise FileError("the file is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise FileError(f"the file is not JSON: {error.msg} in line {error.lineno}") from None
    except (RecursionError, MemoryError):
        raise FileError("the file is nested too deeply") from None
    _check(found)
    return found


def fields(data: Json) -> dict[str, Json]:
    """Return the members of a JSON object; none of anything else."""
    return data if isinstance(data, dict) else {}


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise FileError("the file has the same key twice in one place")
    return found


def _integer(word: str, most: int) -> int:
    if len(word) > most:
        raise FileError("the file has a number that is too large")
    return int(word)


def _real(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise FileError("the file has a number that is too large")
    return number


def _constant(word: str) -> float:
    raise FileError(f"the file has {word} where a number belongs")


def _check(root: object) -> None:
    """Walk without recursion: depth, and texts that could not be written again."""
    waiting: list[tuple[Any, int]] = [(root, 0)]
    while waiting:
        item, depth = waiting.pop()
        kind = type(item)
        if depth > MAX_DEPTH or (depth == MAX_DEPTH and kind in (dict, list) and item):
            raise FileError("the file is nested too deeply")
        if kind is dict:
            for key in item:
                _check_text(key)
        elif kind is not list:
            if kind is str:
                _check_text(item)
            continue
        for value in item.values() if kind is dict else item:
            kind = type(value)
            if kind is str:
                _check_text(value)
            elif kind is dict or kind is list:
                waiting.append((value, depth + 1))


def _check_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise FileError("the file has a text that is too long")
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise FileError("the file has a broken character")
