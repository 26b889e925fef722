"""Infers the result of one block from its input shapes: the step that every check is made of."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.catalog.ports import IN
from blocks.graph.graph import MODEL, Block, Graph
from blocks.graph.unknown_layers import MAX_PORTS, unknown_layer_of
from blocks.inference.arguments import resolve_arguments, shape_environment
from blocks.inference.result import BlockCheck
from blocks.types.block_type import BlockType, Form
from blocks.types.problems import Problem, Severity
from blocks.types.rules import Inference, Refusal
from blocks.values.shapes import Shape
from blocks.values.values import Value, has_expression

Environment = Mapping[str, Value]


def check_once(
    graph: Graph, block: Block, environment: Environment, shapes: tuple[Shape | None, ...]
) -> BlockCheck:
    """Check one application of a block, whatever its structure.

    Args:
        graph: the graph that it is in.
        block: the block.
        environment: metaparameters and the loop index.
        shapes: what comes in at each wired port, in their order; for an ``In`` block what enters the composite.
    """
    kind = graph.kind_of(block)
    if kind is None:
        return _unknown(graph, block, shapes)
    unknown = (None,) * len(kind.outputs)
    missing = missing_inputs(graph, block, kind)
    if kind.form is not Form.LAYER:
        missing = (*_misplaced(graph, block, kind), *missing)
    arguments, problems = _arguments(graph, block, kind, environment, shapes)
    if missing or problems or None in shapes or (block.type == IN.name and not shapes):
        return BlockCheck(shapes, unknown, None, arguments, (*problems, *missing))
    try:
        inference = kind.infer(arguments, shapes)  # type: ignore[arg-type] # none is missing: told above
    except Refusal as refusal:
        problem = _refused(graph, block.id, refusal)
        return BlockCheck(shapes, unknown, None, arguments, (problem,))
    return BlockCheck(
        shapes, inference.outputs, inference, arguments, strange_inside(block, inference)
    )


def strange_inside(block: Block, inference: Inference) -> tuple[Problem, ...]:
    """Say that there is a layer inside that is not known: the model has a script, but cannot be trained."""
    inside = inference.inside
    if inside is None or inside.strange is None:
        return ()
    strange = inside.strange
    path = (strange.block, *strange.path)
    severity = Severity.TRAINING
    return (Problem("inside", block.id, text=strange.text, path=path, severity=severity),)


def _unknown(graph: Graph, block: Block, shapes: tuple[Shape | None, ...]) -> BlockCheck:
    """Check a block of a type that nobody here knows: of a layer that was read from a file, believe the file."""
    unknown_layer = unknown_layer_of(block)
    if unknown_layer is None:
        problem = Problem("unknown_type", block.id, got=block.type)
        return BlockCheck(shapes, (None,), problems=(problem,))
    told = (*unknown_layer.shapes, *[None] * MAX_PORTS)
    outputs = told[: len(graph.output_ports(block.id))]
    kind = "code" if unknown_layer.code else "stranger"
    problem = Problem(kind, block.id, got=unknown_layer.class_name, severity=Severity.TRAINING)
    if not graph.incoming(block.id):
        missing = Problem("unconnected", block.id, port="input", severity=Severity.UNFINISHED)
        return BlockCheck(shapes, outputs, problems=(problem, missing))
    return BlockCheck(shapes, outputs, problems=(problem,))


def _misplaced(graph: Graph, block: Block, kind: BlockType) -> tuple[Problem, ...]:
    if graph.name == MODEL and kind.form is Form.PORT:
        text = f"{block.type} is the end of a composite: it has no place in the model itself"
    elif graph.name != MODEL and kind.form is Form.INPUT:
        text = "a composite takes its data from an In block"
    else:
        return ()
    return (Problem("misplaced", block.id, text=text),)


def missing_inputs(graph: Graph, block: Block, kind: BlockType) -> tuple[Problem, ...]:
    """Return a problem for every input of a block that needs a wire and has none."""
    wires = graph.incoming(block.id)
    least = kind.inputs.minimum if kind.inputs.many else len(kind.inputs.names)
    # Every wire ends at a port of its own, so counting tells whether all are taken.
    if len(wires) >= least:
        return ()
    if kind.inputs.many:
        few = Problem("too_few_inputs", block.id, expected=least, got=len(wires))
        return (_unfinished(few),)
    wired = {wire.target_port for wire in wires}
    return tuple(
        Problem("unconnected", block.id, port=port, severity=Severity.UNFINISHED)
        for port in kind.inputs.needed
        if port not in wired
    )


def _unfinished(problem: Problem) -> Problem:
    return Problem(
        problem.kind,
        problem.block,
        expected=problem.expected,
        got=problem.got,
        severity=Severity.UNFINISHED,
    )


def _arguments(
    graph: Graph,
    block: Block,
    kind: BlockType,
    environment: Environment,
    shapes: tuple[Shape | None, ...],
) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    known = graph.resolved.get(block.id)
    if known is not None and known[0] is block:
        return known[1], known[2]
    moving = any(map(has_expression, block.values.values()))
    names = {**environment, **shape_environment(shapes)} if moving else environment
    arguments, problems = resolve_arguments(block, kind, names)
    # What depends on the incoming shape must be worked out again each time.
    if not moving:
        graph.resolved[block.id] = (block, arguments, problems)
    return arguments, problems


def _refused(graph: Graph, block_id: str, refusal: Refusal) -> Problem:
    wires = graph.incoming(block_id)
    at = 0 if refusal.port is None else refusal.port
    wire = wires[at] if at < len(wires) else None
    peer = (
        wires[refusal.other] if refusal.other is not None and refusal.other < len(wires) else None
    )
    inner = bool(refusal.path)
    return Problem(
        refusal.kind,
        block_id,
        port=wire.target_port if wire and not inner else "",
        parameter=refusal.parameter,
        expected=refusal.expected,
        got=refusal.got,
        other=(peer or wire).source if wire and not inner else "",
        other_port=peer.target_port if peer else "",
        severity=Severity.UNFINISHED if refusal.unfinished else Severity.ERROR,
        text=refusal.text,
        path=refusal.path,
        iterations=(None, *refusal.iterations) if refusal.iterations else (),
    )
