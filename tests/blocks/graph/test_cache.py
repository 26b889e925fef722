"""Results that are kept with a graph: typed, one cache per owner, forgotten together."""

from __future__ import annotations

from blocks.graph.cache import Cache, kept_results
from blocks.graph.graph import Block, Graph, Wire
from blocks.inference.composite import infer_inside, share_results
from blocks.inference.composite_type import composite_type

FIRST: Cache[str, int] = Cache()
SECOND: Cache[str, str] = Cache()


def test_caches_do_not_see_the_keys_of_one_another_and_are_emptied_by_any_change() -> None:
    graph, other = Graph("A"), Graph("B")
    FIRST.of(graph)["key"] = 1
    SECOND.of(graph)["key"] = "text"
    FIRST.of(other)["key"] = 2
    assert (FIRST.of(graph), SECOND.of(graph)) == ({"key": 1}, {"key": "text"})
    assert kept_results(graph) == 2
    graph.put(Block("dense-1", "Dense"))
    assert (FIRST.of(graph), SECOND.of(graph), FIRST.of(other)) == ({}, {}, {"key": 2})


def test_a_type_is_kept_until_its_definition_changes() -> None:
    graph = Graph("A")
    kind = composite_type(graph)
    assert composite_type(graph) is kind
    graph.set_description("Other words.")
    assert composite_type(graph).summary == "Other words."


def test_a_copy_is_given_shapes_and_costs_but_no_type() -> None:
    graph, twin = _through(), _through()
    found = infer_inside(graph, {}, ((None, 3),))
    kind = composite_type(graph)
    share_results(graph, twin)
    assert infer_inside(twin, {}, ((None, 3),)) is found
    assert composite_type(twin) is not kind


def _through() -> Graph:
    graph = Graph("A")
    graph.put(Block("in-1", "In"))
    graph.put(Block("out-2", "Out"))
    graph.join(Wire("in-1", "output", "out-2", "input"))
    return graph
