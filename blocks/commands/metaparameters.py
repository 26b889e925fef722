"""Commands that change the metaparameters of a graph together with everything that uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from blocks.catalog.ports import IN
from blocks.commands.definition_edits import instances
from blocks.commands.promoting import promoted
from blocks.commands.substitution import (
    can_be_metaparameter_name,
    free_names,
    substitute,
    substitute_block,
)
from blocks.document.document import Document
from blocks.document.edits import Edit, ReplaceBlock, SetMetaparameters
from blocks.errors import EditError
from blocks.graph.composite_ports import port_names
from blocks.graph.graph import MODEL, Block, Graph, Metaparameter
from blocks.inference.arguments import shadowed_words
from blocks.inference.labels import Labels
from blocks.parameters import same_value
from blocks.values.values import Expression, Value


def set_composite_metaparameters(
    document: Document,
    name: str,
    new: Iterable[Metaparameter],
    renamed: Mapping[str, str] | None = None,
) -> list[Edit]:
    """Replace the metaparameters of a composite, or of the model; expressions and instances follow.

    Args:
        document: the project.
        name: the graph.
        new: all its metaparameters, in their order.
        renamed: old names to new ones; what is neither in it nor in ``new`` is removed.

    Raises:
        EditError: a name cannot be used or is double, or one that is removed is in use.
    """
    graph, wanted = document.graph(name), tuple(new)
    names = {old: to for old, to in (renamed or {}).items() if old != to}
    _check_names(graph, wanted, names)
    kept = {meta.name for meta in wanted}
    gone = {meta.name for meta in graph.metaparameters} - kept - names.keys()
    for lost in sorted(gone):
        _check_unused(graph, lost)
    edits: list[Edit] = []
    if wanted != graph.metaparameters:
        edits.append(SetMetaparameters(name, graph.metaparameters, wanted))
    given = {old: Expression(to) for old, to in names.items()}
    for block in graph.blocks.values():
        moved = substitute_block(graph, block, given)
        if moved is not block:
            edits.append(ReplaceBlock(name, block, moved))
    if name == MODEL or not (names or gone):
        return edits
    order = [meta.name for meta in wanted]
    for place, block in instances(document, name):
        values = {names.get(old, old): v for old, v in block.values.items() if old not in gone}
        edits += _replaced(place, block, values, order)
    return edits


def rename_metaparameter(document: Document, name: str, old: str, new: str) -> list[Edit]:
    """Rename a metaparameter of a composite or the model, in expressions and instances as well; raises `EditError`."""
    graph, new = document.graph(name), new.strip()
    if old not in graph.environment():
        raise EditError(f"there is no metaparameter {old}")
    wanted = tuple(
        replace(meta, parameter=replace(meta.parameter, name=new)) if meta.name == old else meta
        for meta in graph.metaparameters
    )
    return set_composite_metaparameters(document, name, wanted, {old: new})


def _replaced(
    graph: str, block: Block, values: Mapping[str, Value], order: list[str]
) -> list[Edit]:
    """Return the edit that gives a block values, in the order of the metaparameters; none where it has them."""
    rank = {name: at for at, name in enumerate(order)}
    sorted_values = dict(sorted(values.items(), key=lambda item: rank.get(item[0], len(rank))))
    if list(sorted_values.items()) == list(block.values.items()):
        return []
    return [ReplaceBlock(graph, block, replace(block, values=sorted_values))]


def _check_names(graph: Graph, wanted: tuple[Metaparameter, ...], names: Mapping[str, str]) -> None:
    known = {meta.name for meta in graph.metaparameters}
    ports = set(port_names(graph, IN.name).values()) if graph.name != MODEL else set()
    used = frozenset().union(*map(free_names, graph.blocks.values())) if names else frozenset()
    seen: set[str] = set()
    for meta in wanted:
        if meta.name in seen:
            raise EditError(f"there is a metaparameter {meta.name} already")
        seen.add(meta.name)
        if meta.name in known:
            continue
        if shadowed_words(meta.name):
            raise EditError(shadowed_words(meta.name))
        if not can_be_metaparameter_name(meta.name):
            raise EditError(
                f"{meta.name or 'nothing'} cannot be the name of a metaparameter: take letters, digits and _, "
                "and no word that has a meaning of its own in expressions"
            )
        if meta.name in ports:
            raise EditError(f"{meta.name} is an input of {graph.name}: take another name")
        if meta.name in names.values() and meta.name in used:
            raise EditError(f"an expression uses {meta.name} already: take another name")


def _check_unused(graph: Graph, name: str) -> None:
    users = [key for key in graph.order() if name in free_names(graph.blocks[key])]
    if users:
        words = ", ".join(map(Labels(graph, {}).of, users[:3]))
        more = f" and {len(users) - 3} more" if len(users) > 3 else ""
        where = f" in {graph.name}" if graph.name else ""
        raise EditError(f"{name} is used by {words}{more}{where}: change that first")


def promote_parameter(
    document: Document, graph_name: str, block_id: str, parameter: str, name: str = ""
) -> list[Edit]:
    """Make a parameter of a block a metaparameter of its composite, or of the model.

    The present value becomes the default. Where it is an expression, every instance passes on what it comes to there.

    Args:
        document: the project.
        graph_name: the graph.
        block_id: the block in it.
        parameter: the parameter.
        name: name of the metaparameter; the parameter's by default, with a number where it is taken.

    Raises:
        EditError: the value cannot be one of a metaparameter, or the name cannot be used.
    """
    graph = document.graph(graph_name)
    block = graph.blocks[block_id]
    if isinstance(block.values.get(parameter), Expression) and graph_name == MODEL:
        raise EditError(f"{parameter} of {block.type} is an expression already")
    taken = {meta.name for meta in graph.metaparameters}.union(
        *map(free_names, graph.blocks.values())
    )
    if graph_name != MODEL:
        taken |= set(port_names(graph, IN.name).values())
    if name and (name in taken or not can_be_metaparameter_name(name)):
        raise EditError(f"{name} cannot be the name: it is taken, or has a meaning of its own")
    found = promoted(graph, block, parameter, taken, name)
    wanted = (*graph.metaparameters, found.meta)
    edits: list[Edit] = [SetMetaparameters(graph_name, graph.metaparameters, wanted)]
    edits.append(ReplaceBlock(graph_name, block, found.applied(graph, block)))
    if found.given is not None:
        edits += _passed_on(document, graph, found.given, found.meta)
    return edits


def _passed_on(
    document: Document, graph: Graph, given: Expression, meta: Metaparameter
) -> list[Edit]:
    edits: list[Edit] = []
    for place, block in instances(document, graph.name):
        values = {
            each.name: block.values.get(each.name, each.value) for each in graph.metaparameters
        }
        value = substitute(given, values)
        if not same_value(value, meta.value):
            new = replace(block, values={**block.values, meta.name: value})
            edits.append(ReplaceBlock(place, block, new))
    return edits
