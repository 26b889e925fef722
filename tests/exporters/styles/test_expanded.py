"""What is expanded is the same Keras model: the same layers with the same settings, wired alike."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.commands.composites import expand_instance
from blocks.document.document import Document
from blocks.graph.structure import MERGES
from exporters.plan.make import make_plan
from tests.blocks.networks import resnet50
from tests.blocks.random_composites import composite_documents

FULL = settings.default.max_examples > 100
pytestmark = [
    pytest.mark.keras,
    pytest.mark.timeout(3600 if FULL else 300),
    pytest.mark.filterwarnings("ignore:.*softmax over axis.*size 1"),
]


def built(document: Document) -> Any:
    from tests.exporters.running import built_by_plan

    checker = Checker(document)
    checker.close()
    return built_by_plan(make_plan(document, checker))


def wiring(model: Any) -> list[str]:
    """Return a text for each output: its layers with their settings, back to the inputs; names left out."""
    import keras

    made: dict[int, str] = {}
    numbers: dict[str, int] = {}

    def text_of(tensor: Any) -> str:
        if id(tensor) in made:
            return made[id(tensor)]
        layer, at, port = tensor._keras_history
        node = layer._inbound_nodes[at]
        inputs = [text_of(each) for each in node.input_tensors]
        if type(layer).__name__ in MERGES and len(inputs) == 1:
            found = inputs[0]  # of one branch: changes nothing
        else:
            known = layer.get_config() if isinstance(layer, keras.Layer) else {}
            words = {key: value for key, value in known.items() if key != "name"}
            plain = [each for each in node.arguments.args if not _holds_tensor(each)]
            whole = f"{type(layer).__name__} {words} {plain} {port} of {inputs}"
            # A number for each distinct text, so that texts do not grow with depth.
            found = str(numbers.setdefault(whole, len(numbers)))
        made[id(tensor)] = found
        return found

    ends = [text_of(tensor) for tensor in model.outputs]
    whole = {number: text for text, number in numbers.items()}
    return [f"{end}: {whole[int(end)]}" for end in ends]


def _holds_tensor(value: Any) -> bool:
    import keras

    return isinstance(value, keras.KerasTensor) or (
        isinstance(value, (list, tuple)) and any(map(_holds_tensor, value))
    )


def layers(model: Any) -> Counter[str]:
    """Return how many layers of each type there are; merges of one branch left out."""
    return Counter(
        type(each).__name__
        for each in getattr(model, "_functional", model).operations
        if type(each).__name__ not in MERGES or len(each._inbound_nodes[0].input_tensors) > 1
    )


def expand_all(document: Document) -> None:
    while True:
        graph = document.model
        found = [key for key in graph.order() if is_composite(graph, key)]
        if not found:
            return
        document.apply(expand_instance(document, found[0]))


def assert_expansion_is_the_same_model(document: Document) -> None:
    before = built(document)
    facts = sorted(wiring(before)), layers(before), before.count_params()
    expand_all(document)
    after = built(document)
    assert (sorted(wiring(after)), layers(after), after.count_params()) == facts


@settings(
    max_examples=200 if FULL else 8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(composite_documents())
def test_random_composites_expand_to_the_same_keras_model(document: Document) -> None:
    assert_expansion_is_the_same_model(document)


def test_a_whole_network_expands_to_the_same_keras_model() -> None:
    assert_expansion_is_the_same_model(resnet50(32))
