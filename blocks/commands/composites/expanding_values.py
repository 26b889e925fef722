"""Works out how often an instance is applied when it is expanded, and its metaparameters' values each time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from blocks.catalog.ports import IN
from blocks.check.checker import Checker
from blocks.commands.substitution import free_names, substitute
from blocks.document.document import Document
from blocks.errors import EditError, InvalidValue
from blocks.graph.composite_ports import port_names
from blocks.graph.graph import MODEL, Block, Graph
from blocks.graph.structure import INDEX, Structure
from blocks.inference.arguments import SHAPE_NAMES, shape_environment
from blocks.inference.repeats import applications, repeats
from blocks.parameters import show
from blocks.values.expressions import names_of
from blocks.values.shapes import Shape
from blocks.values.values import Value, has_expression


@dataclass(frozen=True, slots=True)
class Application:
    """One time that an instance is applied: the loop index, and what comes in, ``None`` where not known."""

    index: int
    shape: Shape | None


def applications_of(
    document: Document, graph: Graph, block: Block, checker: Checker | None = None
) -> list[Application]:
    """Return how often a block is applied, with the shapes of the check.

    Args:
        document: the project.
        graph: where the block is.
        block: the instance.
        checker: of the model, if there is one that follows it.

    Raises:
        EditError: that differs from instance to instance, or is not known.
    """
    structure = block.structure or Structure()
    shapes: tuple[Shape | None, ...] = ()
    if graph.name == MODEL:
        if checker is None:
            checker = Checker(document, follows=False)
        shapes = checker.results[block.id].inputs
    known = bool(shapes) and None not in shapes
    if block.structure is None:
        return [Application(0, shapes[0] if known else None)]
    plain = not any(map(has_expression, structure.values))
    if known:
        try:
            found = applications(graph, block, graph.environment(), shapes)
            return [Application(index, shape) for index, shape in found]
        except EditError:
            if not plain:
                raise
    if not plain:
        why = "its incoming shape is not known yet"
        if graph.name != MODEL:
            why = f"it differs between the instances of {graph.name}"
        raise EditError(f"the number of repeats of {block.type} is not known: {why}")
    if structure.when is False:
        return []
    count = next((n for n in (structure.series, structure.parallel) if isinstance(n, int)), 1)
    return [Application(index, None) for index in range(count)]


def given_by(graph: Graph, block: Block, definition: Graph, run: Application) -> dict[str, Value]:
    """Return what stands for each metaparameter of a definition in one application of an instance.

    Raises:
        EditError: a size that a value asks for is not known.
    """
    found: dict[str, Value] = {}
    for meta in definition.metaparameters:
        value = block.values.get(meta.name, meta.value)
        with suppress(InvalidValue):
            value = value if has_expression(value) else meta.parameter.validate(value)
        moving = names_of(value) & {*SHAPE_NAMES, INDEX}
        if moving and _sees_the_same(graph, block, definition, meta.name):
            moving &= {INDEX}  # a size means the same inside
        found[meta.name] = substitute(value, _numbers(graph, block, meta.name, moving, run))
    return found


def _numbers(
    graph: Graph, block: Block, parameter: str, names: frozenset[str], run: Application
) -> dict[str, Value]:
    """Return the numbers of names that mean something else inside: the loop index, and sizes."""
    known = shape_environment((run.shape,))
    if repeats(block.structure):
        known[INDEX] = run.index
    found: dict[str, Value] = {}
    for name in sorted(names):
        if name not in known and (name == INDEX or run.shape is not None):
            known[name] = graph.environment().get(name)
        if known.get(name) is None:
            value = show(block.values[parameter])
            raise EditError(
                f"{parameter} = {value} of {block.type} depends on {name}, which is not known here"
            )
        found[name] = known[name]
    return found


def _sees_the_same(graph: Graph, block: Block, definition: Graph, parameter: str) -> bool:
    """Tell whether all that uses a metaparameter gets what comes into the instance, and gets it once."""
    wires = graph.incoming(block.id)
    inputs = [
        key
        for key, name in port_names(definition, IN.name).items()
        if wires and name == wires[0].target_port
    ]
    for inner in definition.blocks.values():
        if parameter not in free_names(inner):
            continue
        incoming = definition.incoming(inner.id)
        again = inner.structure is not None and inner.structure.series is not None
        if again or not incoming or incoming[0].source not in inputs:
            return False
    return True
