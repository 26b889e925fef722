"""Makes the plan of a document, or says why there can be none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from blocks.check.checker import Checker
from blocks.check.model_problems import model_problems
from blocks.check.outputs import (
    Output,
    kept_outputs,
    last_activation,
    model_outputs,
    output_names,
)
from blocks.check.tensorflow_limits import needs_plain_kernels
from blocks.document.document import Document
from blocks.document.weights_source import source_of, start_file
from blocks.graph.graph import Graph
from blocks.inference.arguments import SHAPE_NAMES
from blocks.inference.wording import describe
from blocks.settings.datasets import DataDescription, describe_bundled
from blocks.settings.declarations import Settings
from blocks.settings.defaults import one_hot, wanted_loss
from blocks.types.block_type import Form
from blocks.types.problems import Problem, Severity
from blocks.values.expressions import names_of
from blocks.values.values import has_expression
from exporters.plan.calls import Argument, Call, PlanError, TensorRef
from exporters.plan.compile_plan import OutputEnd, make_compile_plan
from exporters.plan.functions import definitions, main_function
from exporters.plan.needs import Needs, wants_raw
from exporters.plan.precision import with_full_outputs
from exporters.plan.tree import Function, Plan, Start

__all__ = ["Argument", "Call", "Function", "Plan", "PlanError", "TensorRef", "make_plan"]

_IN_THE_WAY = (Severity.ERROR, Severity.UNFINISHED)
_LAYER_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}")


def make_plan(
    document: Document,
    checker: Checker | None = None,
    data: DataDescription | None = None,
    for_use: bool = False,
) -> Plan:
    """Turn a document into a plan.

    Args:
        document: the project.
        checker: a check of the main graph that is up to date; one is made where there is none.
        data: description of the chosen data; that of bundled data is known without it.
        for_use: leave out the outputs that are for training only; what leads to them is in
            `blocks.commands.training_outputs`.

    Raises:
        PlanError: the model is unfinished or wrong.
    """
    if checker is None:
        checker = Checker(document, follows=False)
    problems = tuple(_problems(checker))
    if problems:
        raise PlanError(describe(problems[0], checker), problems)
    plan = _plan(checker, document.settings, data or describe_bundled(document.settings), for_use)
    return with_full_outputs(plan) if plan.training.mixed_precision else plan


def _plan(
    checker: Checker, settings: Settings, data: DataDescription | None, for_use: bool
) -> Plan:
    """Return the plan of a model without problems; arguments as for `make_plan`."""
    functions = definitions(checker.graph)
    graph = checker.graph
    found = kept_outputs(graph, settings) if for_use else model_outputs(graph)
    model = main_function(checker, {function.name: function for function in functions}, found)
    ends = _output_ends(checker, found)
    if for_use and len(ends) == 1:
        settings = _as_the_only(settings, ends[0].key)
    return Plan(
        title=settings.title,
        description=settings.description,
        model=model,
        sequential=_is_chain(model),
        training=make_compile_plan(
            settings, data, ends[0].activation, ends if len(ends) > 1 else ()
        ),
        settings=settings,
        data=data,
        plain_kernels=needs_plain_kernels(checker.graph, checker.results),
        functions=functions,
        needs=_needs(checker, data, model, ends),
        outputs_by_name=len(found) > 1
        and not all(_is_named(checker.graph, each) for each in found),
        start=_start(checker),
    )


def _start(checker: Checker) -> Start | None:
    source = source_of(checker.document)
    if source is None:
        return None
    blocks = checker.graph.blocks.values()
    names = frozenset(checker.names[block.id] for block in blocks if block.layers)
    return Start(start_file(source), names)


def _as_the_only(settings: Settings, key: str) -> Settings:
    """Return settings by which an output that is left alone is trained as it is among others."""
    own = settings.of_output(key, "metrics")
    metrics = settings.of_training("metrics") if own == ("auto",) else own
    return settings.with_training(loss=wanted_loss(settings, key), metrics=metrics)


def _output_ends(checker: Checker, outputs: Sequence[Output]) -> list[OutputEnd]:
    names = output_names(checker.graph, checker.names, outputs)
    return [
        OutputEnd(output.key, name, last_activation(checker, output.block, output.port))
        for output, name in zip(outputs, names, strict=True)
    ]


def _needs(
    checker: Checker, data: DataDescription | None, model: Function, ends: Sequence[OutputEnd]
) -> Needs:
    settings, several = checker.document.settings, len(ends) > 1
    rows = [
        one_hot(settings, data and data.for_output(end.name), end.key if several else "")
        for end in ends
    ]
    names = {ref.block: checker.names[ref.block] for ref in model.inputs}
    raw = tuple(name for key, name in names.items() if wants_raw(checker.graph, key))
    return Needs(tuple(names.values()), tuple(end.name for end in ends), tuple(rows), raw)


def _is_named(graph: Graph, output: Output) -> bool:
    """Tell whether Keras files an output under the name that the user gave it."""
    block, kind = graph.blocks[output.block], graph.kind(output.block)
    layer = kind is not None and kind.form is Form.LAYER
    return layer and bool(block.name) and block.structure is None


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


def _is_chain(model: Function) -> bool:
    """Tell whether the model can be a list of layers.

    A slice is no layer, and a list has no tensor whose shape an expression could ask for.
    """
    calls = list(model.calls())
    if not model.plain or len(calls) < 2 or calls[0].form is not Form.INPUT:
        return False
    for before, call in pairwise(calls):
        if call.form is not Form.LAYER or call.inputs != (before.output,) or call.many:
            return False
        if any(names_of(argument.source) & set(SHAPE_NAMES) for argument in call.arguments):
            return False
    return True
