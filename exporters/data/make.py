"""Makes the plan of the data: which steps lead from a bundled set or a file to training and test arrays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from blocks.settings.datasets import REGRESSION, DataDescription, NamedArray
from blocks.settings.declarations import Settings
from blocks.settings.defaults import one_hot
from blocks.values.shapes import Shape
from exporters.data import images, loading, steps
from exporters.data.base import DataStep
from exporters.data.csv_file import CsvFacts
from exporters.data.inspect import FileFacts, check_channels, inspect_file, is_image
from exporters.data.npz import NpzFacts
from exporters.data.steps import DataPlan
from exporters.data.targets import NUMBERS, RANKED, ROWS, DataFileError
from exporters.plan.needs import Needs

__all__ = ["DataFileError", "DataPlan", "MissingArrayError", "make_data_plan"]

DIGITS = (8, 8)
DIGITS_MAXIMUM = 16.0
BYTE_MAXIMUM = 255.0


class MissingArrayError(DataFileError):
    """A file with named arrays has none for an input or an output."""


def make_data_plan(
    settings: Settings,
    data: DataDescription,
    base_folder: Path | None = None,
    needs: Needs | None = None,
) -> DataPlan:
    """Decide every step.

    Args:
        settings: what the project says about data, seed and loss.
        data: description of the chosen data.
        base_folder: folder that a relative path of the user's file starts from.
        needs: what the model takes and learns; by default it has one input and one output.

    Raises:
        DataFileError: no data are chosen, or the file cannot be used.
        MissingArrayError: the file's arrays have other names than the inputs and outputs.
    """
    source = str(settings.of_data("source"))
    if source == "none":
        raise DataFileError("No data are chosen. Choose a data set or a file of your own.")
    if needs is not None and has_own_arrays(data, needs):
        return _plan_of_arrays(settings, data, inspect_file(settings, base_folder), needs)
    if needs is not None:
        settings = _for_input(settings, needs, needs.inputs[0])
    if source == "file":
        before, after, split = _file_steps(settings, inspect_file(settings, base_folder))
    else:
        before, after = _bundled_steps(source, settings, data)
        split = True
    labels = _label_steps(settings, data, needs)
    last = _last_step(settings, split)
    return DataPlan(
        title=data.title,
        steps=(*before, *labels, last, *after),
        shape=data.shape,
        has_test=not split or round(_share(settings) * data.count) > 0,
    )


def _for_input(settings: Settings, needs: Needs, name: str) -> Settings:
    """Return settings that leave the data of an input as they are, where nobody chose and they mean something so."""
    raw = name in needs.raw and settings.of_data("scaling") == "auto"
    return settings.with_data(scaling="none") if raw else settings


def _bundled_steps(
    source: str, settings: Settings, data: DataDescription
) -> tuple[list[DataStep], list[DataStep]]:
    answers: list[DataStep] = [steps.LabelsAsNumbers()] if data.task == REGRESSION else []
    if source != "digits":
        return [loading.LoadBundled(source, data.shape), *answers], list(_scaling(settings, True))
    add, image = _image_steps(DIGITS, settings)
    stored: Shape = (*DIGITS, 1) if add else DIGITS
    unit: list[DataStep] = []
    if settings.of_data("scaling") in ("auto", "unit"):
        unit = [steps.Divide(DIGITS_MAXIMUM)]
    after = list(_scaling(settings, False)) if settings.of_data("scaling") == "standard" else []
    return [loading.LoadBundled(source, stored), *image, *unit], after


def _file_steps(
    settings: Settings, found: FileFacts
) -> tuple[list[DataStep], list[DataStep], bool]:
    """Return the steps before the split, those after it, and whether to split at all."""
    if isinstance(found.facts, CsvFacts):
        return _csv_steps(settings, found, found.facts)
    return _npz_steps(settings, found, found.facts)


def _csv_steps(
    settings: Settings, found: FileFacts, facts: CsvFacts
) -> tuple[list[DataStep], list[DataStep], bool]:
    words = facts.target.form == RANKED
    load = loading.LoadCsv(
        str(found.path.absolute()),
        found.shown,
        facts.columns[facts.position] if facts.header else facts.position,
        words,
        facts.separator,
        facts.header,
        facts.index_column,
    )
    answers: list[DataStep] = [] if words else [steps.LabelsAsNumbers()]
    return [load, *answers], list(_scaling(settings, True)), True


def _npz_steps(
    settings: Settings, found: FileFacts, facts: NpzFacts
) -> tuple[list[DataStep], list[DataStep], bool]:
    add, changes, after = _example_steps(facts.shape, facts.dtype, settings)
    load = loading.LoadNpz(str(found.path.absolute()), found.shown, facts.keys, add, facts.ravel)
    before: list[DataStep] = [load]
    if facts.target.form in _ANSWERS:
        before.append(_ANSWERS[facts.target.form])
    return [*before, *changes], after, len(facts.keys) == 2


def _example_steps(
    shape: tuple[int, ...], dtype: np.dtype, settings: Settings
) -> tuple[bool, list[DataStep], list[DataStep]]:
    """Return whether loading must add the channel axis, the steps before the split, and those after it."""
    image = is_image(shape)
    if image:
        check_channels(shape, settings)
    add, before = _image_steps(shape, settings) if image else (False, [])
    scaling = settings.of_data("scaling")
    after = list(_scaling(settings, len(shape) == 1))
    if image and scaling in ("auto", "unit") and dtype.kind in "bu":
        after = []
        if dtype == np.uint8:
            before.append(steps.Divide(BYTE_MAXIMUM))
        elif dtype.kind == "u":
            after = [steps.DivideByMaximum(False)]
    return add, before, after


def has_own_arrays(data: DataDescription, needs: Needs) -> bool:
    """Tell whether the file has an array for an input or an output by itself."""
    return (
        data.only_named
        or any(data.array_of_input(name) for name in needs.inputs)
        or any(data.array_of_output(name) for name in needs.outputs)
    )


def _plan_of_arrays(
    settings: Settings, data: DataDescription, found: FileFacts, needs: Needs
) -> DataPlan:
    """Plan for arrays that belong to inputs and outputs by name; what has none takes the usual x or y."""
    facts = found.facts
    assert isinstance(facts, NpzFacts)  # only these have named arrays
    inputs, outputs, before, after = [], [], list[DataStep](), list[DataStep]()
    for name in needs.inputs:
        array = facts.array(_key(data.array_of_input(name), facts, 0, name))
        mine = _for_input(settings, needs, name)
        add, changes, later = _example_steps(array.shape, array.dtype, mine)
        own = name if len(needs.inputs) > 1 else ""
        inputs.append(loading.ArrayOf(own, array.key, add_channel=add))
        before += _at("x", own, changes)
        after += _at("x", own, later)
    for name, rows in zip(needs.outputs, needs.one_hot, strict=True):
        array = facts.array(_key(data.array_of_output(name), facts, 1, name))
        assert array.target is not None
        own = name if len(needs.outputs) > 1 else ""
        outputs.append(loading.ArrayOf(own, array.key, ravel=array.ravel))
        form = _ANSWERS.get(array.target.form)
        before += _at("y", own, [form] if form else [])
        if rows and array.target.task != REGRESSION:
            before += _at("y", own, [steps.OneHot(max(array.target.classes, 2))])
    load = loading.LoadArrays(
        str(found.path.absolute()), found.shown, tuple(inputs), tuple(outputs)
    )
    return DataPlan(
        title=data.title,
        steps=(load, *before, _last_step(settings, True), *after),
        shape=data.shape,
        has_test=round(_share(settings) * data.count) > 0,
    )


def _key(own: NamedArray | None, facts: NpzFacts, usual: int, name: str) -> str:
    """Return the name of the array for an input or an output."""
    if own is not None:
        return own.key
    if not facts.keys:
        known = ", ".join(each.key for each in facts.arrays)
        raise MissingArrayError(f"The file has no array {name}. It has: {known}.")
    return facts.keys[usual]


def _at(side: str, name: str, found: list[DataStep]) -> list[DataStep]:
    return [steps.At(side, name, step) for step in found] if name else found


_ANSWERS: dict[str, DataStep] = {
    NUMBERS: steps.LabelsAsNumbers(),
    RANKED: steps.NumberClasses(),
    ROWS: steps.LabelsFromRows(),
}


def _image_steps(stored: tuple[int, ...], settings: Settings) -> tuple[bool, list[DataStep]]:
    """Return whether loading must add the channel axis, and the steps that follow."""
    size, wanted = settings.of_data("size"), settings.of_data("channels")
    have = stored[2] if len(stored) == 3 else 1
    depth = wanted if isinstance(wanted, int) else have
    resize = isinstance(size, int) and stored[:2] != (size, size)
    changes = list(_channel_steps(have, depth))
    if resize and isinstance(size, int):
        changes.append(images.Resize(size, size))
    if have == 1 and depth > 1:
        changes.append(images.RepeatChannel(depth))
    flat = depth == 1 and not settings.of_data("channel_axis")
    add = len(stored) == 2 and (bool(changes) or not flat)
    if flat and (add or len(stored) == 3):
        changes.append(images.DropChannelAxis())
    return add, changes


def _channel_steps(have: int, wanted: int) -> Iterator[DataStep]:
    if wanted == 1 and have >= 3:
        yield images.MergeChannels()
    elif wanted < have:
        yield images.KeepChannels(wanted)


def _scaling(settings: Settings, columns: bool) -> Iterator[DataStep]:
    """Yield the step whose numbers come from the training data; tables have their own for each column."""
    scaling = settings.of_data("scaling")
    if scaling == "auto":
        scaling = "standard" if columns else "unit"
    if scaling == "standard":
        yield steps.Standardize(columns)
    elif scaling == "unit":
        yield steps.DivideByMaximum(columns)


def _label_steps(settings: Settings, data: DataDescription, needs: Needs | None) -> list[DataStep]:
    if data.task == REGRESSION:
        return []
    rows = steps.OneHot(max(data.classes, 2))
    if needs is None or len(needs.outputs) == 1:
        return [rows] if one_hot(settings, data) else []
    if len(set(needs.one_hot)) == 1:
        return [rows] if needs.one_hot[0] else []
    outputs = zip(needs.outputs, needs.one_hot, strict=True)
    return [
        steps.AnswersByName(needs.outputs),
        *(steps.At("y", name, rows) for name, wanted in outputs if wanted),
    ]


def _last_step(settings: Settings, split: bool) -> DataStep:
    seed = settings.of_training("seed")
    assert isinstance(seed, int)  # settings hold validated values only
    return steps.Split(_share(settings), seed) if split else steps.Shuffle(seed)


def _share(settings: Settings) -> float:
    share = settings.of_data("test_split")
    assert isinstance(share, (int, float))
    return float(share)
