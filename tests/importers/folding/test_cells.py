"""Structure that is found again where it is less plain: two tensors, gates, rates that grow, rims, twins."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from blocks.graph.graph import Graph
from blocks.values.expressions import evaluate
from importers.folding import Folded, fold
from importers.folding.runs import growing
from tests.importers.folding.test_folding import assert_is_the_same_model, imported
from tests.importers.keras_json.configs import conv, entry, functional, layer


def folded(*layers: dict[str, Any]) -> Folded:
    found = imported(functional(*layers))
    made = fold(found.document, found.origins)
    assert_is_the_same_model(found, made)
    return made


def composite(made: Folded, name: str) -> Graph:
    return made.document.graphs[name]


def cell(at: int, last: str, before: str, filters: int) -> list[dict[str, Any]]:
    """Return a small cell as in NASNet: branches of the last tensor and of the one before it, joined."""
    stem = f"cell_{at}"
    return [
        conv(f"{stem}_p", before, filters),
        layer("BatchNormalization", f"{stem}_pn", f"{stem}_p"),
        conv(f"{stem}_h", last, filters),
        layer("BatchNormalization", f"{stem}_hn", f"{stem}_h"),
        conv(f"{stem}_a", f"{stem}_hn", filters, activation="relu"),
        conv(f"{stem}_b", f"{stem}_pn", filters, activation="relu"),
        layer("Add", f"{stem}_add", f"{stem}_a", f"{stem}_b"),
        layer("AveragePooling2D", f"{stem}_c", f"{stem}_pn", pool_size=[3, 3], strides=[1, 1], padding="same"),
        layer("Add", f"{stem}_add2", f"{stem}_c", f"{stem}_hn"),
        layer("Concatenate", f"{stem}_end", f"{stem}_add", f"{stem}_add2", f"{stem}_pn", axis=-1),
    ]  # fmt: skip


@given(st.lists(st.sampled_from([4, 8]), min_size=3, max_size=6))
def test_cells_that_see_the_last_two_tensors_are_found_the_last_one_too(sizes: list[int]) -> None:
    layers = [entry(16, 16, 3), conv("stem", "input_layer", 4), conv("stem2", "stem", 5)]
    last, before = "stem2", "stem"
    for at, filters in enumerate(sizes):
        layers += cell(at, last, before, filters)
        last, before = f"cell_{at}_end", last
    layers.append(layer("GlobalAveragePooling2D", "pool", last))
    made = folded(*layers)
    (name,) = [name for name in made.found if "Cell" in name]
    assert made.found[name] == len(sizes)
    ports = made.document.type_named(name)
    assert ports is not None
    assert ports.inputs.names == ("current", "previous")
    assert len(made.document.model.blocks) <= 4 + len(sizes)


def gated(at: int, source: str, filters: int, rate: float) -> list[dict[str, Any]]:
    stem = f"block_{at}"
    return [
        conv(f"{stem}_conv", source, filters, activation="relu"),
        layer("GlobalAveragePooling2D", f"{stem}_mean", f"{stem}_conv"),
        layer("Reshape", f"{stem}_shape", f"{stem}_mean", target_shape=[1, 1, filters]),
        conv(f"{stem}_less", f"{stem}_shape", filters // 4, activation="relu"),
        conv(f"{stem}_gate", f"{stem}_less", filters, activation="sigmoid"),
        layer("Multiply", f"{stem}_times", f"{stem}_conv", f"{stem}_gate"),
        layer("Dropout", f"{stem}_drop", f"{stem}_times", rate=rate),
        layer("Add", f"{stem}_add", source, f"{stem}_drop"),
    ]


def test_rates_that_grow_from_block_to_block_are_one_run() -> None:
    layers, last = [entry(16, 16, 8)], "input_layer"
    for at in range(5):
        layers += gated(at, last, 8, 0.2 * (at + 1) / 10)
        last = f"block_{at}_add"
    made = folded(*layers)
    (run,) = [block for block in made.document.model.blocks.values() if block.structure]
    assert run.structure is not None
    assert run.structure.series == 5
    assert "0.2 * (i + 1) / 10" in str(run.values)


@given(
    st.sampled_from([0.1, 0.2, 0.5]),
    st.integers(0, 50),
    st.integers(2, 80),
    st.integers(2, 20),
)
def test_a_rule_is_found_only_where_it_gives_the_very_numbers(
    rate: float, start: int, rounds: int, count: int
) -> None:
    numbers = [rate * (at + start) / rounds for at in range(count)]
    rule = growing(numbers)
    if rule is not None:
        assert [evaluate(rule.text, {"i": at}) for at in range(count)] == numbers
    assert growing([*numbers, numbers[-1] + 1e-9]) is None


@pytest.mark.parametrize("column", [[0.1], [0.3, 0.2], [1, 2], ["a", "b"]])
def test_other_columns_have_no_rule(column: list[Any]) -> None:
    assert growing(column) is None


def test_a_gate_in_several_composites_is_one_of_its_own() -> None:
    layers, last = [entry(16, 16, 8)], "input_layer"
    for at, filters in enumerate([8, 8, 16, 16, 8, 8]):
        if at % 2 == 0:
            layers.append(conv(f"wide_{at}", last, filters))
            last = f"wide_{at}"
        layers += gated(at, last, filters, 0.1)[:6]
        last = f"block_{at}_times"
    assert any("SqueezeExcite" in name for name in folded(*layers).found)


def test_rims_written_in_two_ways_are_alike() -> None:
    layers, last = [entry(32, 32, 4)], "input_layer"
    for at, rim in enumerate([[[1, 1], [1, 1]], [[0, 1], [0, 1]], [[1, 1], [1, 1]]]):
        layers += [
            layer("ZeroPadding2D", f"pad_{at}", last, padding=rim),
            conv(f"conv_{at}", f"pad_{at}", 4, strides=[2, 2]),
            layer("BatchNormalization", f"norm_{at}", f"conv_{at}"),
            layer("Activation", f"act_{at}", f"norm_{at}", activation="relu"),
        ]
        last = f"act_{at}"
    made = folded(*layers)
    assert list(made.found) == ["PaddedConvNorm"]
    assert [meta.name for meta in composite(made, "PaddedConvNorm").metaparameters] == ["padding"]


def test_rims_that_were_written_long_are_short_where_they_can_be() -> None:
    layers = [
        entry(8, 8, 1),
        layer("ZeroPadding2D", "a", "input_layer", padding=[[0, 1], [0, 1]]),
        layer("ZeroPadding2D", "b", "a", padding=[[2, 2], [2, 2]]),
        layer("ZeroPadding2D", "c", "b", padding=[[1, 1], [3, 3]]),
    ]
    values = [
        dict(block.values)
        for block in folded(*layers).document.model.blocks.values()
        if block.type == "ZeroPadding2D"
    ]
    assert values == [{"padding": ((0, 1), (0, 1))}, {"padding": 2}, {"padding": (1, 3)}]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["conv", "norm", "act", "drop", "add", "times", "pad"]),
        st.integers(1, 4),
        st.integers(1, 6),
    ),
    min_size=2,
    max_size=9,
)


@given(st.lists(st.tuples(STEPS, st.integers(1, 5), st.sampled_from([4, 8])), min_size=1, max_size=3))  # fmt: skip
def test_whatever_the_wires_the_model_stays_the_same(
    parts: list[tuple[list[tuple[str, int, int]], int, int]],
) -> None:
    layers, made = [entry(16, 16, 4)], ["input_layer"]
    for steps, count, filters in parts:
        layers.append(conv(f"wide_{len(layers)}", made[-1], filters))
        made = [layers[-1]["name"]]
        for turn in range(count):
            for kind, near, far in steps:
                one, other = made[-min(near, len(made))], made[-min(far, len(made))]
                layers += grown(kind, f"l{len(layers)}", one, other, filters, turn)
                made.append(layers[-1]["name"])
    folded(*layers, layer("GlobalAveragePooling2D", "end", made[-1]))


def grown(
    kind: str, name: str, one: str, other: str, filters: int, turn: int
) -> list[dict[str, Any]]:
    """Return the layers of one step; all tensors keep their shape."""
    if kind in ("add", "times"):
        return [layer("Add" if kind == "add" else "Multiply", name, one, other)]
    if kind == "norm":
        return [layer("BatchNormalization", name, one)]
    if kind == "act":
        return [layer("Activation", name, one, activation="relu")]
    if kind == "drop":
        return [layer("Dropout", name, one, rate=0.2 * (turn + 1) / 12)]
    if kind == "pad":
        pad = layer("ZeroPadding2D", f"{name}p", one, padding=[[1, 1], [1, 1 + turn % 2]])
        return [pad, layer("Conv2D", name, f"{name}p", filters=filters, kernel_size=[3, 3 + turn % 2])]  # fmt: skip
    return [conv(name, one, filters)]
