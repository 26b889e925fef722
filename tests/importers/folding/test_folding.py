from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, strategies as st

from blocks.check.checker import Checker
from blocks.check.outputs import model_outputs
from blocks.files.project_file import from_text, to_text
from blocks.graph.graph import MODEL
from importers.folding import Folded, fold
from importers.folding.folder import _cut
from importers.folding.names import name_for
from importers.folding.patterns import Pattern, Stretch
from importers.folding.sheet import Item, Sheet
from importers.model_file import ImportedModel, import_model
from importers.source.structure.composites import _stem as stem_of
from tests.importers.keras_json.configs import (
    conv,
    entry,
    functional,
    layer,
    residual_network,
    text,
)

ENTRY = ("before", "output")
"""What enters a composite."""


def imported(model: dict[str, Any]) -> ImportedModel:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        path.write_bytes(text(model))
        return import_model(path)


def output_shapes(checker: Checker) -> list[object]:
    graph = checker.graph
    return [
        checker.results[each.block].outputs[graph.output_ports(each.block).index(each.port)]
        for each in model_outputs(graph)
    ]


def assert_is_the_same_model(found: ImportedModel, folded: Folded) -> None:
    """Weights, work and layers are those of the flat graph, and the file can be read again."""
    flat, deep = Checker(found.document), Checker(folded.document)
    assert not deep.problems()
    assert deep.totals().parameters == flat.totals().parameters
    assert deep.totals().multiply_adds == flat.totals().multiply_adds
    assert deep.totals().activation_bytes == flat.totals().activation_bytes
    outputs, mine = output_shapes(flat), output_shapes(deep)
    assert mine == outputs or (
        folded.reordered and sorted(mine, key=str) == sorted(outputs, key=str)
    )
    names = sorted(name for inside in found.origins.values() for name in inside.values())
    assert sorted(folded.layers) == names
    again = from_text(to_text(folded.document))
    assert to_text(again) == to_text(folded.document)


def test_residual_blocks_become_a_composite_with_what_differs_as_metaparameters() -> None:
    found = imported(residual_network({8: 3, 16: 4, 32: 2}))
    folded = fold(found.document, found.origins)
    assert_is_the_same_model(found, folded)
    assert len(found.document.model.blocks) == 51
    assert len(folded.document.model.blocks) < 10
    (block,) = [graph for name, graph in folded.document.graphs.items() if "Residual" in name]
    assert "filters" in {meta.name for meta in block.metaparameters}


def test_a_run_of_equal_layers_becomes_a_repeat() -> None:
    layers = [entry(16)]
    layers += [
        layer("Dense", f"d{at}", layers[-1]["name"] if at == 0 else f"d{at - 1}", units=16)
        for at in range(4)
    ]
    found = imported(functional(*layers))
    folded = fold(found.document, found.origins)
    assert_is_the_same_model(found, folded)
    counts = [b.structure.series for b in folded.document.model.blocks.values() if b.structure]
    assert counts == [4]


def test_a_model_without_repeats_stays_as_it_is() -> None:
    model = functional(
        entry(8, 8, 3),
        conv("a", "input_layer"),
        layer("Flatten", "b", "a"),
        layer("Dense", "c", "b", units=3),
    )
    found = imported(model)
    folded = fold(found.document, found.origins)
    assert list(folded.document.graphs) == [""]
    assert_is_the_same_model(found, folded)


BODIES = st.lists(
    st.sampled_from(["conv", "norm", "relu", "wide", "pool", "add", "split"]),
    min_size=1,
    max_size=5,
)


@given(st.lists(st.tuples(BODIES, st.integers(1, 5)), min_size=1, max_size=4), st.randoms())
def test_whatever_repeats_the_model_stays_the_same(
    parts: list[tuple[list[str], int]], random: Any
) -> None:
    layers = [entry(64, 64, 4)]
    for body, count in parts:
        for _ in range(count):
            for kind in body:
                _grow(layers, kind, random.choice([4, 4, 8]))
    layers.append(layer("GlobalAveragePooling2D", "end", layers[-1]["name"]))
    found = imported(functional(*layers))
    assert_is_the_same_model(found, fold(found.document, found.origins))


def _grow(layers: list[dict[str, Any]], kind: str, filters: int) -> None:
    """Add one kind of part after what is there."""
    before, name = layers[-1]["name"], f"l{len(layers)}"
    if kind == "conv":
        layers.append(conv(name, before, filters))
    elif kind == "wide":
        layers.append(conv(name, before, 8, dilation_rate=[2, 2]))
    elif kind == "norm":
        layers.append(layer("BatchNormalization", name, before, momentum=0.9))
    elif kind == "relu":
        layers.append(layer("Activation", name, before, activation="relu"))
    elif kind == "pool":
        layers.append(layer("MaxPooling2D", name, before, pool_size=[2, 2], padding="same"))
    elif kind == "add":
        layers.append(conv(f"{name}a", before, 4))
        layers.append(conv(f"{name}b", before, 4, activation="relu"))
        layers.append(layer("Add", name, f"{name}a", f"{name}b"))
    else:
        layers.append(conv(f"{name}a", before, filters))
        layers.append(layer("Concatenate", name, before, f"{name}a", axis=-1))


def test_a_layer_that_is_called_twice_stays_two_blocks() -> None:
    twice = conv("a", "input_layer", 3)
    twice["inbound_nodes"].append(layer("", "", "b")["inbound_nodes"][0])
    again = layer("ReLU", "c", "a")
    again["inbound_nodes"][0]["args"][0]["config"]["keras_history"][1] = 1
    found = imported(functional(entry(8, 8, 3), twice, layer("ReLU", "b", "a"), again))
    folded = fold(found.document, found.origins)
    assert folded.document.model.blocks.keys() == found.document.model.blocks.keys()
    assert len(folded.document.model.order()) == 5


@pytest.mark.parametrize(
    ("types", "name", "stem"),
    [
        (("Attention", "Dense"), "DenseBlock", "DenseBlock"),
        (("MultiHeadAttention", "TimeDistributed(Dense)"), "AttentionBlock", "Block"),
        (("TimeDistributed(Dense)", "ReLU"), "Block", "Block"),
        (("Conv2D", "TimeDistributed(BatchNormalization)"), "ConvBlock", "ConvNorm"),
        (("Conv2D", "Normalization"), "ConvBlock", "ConvNorm"),
        (("TimeDistributed(DepthwiseConv2D)", "ReLU"), "ConvBlock", "ConvBlock"),
        (("TimeDistributed(ZeroPadding2D)", "Conv2D", "ReLU"), "ConvBlock", "ConvBlock"),
        (("ZeroPadding2D", "Conv2D", "ReLU"), "PaddedConvBlock", "ConvBlock"),
        (("TimeDistributed(MaxPooling2D)", "Conv2D"), "PooledConvBlock", "ConvBlock"),
        (("Bidirectional(LSTM)", "Dense"), "RecurrentBlock", "DenseBlock"),
    ],
)
def test_a_composite_is_called_after_its_layers_as_ever(
    types: tuple[str, ...], name: str, stem: str
) -> None:
    """Wrapped layers, and layers of the same role, do not count as the one that gives a composite its name."""
    items = [Item(str(at), each, {}, (("input", ENTRY),)) for at, each in enumerate(types)]
    assert name_for(items, [ENTRY], {}, ()) == name
    assert stem_of(types) == stem


@pytest.mark.parametrize(
    ("type_name", "name"),
    [("UpSampling2D", "UpBlock"), ("Conv2DTranspose", "UpBlock"), ("Resizing", "MergeBlock")],
)
def test_what_two_tensors_enter_is_called_after_a_layer_that_enlarges(
    type_name: str, name: str
) -> None:
    item = Item("a", type_name, {}, (("input", ENTRY),))
    assert name_for([item], [ENTRY, ("other", "output")], {}, ()) == name


@pytest.mark.parametrize(
    ("end", "ends"),
    [
        ("ReLU", True),
        ("MaxPooling2D", True),
        ("AveragePooling2D", True),
        ("LeakyReLU", False),
        ("Softmax", False),
        ("MaxPooling1D", False),
        ("AveragePooling3D", False),
        ("OpsAdd", False),
    ],
)
def test_a_part_of_a_network_ends_where_it_ever_did(end: str, ends: bool) -> None:
    """Where a run of layers can be cut in several ways, this says which of them becomes a composite."""
    items = [Item("a", "Dense", {}, ()), Item("b", end, {}, (("input", ("a", "output")),))]
    sheet = Sheet(MODEL, items, frozenset())
    pattern = Pattern((Stretch(MODEL, ("a", "b"), (ENTRY,)),) * 3, 2)
    others = Pattern((Stretch(MODEL, ("b", "b"), (ENTRY,)),) * 3, 2)
    begun = _cut({MODEL: sheet}, pattern)
    assert begun - _cut({MODEL: sheet}, others) > 0
    assert (_cut({MODEL: sheet}, others) > 0) is ends
