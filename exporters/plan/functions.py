"""Turns graphs into functions: the main graph with what the check found out, definitions as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from blocks.catalog.ports import IN, OUT
from blocks.check.checker import Checker
from blocks.check.outputs import Output
from blocks.document.definitions import used_in
from blocks.errors import InvalidValue
from blocks.graph.composite_ports import live_order, port_blocks, port_names
from blocks.graph.freezing import FLAG, asking, frozen_somewhere
from blocks.graph.graph import FUNCTIONAL, Block, Graph, Metaparameter
from blocks.graph.shared_layers import group_of
from blocks.graph.structure import INDEX
from blocks.graph.unknown_layers import unknown_layer_of
from blocks.inference.arguments import SHAPE_NAMES, shape_environment
from blocks.types.block_type import BlockType, Form
from blocks.values.expressions import names_of
from blocks.values.shapes import Shape
from blocks.values.values import Value, has_expression
from exporters.plan.calls import Argument, Call, CompositeCall, TensorRef, UnknownLayerCall
from exporters.plan.tree import Branches, Function, If, Loop, Statement, call_of, sources_of

ANY_SHAPE: tuple[Shape, ...] = ((None, None, None),)
"""Inside a definition every name for the incoming shape may be used: instances differ."""

Functions = Mapping[str, Function]


def main_function(checker: Checker, functions: Functions, outputs: Sequence[Output]) -> Function:
    """Return the main graph as a function from its inputs to some outputs; it must have no problems."""
    graph = checker.graph
    body = []
    for key in _inputs_first(graph):
        check = checker.results[key]
        shapes = tuple(shape for shape in check.inputs if shape is not None)
        call = _call(graph, graph.blocks[key], check.arguments, shapes, functions)
        body.append(_statement(graph.blocks[key], replace(call, name=checker.names[key])))
    return Function(
        metaparameters=used_metaparameters(graph.metaparameters, body),
        body=tuple(body),
        inputs=tuple(call.output for call in map(call_of, body) if call.form is Form.INPUT),
        outputs=tuple(_ref(graph, each.block, each.port) for each in outputs),
    )


def definitions(graph: Graph) -> tuple[Function, ...]:
    """Return a function for every composite that a graph uses, each after those that it uses itself."""
    found: dict[str, Function] = {}
    sometimes = frozen_somewhere(graph)

    def add(name: str) -> None:
        kind = graph.type_named(name)
        if name in found or kind is None or kind.definition is None:
            return
        # Composites nest at most `blocks.document.definitions.MAX_DEPTH` deep.
        for inner in sorted(used_in(kind.definition)):
            add(inner)
        found[name] = _definition(kind.definition, found, name in sometimes)

    for block_id in graph.order():
        add(graph.blocks[block_id].type)
    return tuple(found.values())


def _definition(graph: Graph, functions: Functions, asks: bool) -> Function:
    """Return a composite as a function; ``asks`` where some instances train and others do not."""
    names = port_names(graph, IN.name)
    metaparameters = graph.metaparameters
    blocks = [graph.blocks[key] for key in live_order(graph) if graph.blocks[key].type != OUT.name]
    if asks:
        metaparameters = (*metaparameters, Metaparameter(FLAG, True))
        blocks = [asking(block, graph.kind_of(block)) for block in blocks]
    body = [
        _statement(
            block,
            replace(
                _call(graph, block, {}, ANY_SHAPE, functions), name=names.get(block.id, block.id)
            ),
        )
        for block in blocks
    ]
    results = [graph.incoming(block.id)[0] for block in port_blocks(graph, OUT.name)]
    return Function(
        metaparameters=used_metaparameters(metaparameters, body),
        body=tuple(body),
        inputs=tuple(TensorRef(key) for key in names),
        outputs=tuple(_ref(graph, wire.source, wire.source_port) for wire in results),
        name=graph.name,
        description=graph.description,
        nested=_nested(graph, body),
    )


def _nested(graph: Graph, body: Sequence[Statement]) -> str:
    """Return the class of a model of its own; only a chain of plain layers can be a Sequential one."""
    chain = [statement for statement in body if call_of(statement).form is not Form.PORT]
    ends = [call.block for call in map(call_of, body) if call.form is Form.PORT]
    before = ends[0] if len(ends) == 1 else ""
    for statement in chain:
        plain = type(statement) is Call and statement.form is Form.LAYER and not statement.many
        asks = any(
            names_of(argument.source) & set(SHAPE_NAMES)
            for argument in call_of(statement).arguments
        )
        if asks or not plain or [ref.block for ref in call_of(statement).inputs] != [before]:
            return FUNCTIONAL if graph.nested else ""
        before = call_of(statement).block
    return graph.nested


def _inputs_first(graph: Graph) -> list[str]:
    """Return the graph's order with the Input blocks in front, as people declare them.

    Names do not change: Keras counts the layers of each class by themselves.
    """
    return sorted(graph.order(), key=lambda key: not _is_input(graph.kind(key)))


def _is_input(kind: BlockType | None) -> bool:
    return kind is not None and kind.form is Form.INPUT


def _call(
    graph: Graph,
    block: Block,
    values: Mapping[str, Any],
    shapes: tuple[Shape, ...],
    functions: Functions,
) -> Call:
    kind = graph.kind_of(block)
    inputs = tuple(_ref(graph, wire.source, wire.source_port) for wire in graph.incoming(block.id))
    if kind is None:
        return _unknown_layer(graph, block, inputs, shapes)
    fields: dict[str, Any] = {
        "block": block.id,
        "name": "",
        # A slice is an operation, not a layer: Keras has no way to name it. What is made many times has no one name.
        "named": bool(block.name) and kind.form in (Form.LAYER, Form.INPUT) and not graph.name,
        "type": kind.name,
        "form": kind.form,
        "arguments": tuple(_arguments(block, kind, values)),
        "inputs": inputs,
        "many": kind.inputs.listed,
        "input_shapes": shapes,
        "shared": block.shares if len(group_of(graph, block.id)) > 1 else "",
    }
    if kind.form is Form.COMPOSITE and kind.definition.nested:
        fields["named"] = bool(block.name) and not graph.name
    if kind.form is not Form.COMPOSITE:
        return Call(**fields)
    taken = {meta.name for meta in functions[kind.name].metaparameters}
    kept = [argument for argument in fields["arguments"] if argument.name in taken]
    fields["arguments"] = tuple(kept)
    return CompositeCall(**fields, function=kind.name, ports=len(kind.outputs))


def _unknown_layer(
    graph: Graph, block: Block, inputs: tuple[TensorRef, ...], shapes: tuple[Shape, ...]
) -> UnknownLayerCall:
    unknown_layer = unknown_layer_of(block)
    assert (
        unknown_layer is not None
    )  # a type without any words of a file is a problem that was refused
    return UnknownLayerCall(
        block=block.id,
        name="",
        named=bool(block.name) and not graph.name,
        type=block.type,
        form=Form.LAYER,
        inputs=inputs,
        many=unknown_layer.listed,
        input_shapes=shapes,
        shared=block.shares if len(group_of(graph, block.id)) > 1 else "",
        unknown_layer=unknown_layer,
        ports=len(graph.output_ports(block.id)),
    )


def _ref(graph: Graph, source: str, port: str) -> TensorRef:
    return TensorRef(source, graph.output_ports(source).index(port))


def _statement(block: Block, call: Call) -> Statement:
    """Wrap a call into the repeats and the condition of its block."""
    structure = block.structure
    if structure is None:
        return call
    moving = [argument.source for argument in call.arguments]
    if structure.series is not None:
        moving.append(structure.when)
    indexed = any(INDEX in names_of(value) for value in moving)
    body: Call | Branches = call
    if structure.parallel is not None:
        body = Branches(structure.parallel, indexed, call, structure.merge)
    inner = body if structure.when is None else If(structure.when, body)
    if structure.series is None:
        return inner
    assert not isinstance(inner, Branches)  # a structure has one kind of repeat
    return Loop(structure.series, indexed, inner)


def _arguments(block: Block, kind: BlockType, values: Mapping[str, Any]) -> Iterator[Argument]:
    """Yield what differs from Keras's default; an expression always does, since its value may change.

    Args:
        block: the block.
        kind: its type.
        values: parameters in effect, where they are known.
    """
    for parameter in kind.parameters:
        if parameter.name not in block.values:
            continue
        source = block.values[parameter.name]
        value: Value = values.get(parameter.name, source)
        if has_expression(source):
            yield Argument(parameter.name, value, source)
            continue
        with suppress(InvalidValue):
            value = parameter.validate(value)
        if kind.form is Form.SLICE and parameter.name == "start" and value == 0:
            continue  # x[..., :4] is how people write x[..., 0:4]
        if not parameter.is_default(value):
            yield Argument(parameter.name, value, value)


def used_metaparameters(
    metaparameters: Sequence[Metaparameter], body: Sequence[Statement]
) -> tuple[Metaparameter, ...]:
    """Return the metaparameters that expressions use: an argument without effect would mislead."""
    used: set[str] = set()
    for statement in body:
        call = call_of(statement)
        shapes = call.input_shapes if call.inputs else ()
        for value in sources_of(statement):
            used |= names_of(value) - shape_environment(shapes).keys()
    return tuple(meta for meta in metaparameters if meta.name in used)
