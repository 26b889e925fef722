"""The ports of a composite: the blocks that they are, their order and their names."""

from __future__ import annotations

from blocks.catalog.ports import IN, OUT
from blocks.graph.graph import Block, Graph
from blocks.graph.ids import id_key
from blocks.graph.naming import first_free


def port_blocks(graph: Graph, type_name: str) -> list[Block]:
    """Return the ``In`` or ``Out`` blocks of a composite in the order of its ports: by age."""
    found = [block for block in graph.blocks.values() if block.type == type_name]
    return sorted(found, key=lambda block: id_key(block.id))


def port_names(graph: Graph, type_name: str) -> dict[str, str]:
    """Return the port name of each ``In`` or ``Out`` block by id: its own, or its id where that is taken or none."""
    names: dict[str, str] = {}
    for block in port_blocks(graph, type_name):
        free = block.name and block.name not in names.values()
        names[block.id] = block.name if free else block.id
    return names


def free_port_name(graph: Graph, type_name: str) -> str:
    """Return a name for another port: ``input``, ``input_2``, ...; no port and no metaparameter has it."""
    taken = {*port_names(graph, type_name).values(), *graph.environment()}
    stem = "input" if type_name == IN.name else "output"
    return first_free(stem, taken.__contains__)


def live_order(graph: Graph) -> tuple[str, ...]:
    """Return the blocks that a composite's results depend on, its inputs first.

    What leads nowhere is no part of what an instance gives, so it is neither counted nor built.
    """
    live: set[str] = set()
    waiting = [block.id for block in port_blocks(graph, OUT.name)]
    while waiting:
        block_id = waiting.pop()
        if block_id not in live:
            live.add(block_id)
            waiting += [wire.source for wire in graph.incoming(block_id)]
    ins = [block.id for block in port_blocks(graph, IN.name)]
    return (*ins, *(key for key in graph.order() if key in live and key not in ins))
