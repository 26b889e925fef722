from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations, pairwise

from hypothesis import given, settings, strategies as st

from canvas.geometry.boxes import Box
from canvas.layout.arrange import arrange

GRAPHS = st.integers(1, 25).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=2 * count
        ),
        st.lists(st.sampled_from([220.0, 260.0, 400.0]), min_size=count, max_size=count),
        st.lists(st.sampled_from([50.0, 120.0]), min_size=count, max_size=count),
    )
)


def boxes(places: dict[str, tuple[float, float]], sizes: dict[str, tuple[float, float]]) -> dict[str, Box]:  # fmt: skip
    return {key: Box(x, y, x + sizes[key][0], y + sizes[key][1]) for key, (x, y) in places.items()}


@given(GRAPHS)
@settings(max_examples=150)
def test_no_overlaps_wires_go_down_and_the_same_comes_out_again(
    graph: tuple[int, list[tuple[int, int]], list[float], list[float]],
) -> None:
    count, pairs, widths, heights = graph
    order = [f"b-{index}" for index in range(count)]
    wires = [(order[source], order[target]) for source, target in pairs]  # circles, loops and all
    sizes = {key: (widths[index], heights[index]) for index, key in enumerate(order)}
    places = arrange(sizes, wires, order)
    assert set(places) == set(order)
    found = boxes(places, sizes)
    for one, other in combinations(order, 2):
        assert not found[one].grown(5).meets(found[other]), (one, other)
    for source, target in pairs:
        if source < target:
            assert found[order[source]].bottom < found[order[target]].top
    assert arrange(sizes, wires, order) == places
    assert all(x % 10 == y % 10 == 0 for x, y in places.values())


def chain_with_skips(count: int) -> tuple[list[str], list[tuple[str, str]]]:
    order = [str(index) for index in range(count)]
    wires = list(pairwise(order))
    return order, wires + [(order[index], order[index + 3]) for index in range(0, count - 3, 3)]


def test_the_longest_chain_stands_straight() -> None:
    order, wires = chain_with_skips(40)
    wires += [("5", "side"), ("side", "7")]
    order = [*order[:7], "side", *order[7:]]
    places = arrange(dict.fromkeys(order, (220.0, 50.0)), wires, order)
    assert {places[key][0] for key in order if key != "side"} == {places["0"][0]}
    assert places["side"][0] != places["0"][0]


def test_branches_stand_in_the_order_of_the_ports() -> None:
    order = ["in", "a", "b", "c", "d", "join"]
    wires = [("in", key) for key in "dcba"] + [(key, "join") for key in "bdac"]
    places = arrange(dict.fromkeys(order, (220.0, 50.0)), wires, order)
    assert sorted("abcd", key=lambda key: places[key][0]) == list("bdac")


def test_parts_without_wires_between_them_stand_side_by_side() -> None:
    order = ["a", "b", "c", "d"]
    places = arrange(dict.fromkeys(order, (220.0, 50.0)), [("a", "b"), ("c", "d")], order)
    assert places["a"][1] == places["c"][1]
    assert places["c"][0] - places["a"][0] > 220


def test_nothing_is_laid_out_as_nothing() -> None:
    assert arrange({}, [], []) == {}


def test_the_seed_of_hashes_changes_nothing() -> None:
    code = (
        "from canvas.layout.arrange import arrange\n"
        "order = [f'b-{i}' for i in range(30)]\n"
        "wires = [(order[i], order[j]) for i in range(30) for j in (i + 1, i + 4, i * 2) if j < 30]\n"
        "print(sorted(arrange({k: (220.0, 50.0) for k in order}, wires, order).items()))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
