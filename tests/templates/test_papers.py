"""Networks beside their papers: GoogLeNet's table, MobileNet's multipliers; and a model that is too large to train."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from app.templates.catalog import open_template
from app.templates.start import begin
from app.training import memory
from app.training.explain import RunError
from blocks.check.checker import Checker
from blocks.check.outputs import model_outputs
from blocks.commands.blocks import set_metaparameter
from blocks.values.shapes import Shape
from blocks.values.values import Value


def checked(name: str, **values: Value) -> Checker:
    document = open_template(name)
    for metaparameter, value in values.items():
        document.apply(set_metaparameter(document, metaparameter, value))
    return Checker(document)


class Row(NamedTuple):
    """A line of GoogLeNet's table 1 beside ours.

    Attributes:
        shape: what comes out, in the paper and here.
        parameters: what it comes to here, biases included.
        kilo: parameters in the paper, in units of 1,024.
        mega: multiply-adds in the paper, in millions.
    """

    shape: Shape
    parameters: int
    kilo: int
    mega: int


GOOGLENET = {
    "inception_3a": Row((28, 28, 256), 163_696, 159, 128),
    "inception_3b": Row((28, 28, 480), 388_736, 380, 304),
    "inception_4a": Row((14, 14, 512), 376_176, 364, 73),
    "inception_4b": Row((14, 14, 512), 449_160, 437, 88),
    "inception_4c": Row((14, 14, 512), 510_104, 463, 100),
    "inception_4d": Row((14, 14, 528), 605_376, 580, 119),
    "inception_4e": Row((14, 14, 832), 868_352, 840, 170),
    "inception_5a": Row((7, 7, 832), 1_043_456, 1072, 54),
    "inception_5b": Row((7, 7, 1024), 1_444_080, 1388, 71),
}
SLIPS = {"inception_4c", "inception_5a"}
"""Where the paper's own columns disagree: its widths do not give its parameters."""


def test_googlenet_beside_the_table_of_its_paper() -> None:
    checker = checked("googlenet")
    found = {checker.graph.blocks[key].name: result for key, result in checker.results.items()}
    for name, row in GOOGLENET.items():
        check = found[name]
        assert (check.output, check.parameters) == (row.shape, row.parameters)
        assert check.multiply_adds is not None
        assert check.parameters == pytest.approx(1024 * row.kilo, rel=0.1 if name in SLIPS else 0.025)  # fmt: skip
        assert check.multiply_adds == pytest.approx(1e6 * row.mega, rel=0.06 if name in SLIPS else 0.01)  # fmt: skip


def test_googlenets_auxiliary_classifiers_follow_the_modules_4a_and_4d() -> None:
    checker = checked("googlenet")
    graph = checker.graph
    auxiliary = [key for key in graph.sinks() if graph.blocks[key].type == "AuxiliaryClassifier"]
    sources = {graph.incoming(key)[0].source for key in auxiliary}
    assert {graph.blocks[key].name for key in sources} == {"inception_4a", "inception_4d"}
    assert sorted(checker.results[key].parameters for key in auxiliary) == [3_188_840, 3_190_888]
    assert len(graph.sinks()) == 3


@pytest.mark.parametrize("values", [{}, {"input": 32, "classes": 10}])
def test_googlenets_auxiliary_classifiers_count_little_and_only_in_training(
    values: dict[str, Value],
) -> None:
    document = begin(open_template("googlenet"), values).document
    graph, settings = document.model, document.settings
    for output in model_outputs(graph):
        auxiliary = graph.blocks[output.block].type == "AuxiliaryClassifier"
        assert settings.of_output(output.key, "loss_weight") == (0.3 if auxiliary else 1.0)
        assert settings.of_output(output.key, "training_only") == auxiliary


BLOCKS = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
"""Filters of the depthwise separable blocks, before the width multiplier."""


def mobilenet_parameters(alpha: float, classes: int = 1000) -> int:
    """Count by hand: a 3x3 convolution, 13 blocks, a 1x1 convolution; 4 numbers a channel to normalize."""
    channels = int(32 * alpha)
    count = 27 * channels + 5 * channels
    for filters in BLOCKS:
        wide = int(filters * alpha)
        count += 14 * channels + channels * wide + 5 * wide
        channels = wide
    return count + channels * classes + classes


@pytest.mark.parametrize(
    ("alpha", "parameters", "mega"),
    [(1.0, 4_264_808, 569), (0.75, 2_610_184, 325), (0.5, 1_348_008, 149), (0.25, 478_280, 41)],
)
def test_mobilenet_at_the_widths_of_its_paper(alpha: float, parameters: int, mega: int) -> None:
    totals = checked("mobilenet", alpha=alpha).totals()
    assert totals.parameters == mobilenet_parameters(alpha) == parameters
    assert totals.multiply_adds == pytest.approx(1e6 * mega, rel=0.02)


@pytest.mark.parametrize(("size", "mega"), [(224, 569), (192, 418), (160, 290), (128, 186)])
def test_mobilenet_at_the_resolutions_of_its_paper(size: int, mega: int) -> None:
    totals = checked("mobilenet", input=size).totals()
    assert totals.parameters == 4_264_808
    assert totals.multiply_adds == pytest.approx(1e6 * mega, rel=0.01)


def test_seventeen_gigabytes_are_shown_at_once_and_refused_for_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checker = checked("batchnorm-example", classes=10)
    totals = checker.totals()
    assert totals.weight_bytes is not None
    assert totals.weight_bytes > 17e9
    monkeypatch.setattr(memory, "available_bytes", lambda: 64 * 2**30)
    with pytest.raises(RunError) as refused:
        memory.check_model(totals, "adam", 32)
    assert "81.0 GiB of memory" in refused.value.cause.sentence


@pytest.mark.parametrize("name", ["inception-naive-module", "inception-v1-module"])
def test_a_module_takes_pictures_where_it_has_a_classifier(name: str) -> None:
    checker = checked(name, input=32, classes=10)
    (entry,), (end,) = checker.graph.sources(), checker.graph.sinks()
    assert checker.results[entry].output == (32, 32, 3)
    assert checker.results[end].output == (10,)


LAYERS = {
    "mnist-dnn": 8,
    "mnist-dnn-dropout": 10,
    "sign-language-cnn": 9,
    "batchnorm-example": 8,
    "inception-naive-module": 6,
    "inception-v1-module": 9,
    "inception-v2-module": 10,
    "inception-v3-stem": 8,
    "inception-v4-stem": 13,
    "xception": 134,
    "mobilenet": 93,
    "squeezenet": 41,
}
"""Layers of the handbook's listings, the input counted, as Keras counts them when the listing is run."""


@pytest.mark.parametrize("name", LAYERS)
def test_a_network_has_the_layers_of_its_listing(name: str) -> None:
    count = 0
    for result in checked(name).results.values():
        count += 1 if result.inside is None else sum(number for _, number in result.layers)
    assert count == LAYERS[name]
