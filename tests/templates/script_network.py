"""The fingerprint of an exported script: what its ``build_model()`` calls. Needs no Keras."""

from __future__ import annotations

import json
from typing import Any

from blocks.catalog.registry import block_type
from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.values.values import from_json
from exporters.plan.make import Call, make_plan
from exporters.python.script import write_script
from exporters.styles.flat import flat_plan, output_shape
from tests.exporters.python.test_script_is_plan import arguments_of, without_defaults
from tests.exporters.reader import Called, read_script
from tests.templates.fingerprint import Layer, Network, numbered


def network_of(document: Document) -> Network:
    """Run a document's script with stand-ins for Keras, and return what it builds."""
    checker = Checker(document)
    plan = make_plan(document, checker)
    calls = flat_plan(plan).plan.calls
    notes = read_script(write_script(plan, model_only=True), [output_shape(each) for each in calls])
    layers = [_layer(called, call) for called, call in zip(notes.calls, calls, strict=True)]
    ordered, outputs, _ = numbered(layers, notes.ends[1])
    totals = checker.totals()
    checker.close()
    return Network(
        ordered, outputs, (), totals.parameters, totals.trainable, sequential=plan.sequential
    )


def _layer(called: Called, call: Call) -> Layer:
    """Return what the script calls; shapes and weights are those that the check works out for it."""
    shape = tuple(size or 0 for size in output_shape(call))
    return Layer(called.type, arguments_of(called), called.inputs, shape, _weights(call))


def _weights(call: Call) -> tuple[tuple[int, ...], ...]:
    kind = block_type(call.type)
    assert kind is not None
    given = {argument.name: argument.value for argument in call.arguments}
    every = {parameter.name: parameter.default for parameter in kind.parameters}
    inferred = kind.infer({**every, **given}, call.input_shapes)
    return tuple(tuple(weight.shape) for weight in inferred.weights)


def comparable(layer: Layer) -> tuple[Any, ...]:
    """Return what of a layer must agree, in one form: arguments as a block has them."""
    kind = block_type(layer.type)
    assert kind is not None
    known = {}
    for name, value in layer.arguments.items():
        parameter = kind.parameter(name)
        assert parameter is not None, f"{layer.type} has no argument {name}"
        known[name] = parameter.validate(from_json(value) if isinstance(value, list) else value)
    told = without_defaults(layer.type, known)
    if told.get("activation") == "linear":
        del told["activation"]
    if told.get("strides") is not None and told["strides"] == told.get("pool_size", 2):
        del told["strides"]  # pooling moves on by its own size if it is told nothing
    words = json.dumps(told, sort_keys=True, default=str)
    return layer.type, words, layer.inputs, layer.shape, layer.weights
