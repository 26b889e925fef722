"""Transfer learning: keep the weights of what was learnt before, and learn a new head. As lists of primitive edits.

Every function only reads the document; `History.do` applies the edits as one undo step.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from blocks.catalog.core import DENSE
from blocks.catalog.pooling import GLOBAL_AVERAGE
from blocks.check.checker import Checker
from blocks.check.outputs import Output, model_outputs
from blocks.commands.blocks import GAP, fresh_block, remove_blocks, set_values
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit
from blocks.errors import EditError
from blocks.graph.freezing import NAME, can_freeze
from blocks.graph.graph import MODEL, Block, Graph, Wire
from blocks.settings.datasets import BINARY, CLASSES, DataDescription
from blocks.types.block_type import Form


def set_trainable(
    document: Document, ids: Iterable[str], on: bool, graph_name: str = MODEL
) -> list[Edit]:
    """Let training change the weights of blocks, or keep them; blocks without weights are passed over."""
    graph = document.graph(graph_name)
    edits: list[Edit] = []
    for key in ids:
        if can_freeze(graph.kind(key)):
            edits += set_values(document, key, graph_name, **{NAME: on})
    return edits


def before(graph: Graph, block_id: str) -> list[str]:
    """Return the blocks whose data come to a block, in order."""
    earlier = nx.ancestors(graph.network, block_id)
    return [key for key in graph.order() if key in earlier]


def freeze_before(document: Document, block_id: str, graph_name: str = MODEL) -> list[Edit]:
    """Keep the weights of everything that a block depends on.

    Raises:
        EditError: there is nothing with weights before it that is not kept already.
    """
    graph = document.graph(graph_name)
    edits = set_trainable(document, before(graph, block_id), False, graph_name)
    if not edits:
        raise EditError("nothing before it has weights that would change")
    return edits


def replace_head(
    document: Document, checker: Checker, data: DataDescription
) -> tuple[list[str], list[Edit]]:
    """Put a new Dense layer at the end of the model, as the data ask for; the old one goes.

    What goes is the last block with weights and all that follows, where the model ends in a list of values. A map is
    kept as it is, and averaged first.

    Args:
        document: the project.
        checker: the check of the model, up to date.
        data: what is to be learnt.

    Returns:
        the ids of the new blocks, and the edits.

    Raises:
        EditError: the model has several outputs, or its end is not known; the text says so.
    """
    graph = document.model
    output = _only_output(graph)
    ends = checker.results[output.block].outputs
    shape = ends[graph.output_ports(output.block).index(output.port)]
    if shape is None:
        raise EditError("the shape of the model's output is not known yet")
    gone = _head(graph, output.block) if len(shape) == 1 else []
    source = Wire(output.block, output.port, "", "")
    if gone:
        source = _single_input(graph, gone[0])
        found = checker.results[gone[0]].inputs[0]
        if found is None:
            raise EditError("the shape before the head is not known yet")
        shape = found
    edits = remove_blocks(document, gone, MODEL)
    made = _new_head(graph, document, len(shape), data)
    x, y = graph.positions[gone[0] if gone else output.block]
    y += 0 if gone else GAP
    at = source.source, source.source_port
    for number, block in enumerate(made):
        edits.append(AddBlock(MODEL, block, (x, y + number * GAP)))
        edits.append(AddWire(MODEL, Wire(*at, block.id, "input")))
        at = block.id, "output"
    return [block.id for block in made], edits


def _only_output(graph: Graph) -> Output:
    outputs = model_outputs(graph)
    if len(outputs) != 1:
        text = "no output" if not outputs else f"{len(outputs)} outputs"
        raise EditError(f"the model has {text}: a head can be replaced where there is one")
    return outputs[0]


def _head(graph: Graph, last: str) -> list[str]:
    """Return the last block with weights and what follows it, in order.

    Raises:
        EditError: paths come together before there is one.
    """
    found = [last]
    while not can_freeze(graph.kind(found[0])):
        found.insert(0, _single_input(graph, found[0]).source)
    _single_input(graph, found[0])
    return found


def _single_input(graph: Graph, block_id: str) -> Wire:
    wires = graph.incoming(block_id)
    kind = graph.kind(block_id)
    if len(wires) != 1 or (kind is not None and kind.form is Form.INPUT):
        raise EditError("where the head begins cannot be told: delete it, then add a Dense layer")
    return wires[0]


def _new_head(graph: Graph, document: Document, axes: int, data: DataDescription) -> list[Block]:
    """Return the layers of a head; their ids were never used by a block that has gone or goes now."""
    pooling = [GLOBAL_AVERAGE[axes - 1]] if axes - 1 in GLOBAL_AVERAGE else []
    made: list[Block] = []
    taken = {key for each in document.graphs.values() for key in each.blocks}
    for kind in (*pooling, DENSE):
        block = fresh_block(graph, kind.name)
        if kind is DENSE:
            activation = {CLASSES: "softmax", BINARY: "sigmoid"}.get(data.task)
            block = fresh_block(graph, kind.name, units=data.classes, activation=activation)
        made.append(_with_id(block, graph.fresh_id(kind.name, taken)))
        taken.add(made[-1].id)
    return made


def _with_id(block: Block, new: str) -> Block:
    return Block(new, block.type, block.values, block.name)
