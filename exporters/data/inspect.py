"""Looks into a person's own data file: quick, in bounded memory, without Keras, pandas or scikit-learn."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from blocks.quoting import named
from blocks.settings.datasets import DataDescription, NamedArray, image_shape
from blocks.settings.declarations import Settings
from blocks.values.shapes import Shape, shape_text
from exporters.data.csv_file import CsvFacts, inspect_csv
from exporters.data.npz import NpzFacts, inspect_npz
from exporters.data.targets import DataFileError

SUFFIXES = (".npz", ".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file and what is in it.

    Attributes:
        path: where it is.
        shown: the path as the person gave it.
        facts: what was found.
    """

    path: Path
    shown: str
    facts: NpzFacts | CsvFacts


def inspect_file(settings: Settings, base_folder: Path | None) -> FileFacts:
    """Look into the file that the settings name; answers are kept while the file stays as it is.

    Args:
        settings: path, target and task are read.
        base_folder: where relative paths start; the working folder for ``None``.

    Raises:
        DataFileError: the file cannot be used.
    """
    shown = settings.of_data("path")
    if not isinstance(shown, str) or not shown.strip():
        raise DataFileError("No file is chosen yet. Choose a .npz or .csv file.")
    name = named(shown, 120)
    try:
        path = (base_folder or Path()) / Path(shown).expanduser()
        found = path.stat()
        if not path.is_file():
            raise DataFileError(f"{name} is not a file. Choose a .npz or .csv file.")
        if path.suffix.lower() not in SUFFIXES:
            raise DataFileError(
                f"{named(path.name)} is neither .npz nor .csv. Convert it to one of them."
            )
        target, task = settings.of_data("target"), str(settings.of_data("task"))
        facts = _inspect(
            os.fspath(path), found.st_mtime_ns, found.st_size, target and str(target), task
        )
    except DataFileError:
        raise
    except (
        Exception
    ) as error:  # whatever the libraries say of a damaged file is one sentence for people
        raise DataFileError(cannot_read(name, error)) from error
    return FileFacts(path, shown, facts)


@lru_cache(maxsize=8)
def _inspect(
    path: str, modified: int, size: int, target: str | None, task: str
) -> NpzFacts | CsvFacts:
    """Look into a file; time and size are part of the key, so that a changed file is read again."""
    inspect = inspect_npz if path.lower().endswith(".npz") else inspect_csv
    return inspect(Path(path), target, task)


def cannot_read(shown: str, error: Exception) -> str:
    """Return a sentence for what a library says of a file that cannot be read.

    Args:
        shown: the file, as `named` writes it.
        error: what the library raised.
    """
    if isinstance(error, FileNotFoundError):
        return f"There is no file {shown}. Choose it again, or put it back."
    if isinstance(error, PermissionError):
        return f"There is no permission to read {shown}."
    if isinstance(error, MemoryError):
        return f"{shown} cannot be read: it is too large for the memory."
    reason = getattr(error, "strerror", None) or (
        str(error) if isinstance(error, ValueError) else ""
    )
    reason = named(" ".join(reason.split()), 120) or "it is damaged. Save it again"
    return f"{shown} cannot be read: {reason.rstrip('.')}."


def describe_file(settings: Settings, base_folder: Path | None) -> DataDescription:
    """Describe a person's own file as a model meets it.

    Args:
        settings: path, target, task and what is chosen for images are read.
        base_folder: where relative paths start.

    Raises:
        DataFileError: the file cannot be used; the text says why and what to do.
    """
    found = inspect_file(settings, base_folder)
    try:
        return _described(found, settings)
    except DataFileError:
        raise
    except Exception as error:
        raise DataFileError(cannot_read(named(found.shown, 120), error)) from error


def _described(found: FileFacts, settings: Settings) -> DataDescription:
    facts, target = found.facts, found.facts.target
    if isinstance(facts, CsvFacts):
        features = tuple(
            name for place, name in enumerate(facts.columns) if place != facts.position
        )
        shape: Shape = (len(features),)
    else:
        features = ()
        shape = _scaled(facts.shape, settings)
    arrays = () if isinstance(facts, CsvFacts) else _arrays(facts, settings)
    only_named = isinstance(facts, NpzFacts) and not facts.keys
    image = len(shape) > 1 and not only_named
    title = f"{found.path.stem} {shape_text(shape)}" if image else found.path.stem
    return DataDescription(
        title,
        target.task,
        shape,
        target.classes,
        facts.count,
        target.names,
        features,
        arrays,
        only_named,
        _reading(facts),
    )


def _reading(facts: NpzFacts | CsvFacts) -> int:
    """Return the bytes that examples take as they are stored, and as 32-bit numbers beside that."""
    if isinstance(facts, CsvFacts):
        return 0
    return facts.size + 4 * (facts.size // max(facts.dtype.itemsize, 1))


def _scaled(shape: tuple[int, ...], settings: Settings) -> Shape:
    """Return the shape of an example as the model meets it."""
    if not is_image(shape):
        return shape
    check_channels(shape, settings)
    return image_shape(shape, settings)


def _arrays(facts: NpzFacts, settings: Settings) -> tuple[NamedArray, ...]:
    found = []
    for array in facts.arrays:
        numbers = array.dtype.kind in "biuf" and bool(array.shape)
        shape = _scaled(array.shape, settings) if numbers else None
        target = array.target
        if target is None:
            found.append(NamedArray(array.key, shape))
        else:
            found.append(NamedArray(array.key, shape, target.task, target.classes, target.names))
    return tuple(found)


def is_image(shape: tuple[int, ...]) -> bool:
    """Tell whether one example is an image: (height, width), or with 1, 3 or 4 channels."""
    return len(shape) == 2 or (len(shape) == 3 and shape[2] in (1, 3, 4))


def check_channels(shape: tuple[int, ...], settings: Settings) -> None:
    """Refuse channels that cannot be made, such as 4 out of 3."""
    wanted, have = settings.of_data("channels"), shape[2] if len(shape) == 3 else 1
    if isinstance(wanted, int) and wanted > have > 1:
        raise DataFileError(f"The images have {have} channels; {wanted} cannot be made of them.")
