"""Commands that change a definition as a whole: copy, rename, remove, describe, and the names of its ports."""

from __future__ import annotations

import keyword
from dataclasses import replace

from blocks.catalog.ports import IN, OUT
from blocks.commands.composites.grouping import name_problem
from blocks.commands.composites.iteration_names import renamed_iterations
from blocks.commands.definition_edits import instances, moved_outputs, removal
from blocks.document.document import Document
from blocks.document.edits import (
    COMPOSITE_NAME,
    AddWire,
    Edit,
    RemoveWire,
    ReplaceBlock,
    SetDescription,
)
from blocks.errors import EditError
from blocks.files.library import definition_edits
from blocks.graph.composite_ports import port_names
from blocks.graph.graph import MODEL, Block, Graph, Wire
from blocks.graph.shared_layers import group_of
from blocks.graph.structure import MERGES, Structure
from blocks.inference.repeats import can_have_structure


def definition_of(document: Document, name: str) -> Graph:
    """Return a definition; raises `EditError` for the model and for an unknown name."""
    if name == MODEL:
        raise EditError("the model itself is no composite")
    return document.graph(name)


def make_independent(
    document: Document, block_id: str, graph_name: str = MODEL, name: str = ""
) -> list[Edit]:
    """Give an instance a definition of its own, a copy of the one that it has now.

    Args:
        document: the project.
        block_id: the instance.
        graph_name: the graph that it is in.
        name: name of the copy; the old one with a number by default.

    Raises:
        EditError: it is no composite, or the name is taken.
    """
    block = document.graph(graph_name).blocks.get(block_id)
    definition = document.graph(graph_name).inside(block) if block is not None else None
    if block is None or definition is None:
        raise EditError(f"{block.type if block else block_id} is no composite")
    name = name or free_composite_name(document, block.type)
    reason = name_problem(document, name)
    if reason:
        raise EditError(reason)
    edits = definition_edits(definition, name)
    return [*edits, ReplaceBlock(graph_name, block, replace(block, type=name))]


def free_composite_name(document: Document, wanted: str) -> str:
    """Return a name that no composite and no block type has: the wanted one, else with a number."""
    if not name_problem(document, wanted):
        return wanted
    stem = wanted[:55] if COMPOSITE_NAME.fullmatch(wanted) else "Composite"
    numbered = (f"{stem}_{number}" for number in range(2, len(document.graphs) + 4))
    return next(name for name in numbered if not name_problem(document, name))


def rename_composite(document: Document, old: str, new: str) -> list[Edit]:
    """Give a composite another name, at all its instances.

    Raises:
        EditError: there is none, or the new name cannot be used.
    """
    graph, new = definition_of(document, old), new.strip()
    if new == old:
        return []
    reason = name_problem(document, new)
    if reason:
        raise EditError(reason)
    edits = definition_edits(graph, new)
    for place, block in instances(document, old):
        edits.append(ReplaceBlock(place, block, replace(block, type=new)))
    return [*edits, *removal(document, old)]


def remove_composite(document: Document, name: str) -> list[Edit]:
    """Remove a composite that nothing uses.

    Raises:
        EditError: something uses it; the text says what.
    """
    definition_of(document, name)
    users = dict.fromkeys(place for place, _ in instances(document, name))
    if users:
        words = " and ".join(place or "the model" for place in users)
        raise EditError(f"{name} is used in {words}: remove or expand its blocks there first")
    return removal(document, name)


def set_description(document: Document, name: str, text: str) -> list[Edit]:
    """Say in a sentence what a composite does; line breaks become blanks."""
    old, new = definition_of(document, name).description, " ".join(text.split())
    return [] if new == old else [SetDescription(name, old, new)]


def set_structure(
    document: Document, block_id: str, structure: Structure | None, graph_name: str = MODEL
) -> list[Edit]:
    """Let a block be repeated or depend on a condition; ``None`` for once, always.

    Raises:
        EditError: the block has not exactly one input and one output.
    """
    graph = document.graph(graph_name)
    old = graph.blocks[block_id]
    kind = graph.kind_of(old)
    if structure is not None and len(group_of(graph, block_id)) > 1:
        text = (
            "cannot be repeated: another block uses its layer, too; give it its own weights first"
        )
        raise EditError(f"{old.type} {text}")
    new = None if structure is None else _normal(structure)
    if new is not None and kind is not None and not can_have_structure(kind):
        raise EditError(
            f"{old.type} cannot be repeated: only a block with one input and one output can"
        )
    if new == old.structure:
        return []
    edits: list[Edit] = [ReplaceBlock(graph_name, old, replace(old, structure=new))]
    return [*edits, *renamed_iterations(document, graph_name, block_id, edits)]


def _normal(structure: Structure) -> Structure | None:
    """Return a structure without what has no effect."""
    if structure.parallel is None and structure.merge != MERGES[0]:
        structure = replace(structure, merge=MERGES[0])
    return None if structure == Structure() else structure


def rename_port(document: Document, name: str, block_id: str, new: str) -> list[Edit]:
    """Give a port of a composite another name; the wires of its instances follow.

    Args:
        document: the project.
        name: the composite.
        block_id: its In or Out block.
        new: the name.

    Raises:
        EditError: the name cannot be used, or is taken.
    """
    graph, new = definition_of(document, name), new.strip()
    block = graph.blocks.get(block_id)
    if block is None or not block.is_port:
        raise EditError(f"{block_id} is no port of {name}")
    _check_port_name(graph, block, new)
    before = port_names(graph, block.type)[block_id]
    if new == block.name:
        return []
    moved = [
        (place, old, _moved(old, block.type, new))
        for place, instance in instances(document, name)
        for old in _at_port(document.graph(place), instance.id, block.type, before)
    ]
    edits: list[Edit] = [RemoveWire(place, old) for place, old, _ in moved]
    edits.append(ReplaceBlock(name, block, replace(block, name=new)))
    edits += [AddWire(place, wire) for place, _, wire in moved]
    ends = [instance.id for place, instance in instances(document, name) if place == MODEL]
    keys = {f"{key}.{before}": f"{key}.{new}" for key in ends if block.type == OUT.name}
    return [*edits, *moved_outputs(document, keys)]


def _check_port_name(graph: Graph, block: Block, new: str) -> None:
    plain = new.isascii() and new.isidentifier() and new[0] != "_" and len(new) <= 60
    if not plain or keyword.iskeyword(new):
        raise EditError(
            "the name of a port begins with a letter and has letters, digits and _ only"
        )
    others = [name for key, name in port_names(graph, block.type).items() if key != block.id]
    if new in others:
        raise EditError(f"{graph.name} has a port {new} already")
    if block.type == IN.name and new in {meta.name for meta in graph.metaparameters}:
        raise EditError(f"{new} is a metaparameter of {graph.name}: take another name")


def _at_port(graph: Graph, key: str, type_name: str, port: str) -> list[Wire]:
    if type_name == IN.name:
        return [wire for wire in graph.incoming(key) if wire.target_port == port]
    return [wire for wire in graph.outgoing(key) if wire.source_port == port]


def _moved(wire: Wire, type_name: str, new: str) -> Wire:
    if type_name == IN.name:
        return wire._replace(target_port=new)
    return wire._replace(source_port=new)
