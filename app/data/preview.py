"""A look at the data for the panel: a handful of images or the first rows. NumPy only, and fast."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from blocks.quoting import named
from blocks.settings.datasets import BINARY, REGRESSION, DataDescription, describe_bundled
from blocks.settings.declarations import Settings
from blocks.values.shapes import Shape, shape_text
from exporters.data.bundled import read_bundled
from exporters.data.csv_file import CsvFacts
from exporters.data.inspect import (
    FileFacts,
    cannot_read,
    describe_file,
    inspect_file,
    is_image,
)
from exporters.data.npz import ANSWER_LIMIT, NpzFacts
from exporters.data.npz_header import HEADER_LIMIT, read_header
from exporters.data.targets import CLASS_LIMIT, READY, ROWS, DataFileError, class_name

IMAGES, ROWS_SHOWN = 20, 8
SAMPLE_LIMIT = 64 * 2**20
"""Bytes of examples that are read for a look: a small file can say that an image is a gigabyte of zeros."""
PIXELS = 64
"""Longest side of a sample image; larger ones are thinned out."""

Array = np.ndarray


@dataclass(frozen=True)
class DataPreview:
    """The content of the data panel.

    Attributes:
        title: name for people.
        shape: one example as the model meets it.
        count: number of examples.
        task: ``regression``, ``binary`` or ``classes``.
        classes: names of the classes; empty for regression.
        class_counts: examples of each class.
        images: sample images (images, height, width) or (images, height, width, 3), uint8; ``None`` for tables.
        labels: one for each sample image.
        columns: names of the table's columns, the target last; empty for images.
        rows: first rows of the table, as text.
    """

    title: str
    shape: Shape
    count: int
    task: str
    classes: tuple[str, ...] = ()
    class_counts: tuple[int, ...] = ()
    images: Array | None = None
    labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def preview(settings: Settings, base_folder: Path | None = None) -> DataPreview | None:
    """Return a look at the chosen data, ``None`` where none are chosen.

    Args:
        settings: the project's settings.
        base_folder: folder that a relative path of the user's file starts from.

    Raises:
        DataFileError: the file cannot be used.
    """
    if settings.of_data("source") == "file":
        found = inspect_file(settings, base_folder)
        data = describe_file(settings, base_folder)
        if isinstance(found.facts, CsvFacts):
            return _of_table(data, found.facts)
        return _of_npz(data, found, found.facts, settings)
    bundled = describe_bundled(settings)
    return None if bundled is None else _of_bundled(bundled, settings)


def _of_bundled(data: DataDescription, settings: Settings) -> DataPreview:
    x, y = read_bundled(str(settings.of_data("source")))
    counts = tuple(np.bincount(y).tolist()) if data.class_names else ()
    if settings.of_data("source") == "digits":
        chosen = _spread(y, IMAGES)
        images = to_bytes(x.reshape(-1, 8, 8)[chosen], 16.0)
        labels = tuple(data.class_names[label] for label in y[chosen])
        return replace(_base(data, counts), images=show_at(images, data.shape), labels=labels)
    chosen = _spread(y, ROWS_SHOWN) if data.class_names else np.arange(ROWS_SHOWN)
    answers = [data.class_names[int(y[row])] if data.class_names else f"{y[row]:g}" for row in chosen]  # fmt: skip
    return replace(_base(data, counts), columns=_columns(data), rows=_rows(x[chosen], answers))


def _of_table(data: DataDescription, facts: CsvFacts) -> DataPreview:
    place = facts.position
    rows = tuple(
        (*(cell.strip() for at, cell in enumerate(row) if at != place), row[place].strip())
        for row in facts.sample
    )
    columns = (*data.feature_names, facts.columns[place])
    return replace(_base(data, facts.target.counts), columns=columns, rows=rows)


def _of_npz(
    data: DataDescription, found: FileFacts, facts: NpzFacts, settings: Settings
) -> DataPreview:
    """Read the first examples only: an array within the zip is read from its front."""
    if not facts.keys:
        return _of_arrays(data)
    image = is_image(facts.shape)
    most = min(IMAGES if image else ROWS_SHOWN, SAMPLE_LIMIT * facts.count // max(facts.size, 1))
    if not most:  # one of them is a map of gigabytes, or says so
        return _base(data, facts.target.counts)
    x, y = _first_examples(found.path, facts.keys[0], facts.keys[1], most)
    answers = _answers(y, facts)
    counts = facts.target.counts
    if image:
        x = np.where(np.isfinite(x), x, 0)  # a gap is black; training says what is wrong with it
        largest = 255.0 if facts.dtype == np.uint8 else float(np.abs(x).max() or 1.0)
        images = show_at(to_bytes(x, largest), data.shape)
        return replace(_base(data, counts), images=images, labels=answers)
    if x.ndim != 2:
        return _base(data, counts)
    return replace(_base(data, counts), columns=_columns(data), rows=_rows(x, answers))


def _of_arrays(data: DataDescription) -> DataPreview:
    """List the arrays of a file that has one for each input and output."""
    words = {REGRESSION: "a number", BINARY: "yes or no"}
    rows = tuple(
        (
            array.key,
            shape_text(array.shape) if array.shape else "",
            words.get(array.task, f"{array.classes} classes") if array.task else "",
        )
        for array in data.arrays
    )
    columns = ("array", "one example", "as answers")
    return DataPreview(data.title, data.shape, data.count, data.task, columns=columns, rows=rows)


def _base(data: DataDescription, counts: tuple[int, ...]) -> DataPreview:
    return DataPreview(data.title, data.shape, data.count, data.task, data.class_names, counts)


def _first_examples(path: Path, x: str, y: str, count: int) -> tuple[Array, Array]:
    try:
        with zipfile.ZipFile(path) as archive:
            return _front(archive, x, count), _front(archive, y, count)
    except DataFileError:
        raise
    except Exception as error:  # a damaged file, in all the words that libraries have for it
        raise DataFileError(cannot_read(named(path.name), error)) from error


def _front(archive: zipfile.ZipFile, key: str, count: int) -> Array:
    """Read the first examples of an array; its header was checked by `inspect_file`."""
    with archive.open(f"{key}.npy") as stream:
        header = read_header(stream, key)
        if header.fortran:  # the first examples lie all over the array
            return _whole(archive, key, header.size)[:count]
        count = min(count, header.shape[0])
        size = count * header.dtype.itemsize * math.prod(header.shape[1:])
        return np.frombuffer(stream.read(size), header.dtype).reshape(count, *header.shape[1:])


def _whole(archive: zipfile.ZipFile, key: str, size: int) -> Array:
    if size > ANSWER_LIMIT:
        raise ValueError(f"{key} is stored in Fortran order; save it with numpy.ascontiguousarray")
    with archive.open(f"{key}.npy") as stream:
        array: Array = np.lib.format.read_array(stream, max_header_size=HEADER_LIMIT)
    return array


def _answers(y: Array, facts: NpzFacts) -> tuple[str, ...]:
    if facts.target.form == ROWS:
        return tuple(str(label) for label in y.argmax(axis=1).tolist())
    flat = y.reshape(-1).tolist()
    if facts.target.names or facts.target.form == READY:
        return tuple(class_name(value) for value in flat)
    return tuple(f"{value:g}" for value in flat)


def _columns(data: DataDescription) -> tuple[str, ...]:
    width = data.shape[0] or 0
    features = data.feature_names or tuple(f"column {place + 1}" for place in range(width))
    return (*features, "class" if data.class_names else "target")


def _rows(x: Array, answers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (*(f"{value:.4g}" for value in row[:CLASS_LIMIT]), answer)
        for row, answer in zip(x.tolist(), answers, strict=True)
    )


def _spread(y: Array, count: int) -> Array:
    """Return places of examples so that every class comes in turn."""
    order = np.argsort(y, kind="stable")
    starts = np.searchsorted(y[order], np.unique(y))
    rounds = [starts + at for at in range(-(-count // len(starts)))]
    places: Array = order[np.minimum(np.concatenate(rounds), len(y) - 1)][:count]
    return places


def to_bytes(images: Array, largest: float) -> Array:
    """Return images as uint8, thinned out to `PIXELS` and with one or three channels.

    Args:
        images: (images, height, width) or (images, height, width, channels).
        largest: the value that becomes white.
    """
    step = max(1, -(-max(images.shape[1:3]) // PIXELS))
    with np.errstate(over="ignore"):  # numbers of 128 bits
        images = np.nan_to_num(images[:, ::step, ::step].astype("float64"))
    if images.ndim == 4:
        images = images[..., 0] if images.shape[3] < 3 else images[..., :3]
    lowest = min(float(images.min()), 0.0)
    # Halves, since the difference of two numbers may be larger than any number.
    scaled = (images / 2 - lowest / 2) / max(largest / 2 - lowest / 2, 1e-12)
    clipped: Array = np.clip(scaled * 255.0, 0.0, 255.0).round().astype(np.uint8)
    return clipped


def show_at(images: Array, shape: Shape) -> Array:
    """Scale sample images to the size that the model meets, `PIXELS` at most.

    Args:
        images: uint8 (images, height, width) or (images, height, width, 3).
        shape: one example as the model meets it.
    """
    wanted = [size or have for size, have in zip(shape[:2], images.shape[1:3], strict=True)]
    largest = max(wanted)
    if largest > PIXELS:
        wanted = [max(1, size * PIXELS // largest) for size in wanted]
    if len(shape) == 3 and shape[2] == 1 and images.ndim == 4:
        images = images.mean(axis=-1).round().astype(np.uint8)
    return bilinear(images, wanted[0], wanted[1])


def bilinear(images: Array, height: int, width: int) -> Array:
    """Scale uint8 images bilinearly, with the centres of pixels aligned as Keras does."""
    if images.shape[1:3] == (height, width):
        return images
    result = images.astype("float32")
    for axis, size in ((1, height), (2, width)):
        have = result.shape[axis]
        centre = np.clip((np.arange(size) + 0.5) * have / size - 0.5, 0, have - 1)
        low = np.floor(centre).astype(int)
        high = np.minimum(low + 1, have - 1)
        weight = (centre - low).reshape([-1 if at == axis else 1 for at in range(result.ndim)])
        result = result.take(low, axis) * (1 - weight) + result.take(high, axis) * weight
    rounded: Array = result.round().astype(np.uint8)
    return rounded
