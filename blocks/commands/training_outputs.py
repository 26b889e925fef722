"""The model for use: the document without what only training needs."""

from __future__ import annotations

from blocks.check.outputs import kept_outputs, model_outputs
from blocks.commands.blocks import remove_blocks
from blocks.document.copying import copy_document
from blocks.document.document import Document


def for_use(document: Document) -> Document:
    """Return a copy without the blocks that lead to nothing but outputs for training only.

    A composite that gives such an output beside others stays as it is; `kept_outputs` leaves the port out.
    """
    copy = copy_document(document)
    graph = copy.model
    if len(kept_outputs(graph, copy.settings)) == len(model_outputs(graph)):
        return copy
    needed: set[str] = set()
    waiting = [output.block for output in kept_outputs(graph, copy.settings)]
    while waiting:
        block_id = waiting.pop()
        if block_id not in needed:
            needed.add(block_id)
            waiting += [wire.source for wire in graph.incoming(block_id)]
    copy.apply(remove_blocks(copy, graph.blocks.keys() - needed))
    return copy
