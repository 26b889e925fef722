"""Changes of a file at random: of its bytes, and of what its JSON says."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Sequence
from typing import Any

Tree = Any

_DEEP: Tree = None
for _ in range(70):
    _DEEP = [_DEEP]

VALUES: tuple[Tree, ...] = (
    None, True, False, 0, 1, -1, 2, 7, 0.5, -0.0, 1e-300, 1e308, 10**9, 10**15, -(10**15), 10**17, "", "x", "0", "-1",
    "x" * 300, "é", "\x1b[2J", "a\nb", "\0", "\u202e", "a.b", "../x", "In", "Out", "Input", "Dense", "trainable",
    "i", "channels", "class", "=", "auto", [], {}, [[]], [None], [0], [1, 1], [-1], ["a"], [[1], [2]], [0] * 300,
    {"=": "1"}, {"=": "n"}, {"=": "round(7, -10**9)"}, {"=": "10**15 ** 64"}, {"=": "(" * 99}, {"=": "9" * 390},
    {"=": "1 / 0"}, {"=": "'a'"}, {"=": ""}, {"=": 1}, {"class": "L2", "l2": 0.1}, {"class": "L2", "l2": "x"},
    {"class": ""}, {"class": "X", "=": "1"}, {"class": "dict"}, {"": 0}, {"x": {"y": []}}, _DEEP,
)  # fmt: skip
"""What may stand anywhere instead of what belongs there."""

PIECES = (
    b"null", b"-1", b"1e999", b'"\\ud800"', b"[" * 50, b'{"a":' * 50, b"\x00" * 9, b"../../x", b"NaN", b"Infinity",
    b"9" * 40, b"true", b'"class_name"', b'"a": 1, "a": 1', b"\xed\xa0\x80", b"\xff\xfe", b"\x1b[2J", b"{}", b"[]",
    b"[" * 100_000, b'"\\u001b[31m"', b"\xe2\x80\xae", b"1e-999", b"-0", b"0" * 30, b'"' + b"x" * 200_000 + b'"',
)  # fmt: skip


def bytes_changed(data: bytes, chance: random.Random, pieces: Sequence[bytes] = PIECES) -> bytes:
    """Return a copy with bytes flipped, and pieces cut, doubled, moved or put in."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed)) if changed else 0
        length = chance.choice((1, 1, 1, 4, 30, 200))
        match chance.randrange(6):
            case 0 | 1 if changed:
                changed[at] = chance.randrange(256)
            case 2:
                del changed[at : at + length]
            case 3:
                changed[at:at] = changed[at : at + length]
            case 4:
                there = chance.randrange(len(changed)) if changed else 0
                changed[there:there] = changed[at : at + length]
            case _:
                changed[at:at] = chance.choice(pieces)
    return bytes(changed)


def tree_changed(tree: Tree, chance: random.Random) -> Tree:
    """Return a copy of what JSON says, with other values, keys and lists in it."""
    changed = {"root": copy.deepcopy(tree)}
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        holder, key = _place(changed, chance)
        match chance.randrange(9):
            case 0 | 1 | 2:
                holder[key] = copy.deepcopy(chance.choice(VALUES))
            case 3:
                other, there = _place(changed, chance)
                holder[key] = copy.deepcopy(other[there])
            case 4 if isinstance(holder, dict) and len(holder) > 1:
                del holder[key]
            case 5 if isinstance(holder, dict) and len(holder) > 1:
                holder[chance.choice(_keys(changed))] = holder.pop(key)
            case 6 if isinstance(holder, dict) and holder is not changed:
                holder[chance.choice(_keys(changed))] = copy.deepcopy(chance.choice(VALUES))
            case 7 if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case 8 if isinstance(holder, list):
                del holder[key]
            case _:
                holder[key] = [holder[key]]
    return changed.get("root")


def text_of(tree: Tree) -> bytes:
    """Return a tree as JSON, whatever is in it."""
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return a changed copy of JSON: mostly what it says, now and then its bytes."""
    if chance.random() < 0.15:
        return bytes_changed(data, chance)
    made = text_of(tree_changed(json.loads(data), chance))
    return bytes_changed(made, chance) if chance.random() < 0.05 else made


def _place(tree: Tree, chance: random.Random) -> tuple[Any, Any]:
    """Return a place by going down at random, so that a list of a thousand wires is no more than one word."""
    holder = tree
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        full = [key for key in keys if isinstance(holder[key], (dict, list)) and holder[key]]
        key = chance.choice(full if full and chance.random() < 0.8 else keys)
        inner = holder[key]
        if (
            not isinstance(inner, (dict, list))
            or not inner
            or (holder is not tree and chance.random() < 0.15)
        ):
            return holder, key
        holder = inner


def _places(tree: Tree) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        keys = list(item) if isinstance(item, dict) else range(len(item))
        for key in keys:
            found.append((item, key))
            if isinstance(item[key], (dict, list)):
                waiting.append(item[key])
    return found


def _keys(tree: Tree) -> list[str]:
    return [key for _, key in _places(tree) if isinstance(key, str)]
