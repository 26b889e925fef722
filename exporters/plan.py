"""Makes the plan of a document, or says why there can be none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from blocks.arguments import SHAPE_NAMES, shape_environment
from blocks.block_type import BlockType, Form
from blocks.check import BlockCheck, Checker
from blocks.datasets import DataDescription, describe_bundled
from blocks.document import Document
from blocks.expressions import names_of
from blocks.graph import Block, Graph, Metaparameter
from blocks.model_checks import last_activation, model_problems
from blocks.naming import layer_names
from blocks.problems import Problem, Severity
from blocks.tensorflow_limits import needs_plain_kernels
from blocks.values import has_expression
from blocks.wording import describe
from exporters.compile_plan import make_compile_plan
from exporters.plan_tree import Argument, Call, Function, Plan, PlanError, TensorRef

__all__ = ["Argument", "Call", "Function", "Plan", "PlanError", "TensorRef", "make_plan"]

_IN_THE_WAY = (Severity.ERROR, Severity.UNFINISHED)
_LAYER_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}")


def make_plan(
    document: Document, checker: Checker | None = None, data: DataDescription | None = None
) -> Plan:
    """Turn a document into a plan.

    Args:
        document: the project.
        checker: a check of the main graph that is up to date; one is made where there is none.
        data: description of the chosen data; that of bundled data is known without it.

    Raises:
        PlanError: the model is unfinished or wrong.
    """
    if checker is None:
        checker = Checker(document)
        checker.close()
    settings = document.settings
    data = data or describe_bundled(settings)
    problems = tuple(_problems(checker))
    if problems:
        raise PlanError(describe(problems[0], checker), problems)
    model = _function(checker)
    activation = last_activation(checker, model.outputs[0].block)
    return Plan(
        title=settings.title,
        description=settings.description,
        model=model,
        sequential=_is_chain(model),
        training=make_compile_plan(settings, data, activation),
        settings=settings,
        data=data,
        plain_kernels=needs_plain_kernels(checker),
    )


def _problems(checker: Checker) -> Iterator[Problem]:
    """Yield what is in the way, blocks first: a model whose blocks are right can be looked at as a whole."""
    graph = checker.graph
    for problem in (*checker.problems(), *model_problems(checker, None)):
        if problem.severity in _IN_THE_WAY:
            yield problem
    for block in graph.blocks.values():
        if block.name and not _LAYER_NAME.fullmatch(block.name):
            text = "its name has characters that Keras does not take: use letters, digits and _"
            yield Problem("layer_name", block.id, got=block.name, text=text)
    for meta in graph.metaparameters:
        if has_expression(meta.value):
            text = f"the metaparameter {meta.name} needs a plain value"
            yield Problem("metaparameter", parameter=meta.name, text=text)


def _function(checker: Checker) -> Function:
    graph = checker.graph
    order = _inputs_first(graph)
    names = layer_names(graph, order)
    calls = tuple(
        _call(graph, graph.blocks[key], checker.results[key], names[key]) for key in order
    )
    return Function(
        metaparameters=_used(graph.metaparameters, calls),
        body=calls,
        inputs=tuple(call.output for call in calls if call.form is Form.INPUT),
        outputs=tuple(TensorRef(key) for key in graph.sinks()),
    )


def _inputs_first(graph: Graph) -> list[str]:
    """Return the graph's order with the Input blocks in front, as people declare them.

    Names do not change: Keras counts the layers of each class by themselves.
    """
    return sorted(graph.order(), key=lambda key: not _is_input(graph.kind(key)))


def _is_input(kind: BlockType | None) -> bool:
    return kind is not None and kind.form is Form.INPUT


def _call(graph: Graph, block: Block, check: BlockCheck, name: str) -> Call:
    kind = graph.kind_of(block)
    assert kind is not None  # an unknown type is a problem, and problems were refused
    wires = graph.incoming(block.id)
    return Call(
        block=block.id,
        name=name,
        # A slice is an operation, not a layer: Keras has no way to name it.
        named=bool(block.name) and kind.form is not Form.SLICE,
        type=kind.name,
        form=kind.form,
        arguments=tuple(_arguments(block, kind, check)),
        inputs=tuple(
            TensorRef(wire.source, graph.output_ports(wire.source).index(wire.source_port))
            for wire in wires
        ),
        many=kind.inputs.many,
        input_shapes=tuple(shape for shape in check.inputs if shape is not None),
    )


def _arguments(block: Block, kind: BlockType, check: BlockCheck) -> Iterator[Argument]:
    """Yield what differs from Keras's default; an expression always does, since its value may change."""
    for parameter in kind.parameters:
        if parameter.name not in block.values:
            continue
        value, source = check.arguments[parameter.name], block.values[parameter.name]
        if has_expression(source):
            yield Argument(parameter.name, value, source)
        elif kind.form is Form.SLICE and parameter.name == "start" and value == 0:
            continue  # x[..., :4] is how people write x[..., 0:4]
        elif not parameter.is_default(value):
            yield Argument(parameter.name, value, value)


def _used(
    metaparameters: Sequence[Metaparameter], calls: Sequence[Call]
) -> tuple[Metaparameter, ...]:
    """Return the metaparameters that expressions use: an argument without effect would mislead."""
    used = {
        name
        for call in calls
        for argument in call.arguments
        for name in names_of(argument.source) - shape_environment(call.input_shapes).keys()
    }
    return tuple(meta for meta in metaparameters if meta.name in used)


def _is_chain(model: Function) -> bool:
    """Tell whether the model can be a list of layers.

    A slice is no layer, and a list has no tensor whose shape an expression could ask for.
    """
    calls = list(model.calls())
    if len(calls) < 2 or calls[0].form is not Form.INPUT:
        return False
    for before, call in pairwise(calls):
        if call.form is not Form.LAYER or call.inputs != (before.output,) or call.many:
            return False
        if any(names_of(argument.source) & set(SHAPE_NAMES) for argument in call.arguments):
            return False
    return True
