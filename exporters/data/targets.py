"""Tells the kind of the answers in a person's own file: classes, yes or no, or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blocks.errors import NetwrightError
from blocks.settings.datasets import BINARY, CLASSES, REGRESSION

CLASS_LIMIT = 10_000
NUMBERS, RANKED, READY, ROWS = "numbers", "ranked", "ready", "rows"
"""Forms of answers: numbers to predict; labels to be numbered; class numbers 0, 1, 2, ...; one-hot rows."""


class DataFileError(NetwrightError):
    """A data file cannot be used; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """The answers of a data set.

    Attributes:
        task: `REGRESSION`, `BINARY` or `CLASSES`.
        form: `NUMBERS`, `RANKED`, `READY` or `ROWS`.
        names: of the classes, in the order of their numbers; empty for numbers.
        counts: examples of each class.
    """

    task: str
    form: str
    names: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def classes(self) -> int:
        """Values that a model must give: 1 for numbers and for yes or no."""
        return len(self.names) if self.task == CLASSES else 1


def target_of_array(y: np.ndarray, wanted: str = "auto") -> Target:
    """Find out what an array of answers holds.

    Args:
        y: (examples,), (examples, 1), or one-hot rows (examples, classes).
        wanted: ``regression`` or ``classes`` where the user decided; else ``auto``.

    Raises:
        DataFileError: it is none of these.
    """
    if y.ndim == 2 and y.shape[1] > 1:
        return _target_of_rows(y)
    if y.ndim > 2 or y.ndim == 0:
        raise DataFileError(
            f"y has {y.ndim} axes. It needs one answer for each example, or one-hot rows."
        )
    flat = y.reshape(-1)
    if flat.dtype.kind == "f" and not np.isfinite(flat).all():
        raise DataFileError("y has missing values (NaN or infinity). Fill or delete them.")
    values, counts = np.unique(flat, return_counts=True)
    if not _are_classes(values, len(flat), wanted):
        if flat.dtype.kind not in "biuf":
            raise DataFileError(
                f"y holds words with {len(values):,} different values: too many for classes."
            )
        return Target(REGRESSION, NUMBERS)
    return _target_of_classes(values, counts)


def _target_of_classes(values: np.ndarray, counts: np.ndarray) -> Target:
    if len(values) < 2:
        raise DataFileError("All answers are equal: there is nothing to learn. Check the target.")
    ready = values.dtype.kind in "iu" and np.array_equal(values, np.arange(len(values)))
    names = tuple(class_name(value) for value in values.tolist())
    task = BINARY if len(values) == 2 else CLASSES
    return Target(task, READY if ready else RANKED, names, tuple(counts.tolist()))


def _are_classes(values: np.ndarray, count: int, wanted: str) -> bool:
    """Classes are words, or whole numbers that come again and again."""
    if values.dtype.kind in "USb":
        return len(values) <= CLASS_LIMIT
    if wanted != "auto":
        return wanted == "classes" and len(values) <= CLASS_LIMIT
    whole = values.dtype.kind in "iu" or bool((values == np.floor(values)).all())
    few = len(values) <= min(max(20, count // 10), CLASS_LIMIT)
    return whole and few and 2 * len(values) <= count


def _target_of_rows(y: np.ndarray) -> Target:
    one_hot = bool(((y == 0) | (y == 1)).all()) and bool((y.sum(axis=1) == 1).all())
    if not one_hot:
        raise DataFileError(
            f"y has {y.shape[1]} values for each example. It needs one answer, or one-hot rows "
            "with a single 1."
        )
    names = tuple(map(str, range(y.shape[1])))
    counts = tuple(int(count) for count in y.sum(axis=0))
    return Target(BINARY if len(names) == 2 else CLASSES, ROWS, names, counts)


def target_of_words(words: Sequence[str], wanted: str = "auto") -> Target:
    """Find out what a column of text holds: numbers where every cell is one, else classes."""
    try:
        numbers = np.array([number(word) for word in words])
    except ValueError:
        if wanted == "regression":
            raise DataFileError("The target has words, so it cannot be a number.") from None
        return _words_as_classes(words)
    found = target_of_array(numbers, wanted)
    return Target(found.task, RANKED if found.names else NUMBERS, found.names, found.counts)


def _words_as_classes(words: Sequence[str]) -> Target:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    if len(counts) < 2:
        raise DataFileError("All answers are equal: there is nothing to learn. Check the target.")
    if len(counts) > max(CLASS_LIMIT // 10, 1) or (2 * len(counts) > len(words) > 10):
        raise DataFileError(
            f"The target has {len(counts):,} different words in {len(words):,} rows: too many for "
            "classes. Choose another target column."
        )
    names = tuple(sorted(counts))
    task = BINARY if len(names) == 2 else CLASSES
    return Target(task, RANKED, names, tuple(counts[name] for name in names))


def number(word: str) -> float:
    """Read a cell as pandas reads it; raises `ValueError` where it is no number."""
    if "_" in word:
        raise ValueError(word)
    return float(word)


def class_name(value: object) -> str:
    """Name a class by its label: 3.0 is ``3``."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
