"""Finding a block by typing: ``gap``, ``conv 32 3x3 same``, ``Dense 64``. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from blocks.errors import InvalidValue
from blocks.parameters import Choice, Flag, ObjectOf, Parameter
from blocks.types.block_type import BlockType, Category
from blocks.values.values import Value, has_expression

EXACT = 1000.0
"""Score of a type whose name is what was typed."""


@dataclass(frozen=True, slots=True)
class Match:
    """A block type that was found, with the values that were typed behind its name."""

    kind: BlockType
    score: float
    values: Mapping[str, Value] = field(default_factory=dict)


def find(query: str, kinds: Iterable[BlockType]) -> list[Match]:
    """Return the block types that fit what was typed, the best first.

    The first word must fit the name, the group or a search word. Every further word fits as well, or is a value:
    a number goes to the first parameter of the form that takes it, a word such as ``relu`` to the one that knows it.
    """
    words = query.split()
    every = list(kinds)
    if not words:
        return [Match(kind, 0.0) for kind in every]
    matches = [match for kind in every if (match := _match(kind, words)) is not None]
    order = {category: rank for rank, category in enumerate(Category)}
    places = {kind.name: place for place, kind in enumerate(every)}  # Conv2D comes before Conv1D
    return sorted(
        matches,
        key=lambda match: (
            -match.score,
            order[match.kind.category],
            _length(match.kind),
            places[match.kind.name],
        ),
    )


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, small: ``Max pooling 2D`` and ``MaxPooling2D`` are the same."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _match(kind: BlockType, words: Sequence[str]) -> Match | None:
    named = _named(kind, words)
    if named is not None:
        return named
    score = 0.0
    values: dict[str, Value] = {}
    for index, word in enumerate(words):
        found = 0.0 if index and _is_number(word) else word_score(word, kind)
        if found:
            score += found
        elif not index or not _take(kind, word, values):
            return None
    return Match(kind, score / len(words) + len(values), values)


def _named(kind: BlockType, words: Sequence[str]) -> Match | None:
    """Return a match where the first words are the whole name, joined or not, and the others are values."""
    name = squeezed(kind.name)
    for count in range(len(words), 0, -1):
        if squeezed("".join(words[:count])) != name:
            continue
        values: dict[str, Value] = {}
        if all(_take(kind, word, values) for word in words[count:]):
            return Match(kind, EXACT + len(values), values)
    return None


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word[0] in "(-."


def word_score(word: str, kind: BlockType) -> float:
    """Return how well a word fits a block type; 0 where it does not."""
    typed, name = word.lower(), kind.name.lower()
    if typed == name:
        return 100
    if name.startswith(typed):
        return 80 - _length(kind) * 0.1
    initials = "".join(re.findall(r"[A-Z0-9]", kind.name)).lower()
    if initials.startswith(typed) and len(typed) > 1:
        return 75
    parts = [part.lower() for part in re.findall(r"[A-Z][a-z]*|\d\w*", kind.name)]
    if any(part.startswith(typed) for part in parts):
        return 65
    if typed in name or (squeezed(typed) and squeezed(typed) in squeezed(name)):  # max-pooling
        return 60
    if any(text.lower().startswith(typed) for text in kind.search):
        return 50
    if kind.category.value.lower().startswith(typed):
        return 40
    return _subsequence(typed, name)


def _length(kind: BlockType) -> int:
    """Return the length of a name; which layer is in a wrapper says nothing of how well the wrapper's fits."""
    return len(kind.wrapper.name if kind.wrapper else kind.name)


def _subsequence(typed: str, name: str) -> float:
    """Score letters that come in order but not together, the closer the better."""
    if len(typed) < 3 or typed[0] != name[0]:
        return 0
    at = -1
    for letter in typed:
        at = name.find(letter, at + 1)
        if at < 0:
            return 0
    return 10 + 20 * len(typed) / len(name)


def _take(kind: BlockType, word: str, values: dict[str, Value]) -> bool:
    """Give a word to the first front parameter that takes it as a value."""
    for parameter in kind.parameters:
        if not parameter.front or parameter.name in values or isinstance(parameter, Flag):
            continue
        value = _read(parameter, word)
        if value is not None:
            values[parameter.name] = value
            return True
    return False


def _read(parameter: Parameter, word: str) -> Value:
    """Return a word as a parameter's value, or ``None``; ``3x3`` is a pair."""
    if isinstance(parameter, (Choice, ObjectOf)):
        return _choice(parameter, word.lower())
    if not _is_number(word):
        return None
    text = re.sub(r"(?<=\d)[x×*](?=\d)", ",", word)
    try:
        value = parameter.parse(text)
    except InvalidValue:
        return None
    return None if has_expression(value) else value


def _choice(parameter: Choice | ObjectOf, word: str) -> Value:
    """Return the word that is meant: one that is still being typed counts as well."""
    known = parameter.choices if isinstance(parameter, Choice) else tuple(parameter.family.aliases)
    return word if word in known else next((one for one in known if one.startswith(word)), None)
