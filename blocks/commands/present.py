"""The blocks that are built: one whose condition does not hold, or that is repeated no time, lets its input pass.

All that shows a model, such as pictures, diagrams and tables, asks here, so that nothing is shown that is not built.
"""

from __future__ import annotations

from blocks.check.checker import Checker
from blocks.check.iterations import Iteration, iteration_of
from blocks.commands.blocks import dissolve_blocks
from blocks.document.copying import copy_document
from blocks.graph.graph import Wire
from blocks.inference.repeats import repeats


def is_absent(checker: Checker, block_id: str) -> bool:
    """Tell whether nothing of a block is built, and what comes in goes on as it is."""
    graph, check = checker.graph, checker.results.get(block_id)
    structure = graph.blocks[block_id].structure
    if check is None or len(graph.incoming(block_id)) != 1 or len(check.outputs) != 1:
        return False
    if check.inference is not None or structure is None:
        return check.absent  # a composite all of whose blocks are switched off as well
    iteration = iteration_of(
        checker, block_id
    )  # what comes in is not known, but a condition may be
    return iteration.count == 0 or (iteration.absent and not repeats(structure))


def first_iteration(checker: Checker, block_id: str) -> Iteration | None:
    """Return the first time that an instance of a composite is there; ``None`` where it never is."""
    iteration = iteration_of(checker, block_id)
    for index in range(1, iteration.count or 1):
        if not iteration.absent:
            break
        iteration = iteration_of(checker, block_id, index)
    return None if iteration.absent else iteration


def sources(checker: Checker, block_id: str) -> list[Wire]:
    """Return the wires into a block, each from the last block before it that is there."""
    graph, found = checker.graph, []
    for wire in graph.incoming(block_id):
        source = wire
        while is_absent(checker, source.source) and graph.incoming(source.source):
            source = graph.incoming(source.source)[0]
        found.append(Wire(source.source, source.source_port, wire.target, wire.target_port))
    return found


def present(checker: Checker) -> Checker:
    """Return a check of the graph with only what is there; where all is there, the given one.

    Args:
        checker: the check of the model, or of a composite as one instance sees it. It is only read.
    """
    gone = [key for key in checker.graph.blocks if is_absent(checker, key)]
    if not gone:
        return checker
    document = copy_document(checker.document)
    document.apply(dissolve_blocks(document, gone, checker.graph_name))
    made = Checker(document, checker.graph_name, checker.instance, follows=False)
    made.names = {key: name for key, name in checker.names.items() if key in made.graph.blocks}
    return made
