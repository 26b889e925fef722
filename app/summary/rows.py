"""The rows of the summary: a tree that opens along composites and repeats. Rows inside are made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from app.project.navigator import PathStep
from app.summary.words import bytes_text, listed, number_text
from blocks.check.checker import Checker
from blocks.check.instance import Instance, is_composite
from blocks.check.iterations import iteration_of
from blocks.check.receptive_fields import Field
from blocks.commands.present import is_absent, sources
from blocks.errors import EditError
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import MODEL, Block
from blocks.graph.naming import keras_prefix
from blocks.inference.limits import TooMuchError, metered
from blocks.inference.repeats import Repeats, Wrong, repeats
from blocks.inference.result import BlockCheck
from blocks.types.block_type import Form
from blocks.values.shapes import Shape, shape_text

Inside = Callable[[], "list[Row]"]


@dataclass(frozen=True, slots=True)
class Row:
    """One block, or one iteration of a repeated block.

    Attributes:
        id: the block's id in its graph; an iteration has that of its block, with the loop index behind it.
        name: layer name, as Keras will give it; of an iteration, which ones it stands for.
        type: name of the block type; empty for an iteration.
        shapes: one output shape per port, without the batch axis; ``None`` for unknown.
        parameters: number of weights' values; ``None`` where the block's input is unknown.
        multiply_adds: for one example; ``None`` where unknown or a size is open.
        activation_bytes: memory of the outputs for one example; ``None`` like the others.
        sees: what of the input one value depends on, in places of what comes into its graph; ``None`` for nothing.
        sources: layer names of the blocks that feed it, in the order of its ports.
        layers: how many Keras layers it is.
        times: how often it counts in the row that it lies in: iterations that are alike are one row.
        repeat: ``×3`` for a repeated block, else empty.
        path: the steps that lead to its graph.
        inside: makes the rows in it; ``None`` where there are none.
    """

    id: str
    name: str
    type: str
    shapes: tuple[Shape | None, ...]
    parameters: int | None
    multiply_adds: int | None
    activation_bytes: int | None
    sees: Field | None = None
    sources: tuple[str, ...] = ()
    layers: int = 1
    times: int = 1
    repeat: str = ""
    path: tuple[PathStep, ...] = ()
    inside: Inside | None = field(default=None, compare=False, repr=False)

    @property
    def block(self) -> str:
        """Id of the block that the row is about."""
        return self.id.partition("/")[0]

    def cells(self) -> tuple[str, ...]:
        """Return the texts for `HEADERS`."""
        name = f"{self.name} {self.repeat}".rstrip() + (f" ({self.type})" if self.type else "")
        memory = self.activation_bytes
        return (
            name,
            ", ".join(map(shape_text, self.shapes)),
            number_text(self.parameters),
            number_text(self.multiply_adds),
            "?" if memory is None else bytes_text(memory),
            shape_text(self.sees) if self.sees else "",
            listed(self.sources),
        )


def rows(checker: Checker, path: tuple[PathStep, ...] = ()) -> list[Row]:
    """Read a row for every block of a graph that is there, in the order in which data flows.

    Args:
        checker: the check of the model, or of a composite as one instance sees it.
        path: the steps that lead to the graph.
    """
    graph = checker.graph
    order: Iterable[str] = graph.order()
    if checker.graph_name != MODEL:
        order = (key for key in live_order(graph) if not graph.blocks[key].is_port)
    return [_row(checker, key, path) for key in order if not is_absent(checker, key)]


def opened(table: Iterable[Row], depth: int | None) -> Iterator[tuple[int, Row]]:
    """Yield rows with those inside, each with its indentation.

    Args:
        table: the rows.
        depth: how many composites inside one another are opened; ``None`` for all.
    """
    for row in table:
        yield 0, row
        if row.inside is None or (depth is not None and depth < 1 and row.type):
            continue
        deeper = depth if depth is None or not row.type else depth - 1
        yield from ((indent + 1, inner) for indent, inner in opened(row.inside(), deeper))


def leaves(table: Iterable[Row], path: str = "") -> Iterator[Row]:
    """Yield every Keras layer as a row of its own, named by the path that leads to it."""
    for row in table:
        if row.inside is None:
            if row.layers:
                yield replace(row, name=path + row.name) if path else row
            continue
        for inner in row.inside():
            if inner.type:
                yield from leaves([inner], f"{path}{row.name}/")
                continue
            first = int(inner.id.rpartition("/")[2])
            for index in range(first, first + inner.times):
                iteration = f"{path}{row.name}[{index}]"
                if inner.inside is None:
                    yield replace(inner, name=iteration, type=row.type)
                else:
                    yield from leaves(inner.inside(), f"{iteration}/")


def layer_count(checker: Checker) -> int:
    """Return how many layers the Keras model has."""
    return sum(_layers(checker, key, checker.results[key]) for key in checker.graph.blocks)


def _row(checker: Checker, block_id: str, path: tuple[PathStep, ...]) -> Row:
    check = checker.results[block_id]
    block = checker.graph.blocks[block_id]
    return _figures(
        Row(
            id=block_id,
            name=checker.names[block_id],
            type=block.type,
            shapes=check.outputs,
            parameters=None,
            multiply_adds=None,
            activation_bytes=None,
            sees=checker.fields()[block_id],
            sources=tuple(checker.names[wire.source] for wire in sources(checker, block_id)),
            layers=_layers(checker, block_id, check),
            repeat=_repeat_words(checker, block, check),
            path=path,
            inside=_inside(checker, block, check, path),
        ),
        check,
    )


def _figures(row: Row, check: BlockCheck) -> Row:
    if check.inference is None:
        return row
    return replace(
        row,
        parameters=check.parameters,
        multiply_adds=check.multiply_adds,
        activation_bytes=check.activation_bytes,
    )


def _layers(checker: Checker, block_id: str, check: BlockCheck) -> int:
    if check.inside is not None:
        return sum(count for _, count in check.layers)
    kind = checker.graph.kind(block_id)
    return 0 if kind is not None and kind.form is Form.PORT else 1


def _repeat_words(checker: Checker, block: Block, check: BlockCheck) -> str:
    if check.inference is None or block.structure is None:
        return ""
    count = iteration_of(checker, block.id).count if repeats(block.structure) else None
    return "" if count is None else f"×{count}"


def _inside(
    checker: Checker, block: Block, check: BlockCheck, path: tuple[PathStep, ...]
) -> Inside | None:
    """Return what makes the rows inside a block; ``None`` where there are none, or where it is wrong."""
    if check.inference is None or check.inside is None or not check.layers:
        return None
    if repeats(block.structure):
        return lambda: _iterations(checker, block, check, path)
    if not is_composite(checker.graph, block.id):
        return None
    return lambda: _definition(checker, block, iteration_of(checker, block.id).instance, path)


def _definition(
    checker: Checker, block: Block, instance: Instance, path: tuple[PathStep, ...], index: int = 0
) -> list[Row]:
    inner = Checker(checker.document, block.type, instance, follows=False)
    return rows(inner, (*path, PathStep(block.id, block.type, index)))


def _iterations(
    checker: Checker, block: Block, check: BlockCheck, path: tuple[PathStep, ...]
) -> list[Row]:
    """Return a row for every iteration of a loop; those that follow each other and are alike are one row."""
    assert block.structure is not None
    run = Repeats(checker.graph, block, block.structure, checker.environment)
    try:
        with metered():
            run.check(check.inputs)
    except (Wrong, TooMuchError, EditError):  # the check of the block says what is wrong
        return []
    done = [(index, each) for (index, _), each in zip(run.applied, run.done, strict=True)]
    # Absent iterations lie between others: what is one row has indices that follow each other.
    keys = iter([(index - at, *_key(each)) for at, (index, each) in enumerate(done)])
    groups = (list(group) for _, group in groupby(done, lambda _: next(keys)))
    found = [_iteration(checker, block, alike, path) for alike in groups]
    if run.merged is not None:
        merge = block.structure.merge
        name = keras_prefix(merge)
        row = Row(f"{block.id}/merge", name, merge, run.merged.outputs, 0, 0, 0, path=path)
        found.append(_figures(row, run.merged))
    return found


def _key(check: BlockCheck) -> tuple[object, ...]:
    """Return what makes two iterations alike: what comes in and out, and every figure."""
    figures = check.parameters, check.trainable, check.multiply_adds, check.activation_bytes
    return check.inputs, check.outputs, figures, check.layers


def _iteration(
    checker: Checker, block: Block, alike: list[tuple[int, BlockCheck]], path: tuple[PathStep, ...]
) -> Row:
    """Return the row of iterations that are alike: their loop indices, and the check of each."""
    (first, check), (last, _) = alike[0], alike[-1]
    name = f"i = {first}" if first == last else f"i = {first} to {last}, each"
    inside: Inside | None = None
    if is_composite(checker.graph, block.id):
        instance = Instance(check.arguments, check.inputs)
        inside = lambda: _definition(checker, block, instance, path, first)  # noqa: E731
    layers = sum(count for _, count in check.layers) if check.inside is not None else 1
    row = Row(
        f"{block.id}/{first}",
        name,
        "",
        check.outputs,
        0,
        0,
        0,
        layers=layers,
        times=len(alike),
        path=path,
        inside=inside,
    )
    return _figures(row, check)
