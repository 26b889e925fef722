"""Writes a data plan as Python, the way somebody who knows NumPy and Keras writes it.

Text of the user (paths, names of columns and arrays) gets into the source through `ascii` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporters.data.base import RESULT, DataStep, Variables
from exporters.data.steps import DataPlan

WIDEST = 84  # characters of a line within a function: the formatter breaks at 88


@dataclass(frozen=True, slots=True)
class DataCode:
    """Source of the data.

    Attributes:
        imports: import lines, each once; the script adds its own.
        constants: (name, source of its value) for the top of the script. The lines also use ``SEED``.
        lines: ``def load_data():`` as a whole.
        has_test: the test arrays are not empty.
    """

    imports: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    has_test: bool


def data_code(plan: DataPlan) -> DataCode:
    """Write the source that loads what `exporters.data.arrays.load` loads."""
    names = Variables(plan.x_by_name, plan.y_by_name)
    body = _joined(_lines(plan.steps, names))
    constants = dict.fromkeys(constant for step in plan.steps for constant in step.constants)
    return DataCode(
        imports=tuple(dict.fromkeys(line for step in plan.steps for line in step.needed_imports)),
        constants=tuple(constants),
        lines=(
            "def load_data():",
            f'    """Return {RESULT}{_what(names)}."""',
            *(f"    {line}" for line in body),
        ),
        has_test=plan.has_test,
    )


def _joined(lines: Iterable[str]) -> list[str]:
    """Return lines with a division by a number at the end of the call before it, where both change one array."""
    found: list[str] = []
    for line in lines:
        divided = re.fullmatch(r"(x\w*) = \1( / [0-9.]+)", line)
        called = divided and found and re.fullmatch(rf"{divided[1]} = .*\)", found[-1])
        if called and divided and len(found[-1] + divided[2]) <= WIDEST:
            found[-1] += divided[2]
        else:
            found.append(line)
    return found


def _what(names: Variables) -> str:
    if names.many_x:
        return ", each a dictionary of arrays" if names.many_y else ", x by the name of the input"
    return ", y by the name of the output" if names.many_y else ""


def _lines(plan: tuple[DataStep, ...], names: Variables) -> Iterator[str]:
    """Yield the lines of all steps; variables have no ending before the split and two after it."""
    parts: tuple[str, ...] = ("",)
    for place, step in enumerate(plan):
        if step.splits and not place:
            parts = ("_train", "_test")
        last = place == len(plan) - 1
        yield from (step.last_lines if last else step.lines)(parts, names)
        if step.splits:
            parts = ("_train", "_test")
