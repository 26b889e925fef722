"""Makes a model fit its data: the shape of its Input block, and the size of its output. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.project import Project
from blocks.commands import set_metaparameter, set_values
from blocks.edits import Edit
from blocks.errors import InvalidValue
from blocks.model_checks import (
    fits,
    input_blocks,
    last_with_units,
    output_blocks,
    units_parameter,
    wanted_units,
)
from blocks.shapes import shape_text
from blocks.values import Expression


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that makes the model fit.

    Attributes:
        words: what the button says.
        label: what the undo step is called.
        edits: the change.
    """

    words: str
    label: str
    edits: Sequence[Edit]


def shape_offer(project: Project) -> Offer | None:
    """Return how to give the Input block the shape of the data; ``None`` where it fits or there are several."""
    inputs = input_blocks(project.checker)
    if project.data is None or len(inputs) != 1:
        return None
    shape = project.data.shape
    known = project.checker.results[inputs[0]].output
    if known is not None and fits(known, shape):
        return None
    edits = set_values(project.document, inputs[0], shape=shape)
    size = shape_text(shape) if len(shape) > 1 else f"{shape_text(shape)} values"
    return Offer(f"Set the Input block to {size}", "use the shape of the data", edits)


def classes_offer(project: Project) -> Offer | None:
    """Return how to give the last block as many values as the data need; ``None`` where it has them."""
    checker, data = project.checker, project.data
    wired = [key for key in output_blocks(checker) if checker.graph.network.in_degree(key)]
    if data is None or len(wired) != 1:
        return None
    block_id = last_with_units(checker, wired[0])
    block = checker.graph.blocks[block_id]
    parameter = units_parameter(block)
    shape = checker.results[wired[0]].output
    wanted = wanted_units(project.settings, data, shape or ())
    have = checker.results[block_id].arguments.get(parameter)
    if not parameter or have == wanted:
        return None
    edits = _set(project, block_id, parameter, wanted)
    words = f"Set {parameter} of the last {block.type} to {wanted}"
    return Offer(words, "fit the data's classes", edits) if edits else None


def _set(project: Project, block_id: str, parameter: str, wanted: int) -> Sequence[Edit]:
    """Change a value; where it is a metaparameter's name alone, that metaparameter."""
    block = project.checker.graph.blocks[block_id]
    value = block.value(parameter)
    names = project.checker.graph.environment()
    if isinstance(value, Expression) and value.text.strip() in names:
        with suppress(InvalidValue):  # where its limits forbid it, the block itself gets the number
            return set_metaparameter(project.document, value.text.strip(), wanted)
    return set_values(project.document, block_id, **{parameter: wanted})  # type: ignore[arg-type]
