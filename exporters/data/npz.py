"""Reads the contents of a ``.npz`` file from its headers: no array but the answers is loaded.

A ``.npz`` is a zip of ``.npy`` files. Sizes are compared with what the zip says before anything is read,
and arrays of Python objects, which would need pickle, are refused.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from exporters.data.npz_header import HEADER_LIMIT, Header, read_headers
from exporters.data.targets import CLASS_LIMIT, DataFileError, Target, target_of_array

ANSWER_LIMIT = 200 * 2**20
WORD_LIMIT = 4_000
"""Bytes of one answer that is a word; NumPy takes four for a letter."""

_X, _Y = ("x", "data", "images", "features", "inputs"), ("y", "target", "labels", "targets", "answers")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArrayFacts:
    """One of more than two arrays, which a model may have an input or an output for.

    Attributes:
        key: its name.
        shape: one example; empty where there is one number for each.
        dtype: of its values.
        target: what it is as answers; ``None`` where it is none.
        ravel: as answers, it has an axis of length 1 too many.
    """

    key: str
    shape: tuple[int, ...]
    dtype: np.dtype
    target: Target | None
    ravel: bool = False


@dataclass(frozen=True, slots=True)
class NpzFacts:
    """The facts of a ``.npz`` file.

    Attributes:
        keys: names of the arrays: (x, y) or (x_train, y_train, x_test, y_test); none where there are more than
            two arrays with names of their own.
        shape: one example.
        dtype: of the examples.
        count: number of examples, training and test together.
        size: bytes of all examples.
        target: what the answers are.
        ravel: the answers have an axis of length 1 too many.
        arrays: every array, where there are more than two.
    """

    keys: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: np.dtype
    count: int
    size: int
    target: Target
    ravel: bool = False
    arrays: tuple[ArrayFacts, ...] = ()

    def array(self, key: str) -> ArrayFacts:
        """Return one of the arrays."""
        return next(each for each in self.arrays if each.key == key)


def inspect_npz(path: Path, wanted_target: str | None, task: str) -> NpzFacts:
    """Find out what is in a file.

    Args:
        path: the file.
        wanted_target: name of the array with the answers, or ``None`` for the usual names.
        task: ``auto``, ``regression`` or ``classes``.

    Raises:
        DataFileError: the file cannot be used.
        OSError: it cannot be read.
    """
    arrays: tuple[ArrayFacts, ...] = ()
    try:
        with zipfile.ZipFile(path) as archive:
            headers = read_headers(archive)
            keys = _keys_or_none(headers, wanted_target)
            if len(headers) > 2 and len(keys) < 4:
                arrays = _named_arrays(archive, headers, keys, task)
            if not keys:
                return _only_named(headers, arrays)
            examples = [headers[key] for key in keys[::2]]
            answers = [_read_answers(archive, key, headers[key]) for key in keys[1::2]]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataFileError(
            f"{path.name} is not a sound .npz file ({error}). Save it again with numpy.savez."
        ) from None
    _compare(keys, examples, answers)
    together = np.concatenate(answers)
    return NpzFacts(
        keys,
        examples[0].shape[1:],
        examples[0].dtype,
        sum(header.shape[0] for header in examples),
        sum(header.size for header in examples),
        target_of_array(together, task),
        together.ndim == 2 and together.shape[1] == 1,
        arrays,
    )


def _keys_or_none(headers: Mapping[str, Header], wanted: str | None) -> tuple[str, ...]:
    """Return what `find_keys` finds; nothing for several arrays that have names of their own."""
    try:
        return find_keys(headers, wanted)
    except DataFileError:
        if wanted or len(headers) < 3:
            raise
        return ()


def _named_arrays(
    archive: zipfile.ZipFile, headers: Mapping[str, Header], keys: tuple[str, ...], task: str
) -> tuple[ArrayFacts, ...]:
    """Look into arrays that inputs and outputs may be called after.

    Args:
        archive: the file.
        headers: of its arrays.
        keys: the arrays of examples and answers, where they have their usual names.
        task: ``auto``, ``regression`` or ``classes``.

    Returns:
        the arrays with as many examples as the first of ``keys``, else as most have.
    """
    lengths = Counter(header.shape[0] for header in headers.values() if header.shape)
    count = headers[keys[0]].shape[:1] if keys else tuple(n for n, _ in lengths.most_common(1))
    found, budget = [], ANSWER_LIMIT
    for key, header in headers.items():
        if header.shape[:1] != count or 0 in header.shape or count[0] < 2:
            continue
        values = math.prod(header.shape[1:])
        answers = len(header.shape) < 3 and values <= CLASS_LIMIT and header.size <= budget
        target = None
        if answers and not key.startswith("x_"):
            budget -= header.size
            target = _target_or_none(archive, key, header, task)
        ravel = header.shape[1:] == (1,)
        found.append(ArrayFacts(key, header.shape[1:], header.dtype, target, ravel))
    return tuple(found)


def _target_or_none(archive: zipfile.ZipFile, key: str, header: Header, task: str) -> Target | None:
    try:
        return target_of_array(_read_answers(archive, key, header), task)
    except DataFileError:
        return None


def _only_named(headers: Mapping[str, Header], arrays: tuple[ArrayFacts, ...]) -> NpzFacts:
    """Return facts of a file whose arrays are called after inputs and outputs; the first of each speak for all."""
    targets = [each for each in arrays if each.target]
    examples = [each for each in arrays if each.shape and each.dtype.kind in "biuf"]
    if not targets or not examples:
        raise DataFileError(_which(headers))
    answer = next((each for each in targets if each.key.startswith("y")), targets[-1])
    first = next((each for each in examples if each is not answer), examples[0])
    assert answer.target is not None
    header = headers[first.key]
    size = sum(headers[each.key].size for each in examples)
    return NpzFacts(
        (), first.shape, first.dtype, header.shape[0], size, answer.target, answer.ravel, arrays
    )


def find_keys(headers: Mapping[str, Header], wanted: str | None) -> tuple[str, ...]:
    """Return the names of the arrays to use, by their usual names.

    Raises:
        DataFileError: there are no such names.
    """
    names = {name.lower(): name for name in headers}
    if {"x_train", "y_train"} <= names.keys():
        parts: tuple[str, ...] = ("x_train", "y_train")
        if {"x_test", "y_test"} <= names.keys():
            parts += ("x_test", "y_test")
        return tuple(names[part] for part in parts)
    y = _find_answers(headers, names, wanted)
    x = next((names[name] for name in _X if names.get(name, y) != y), None)
    others = [name for name in headers if name != y]
    if x is None and len(others) == 1:
        x = others[0]
    if x is None:
        raise DataFileError(_which(headers))
    return (x, y)


def _find_answers(headers: Mapping[str, Header], names: dict[str, str], wanted: str | None) -> str:
    if wanted:
        if wanted not in headers:
            raise DataFileError(f"There is no array {wanted}. The file has: {', '.join(headers)}.")
        return wanted
    found = next((names[name] for name in _Y if name in names), None)
    if found is None:
        raise DataFileError(_which(headers))
    return found


def _which(headers: Mapping[str, Header]) -> str:
    return (
        f"The file has the arrays {', '.join(headers)}. Name the examples x and the answers y: "
        "numpy.savez(path, x=examples, y=answers)."
    )


def _read_answers(archive: zipfile.ZipFile, key: str, header: Header) -> np.ndarray:
    if header.size > ANSWER_LIMIT:
        raise DataFileError(
            f"The answers {key} have {header.size / 2**20:,.0f} MiB, which is too much: "
            "there should be one for each example."
        )
    if header.dtype.kind not in "biufUS":
        raise DataFileError(f"The answers {key} are neither numbers nor words.")
    if header.dtype.kind in "US" and header.dtype.itemsize > WORD_LIMIT:
        raise DataFileError(
            f"The answers {key} are long texts: there should be a word for each example."
        )
    with archive.open(f"{key}.npy") as stream:
        # Without leave for pickle, which is NumPy's default, this reads numbers and words only.
        array: np.ndarray = np.lib.format.read_array(stream, max_header_size=HEADER_LIMIT)
    return array


def _compare(keys: tuple[str, ...], examples: list[Header], answers: list[np.ndarray]) -> None:
    """Refuse arrays that do not belong together."""
    for key, header, y in zip(keys[::2], examples, answers, strict=True):
        if header.dtype.kind not in "biuf":
            raise DataFileError(f"The examples {key} must be numbers, not {header.dtype}.")
        if len(header.shape) < 2:
            raise DataFileError(
                f"The array {key} has {len(header.shape)} axis. Examples need at least two: "
                "(examples, values)."
            )
        if not y.ndim or header.shape[0] != y.shape[0]:
            length = y.shape[0] if y.ndim else 0
            raise DataFileError(
                f"{key} has {header.shape[0]:,} examples, but there are {length:,} answers."
            )
        if header.shape[0] < 2 or 0 in header.shape:
            raise DataFileError(f"The array {key} has too few examples to learn from.")
    if (
        len({header.shape[1:] for header in examples}) > 1
        or len({y.shape[1:] for y in answers}) > 1
    ):
        raise DataFileError("The training and the test examples have different shapes.")
