"""Makes a model fit its data: the shape of its Input block, and the size of its output. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.project.project import Project
from blocks.check.model_problems import fits, input_blocks, output_shape, wanted_units
from blocks.check.outputs import output_names, units_end, wired_outputs
from blocks.commands.blocks import set_metaparameter, set_values
from blocks.document.edits import Edit
from blocks.errors import InvalidValue
from blocks.settings.defaults import wanted_loss
from blocks.values.shapes import shape_text
from blocks.values.values import Expression


@dataclass(frozen=True, slots=True)
class FittingChange:
    """A change that makes the model fit.

    Attributes:
        words: what the button says.
        label: what the undo step is called.
        edits: the change.
    """

    words: str
    label: str
    edits: Sequence[Edit]


def input_change(project: Project) -> FittingChange | None:
    """Return how to give the Input blocks the shape of their data; ``None`` where all fit."""
    checker = project.checker
    wanted = {}
    for block_id in input_blocks(checker):
        data = project.data and project.data.for_input(checker.names[block_id])
        known = checker.results[block_id].output
        if data and (known is None or not fits(known, data.shape)):
            wanted[block_id] = data.shape
    if not wanted:
        return None
    edits = [
        edit
        for block_id, shape in wanted.items()
        for edit in set_values(project.document, block_id, shape=shape)
    ]
    shape = next(iter(wanted.values()))
    size = shape_text(shape) if len(shape) > 1 else f"{shape_text(shape)} values"
    words = f"Set the Input block to {size}"
    if len(wanted) > 1:
        words = f"Set {len(wanted)} Input blocks to the shapes of the data"
    return FittingChange(words, "use the shape of the data", edits)


def output_change(project: Project) -> FittingChange | None:
    """Return how to give every output as many values as its data need; ``None`` where all have them."""
    checker = project.checker
    outputs = wired_outputs(checker.graph)
    wanted: dict[tuple[str, str], int] = {}
    for output, name in zip(
        outputs, output_names(checker.graph, checker.names, outputs), strict=True
    ):
        data = project.data and project.data.for_output(name)
        block_id, parameter = units_end(checker, output)
        if data and parameter:
            loss = wanted_loss(project.settings, output.key if len(outputs) > 1 else "")
            units = wanted_units(data, output_shape(checker, output) or (), loss)
            if checker.results[block_id].arguments.get(parameter) != units:
                wanted[block_id, parameter] = units
    if not wanted:
        return None
    (block_id, parameter), units = next(iter(wanted.items()))
    words = f"Set {parameter} of the last {checker.graph.blocks[block_id].type} to {units}"
    if len(wanted) > 1:
        words = f"Set the values of {len(wanted)} outputs"
    edits = [edit for at, units in wanted.items() for edit in _set(project, *at, units)]
    return FittingChange(words, "fit the data's classes", _once(edits)) if edits else None


def _once(edits: Sequence[Edit]) -> list[Edit]:
    """Leave out repeated edits: two outputs may stand on one metaparameter."""
    return [edit for at, edit in enumerate(edits) if edit not in edits[:at]]


def _set(project: Project, block_id: str, parameter: str, wanted: int) -> Sequence[Edit]:
    """Change a value; where it is a metaparameter's name alone, that metaparameter."""
    block = project.checker.graph.blocks[block_id]
    value = block.value(parameter)
    names = project.checker.graph.environment()
    if isinstance(value, Expression) and value.text.strip() in names:
        with suppress(InvalidValue):  # where its limits forbid it, the block itself gets the number
            return set_metaparameter(project.document, value.text.strip(), wanted)
    return set_values(project.document, block_id, **{parameter: wanted})  # type: ignore[arg-type] # for all mypy knows it is `type_name`
