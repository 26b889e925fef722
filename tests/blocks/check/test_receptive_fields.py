"""Receptive fields: those that are published, along every path, through composites and repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from blocks.check.checker import Checker
from blocks.check.instance import Instance
from blocks.check.receptive_fields import Field, field_text
from blocks.files.project_file import read_project
from blocks.graph.graph import MODEL
from blocks.types.receptive_field import EACH_PLACE, Reach, widest
from tests.blocks.composites import Drawing, Sketch, parallel, series, when
from tests.blocks.networks import whole

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


@pytest.mark.parametrize(
    ("name", "before", "field"),
    [
        ("vgg16", "Flatten", 212),
        ("resnet50", "GlobalAveragePooling2D", 483),
        ("mobilenet", "GlobalAveragePooling2D", 315),
    ],
)
def test_fields_of_networks_are_the_published_ones(name: str, before: str, field: int) -> None:
    """Source: Araujo et al. (2019), https://distill.pub/2019/computing-receptive-fields/, table 1."""
    document = read_project(TEMPLATES / f"{name}.netwright")
    graph = document.model
    end = next(key for key in graph.order() if graph.blocks[key].type == before)
    last = graph.incoming(end)[0].source

    assert Checker(document).fields()[last] == (field, field)


def model(*sizes: int) -> Drawing:
    drawing = Sketch().graph(MODEL)
    drawing.add("Input", shape=sizes or (64, 64, 3))
    return drawing


def field_of(drawing: Drawing, block_id: str) -> Field | None:
    return Checker(drawing.document).fields()[block_id]


def test_axes_gaps_and_the_longest_path_count() -> None:
    drawing = model()
    left = drawing.add("Conv2D", "input-1", filters=4, kernel_size=(1, 7), padding="same")
    right = drawing.add(
        "Conv2D", "input-1", filters=4, kernel_size=3, dilation_rate=2, padding="same"
    )
    both = drawing.add("Add", left, drawing.add("BatchNormalization", right))
    down = drawing.add("MaxPooling2D", both, pool_size=2)
    last = drawing.add("DepthwiseConv2D", down, kernel_size=3)

    assert field_of(drawing, left) == (1, 7)
    assert field_of(drawing, right) == (5, 5)
    assert field_of(drawing, both) == (5, 7)
    assert field_of(drawing, last) == (5 + 1 + 4, 7 + 1 + 4)


def test_enlarging_makes_small_steps() -> None:
    drawing = model()
    down = drawing.add("Conv2D", "input-1", filters=4, kernel_size=4, strides=4)
    up = drawing.add("Conv2DTranspose", down, filters=4, kernel_size=4, strides=4)
    last = drawing.add("Conv2D", up, filters=4, kernel_size=3)

    assert field_of(drawing, up) == (4, 4)
    assert field_of(drawing, last) == (6, 6)


def test_what_has_no_places_has_no_field() -> None:
    drawing = model()
    flat = drawing.add("Flatten", "input-1")
    dense = drawing.add("Dense", flat, units=4)
    pooled = drawing.add("GlobalMaxPooling2D", "input-1")
    vector = drawing.add("Input", shape=(7,))

    assert [field_of(drawing, key) for key in (flat, dense, vector)] == [None] * 3
    assert field_of(drawing, pooled) == (64, 64)
    assert field_of(drawing, drawing.add("Dense", pooled, units=2)) == (64, 64)
    assert field_of(drawing, drawing.add("Reshape", pooled, target_shape=(1, 1, 3))) == (64, 64)


def test_composites_and_repeats_add_up() -> None:
    drawing = model()
    sketch = Sketch()
    sketch.document = drawing.document
    part = sketch.graph("Part", whole("size", 3))
    start, other = part.add("In", name="image"), part.add("In", name="other")
    conv = part.add("Conv2D", start, filters=3, kernel_size="=size", padding="same")
    conv = part.add(
        "Conv2D", conv, filters=3, kernel_size=3, padding="same", structure=series("size - 1")
    )
    part.add("Out", part.add("Add", conv, other), name="sum")
    part.add("Out", other, name="same")
    pair = drawing.add("Part", "input-1", "input-1", size=5)
    mixed = drawing.add("Add", (pair, "sum"), (pair, "same"))
    chain = sketch.graph("Chain", whole("size", 3))
    conv = chain.add(
        "Conv2D", chain.add("In", name="input"), filters=3, kernel_size="=size", strides=2
    )
    chain.add("Out", conv, name="output")
    looped = drawing.add("Chain", "input-1", size="=i + 1", structure=series(3))
    split = drawing.add("Chain", "input-1", size="=3", structure=parallel(2))
    gone = drawing.add("Chain", "input-1", structure=when("channels > 9"))

    assert field_of(drawing, pair) == field_of(drawing, mixed) == (5 + 8, 5 + 8)
    assert field_of(drawing, looped) == (1 + 2 * 1 + 4 * 2, 11)
    assert field_of(drawing, split) == (3, 3)
    assert field_of(drawing, gone) == (1, 1)


def test_fields_inside_count_from_what_comes_in_and_follow_edits() -> None:
    drawing = model()
    sketch = Sketch()
    sketch.document = drawing.document
    part = sketch.graph("Part", whole("size", 3))
    conv = part.add("Conv2D", part.add("In", name="input"), filters=3, kernel_size="=size")
    part.add("Out", conv, name="output")
    block_id = drawing.add("Part", "input-1")
    inside = Checker(drawing.document, "Part", Instance({"size": 5}, ((8, 8, 3),)))
    outside = Checker(drawing.document)

    assert inside.fields()[conv] == (5, 5)
    assert field_text(inside.graph, inside.results, (5, 5)) == "5×5 of 8×8"
    assert field_text(inside.graph, inside.results, (9, 9)) == "all of 8×8"
    assert outside.fields()[block_id] == (3, 3)
    part.add("Conv2D", conv, filters=1, kernel_size=1)
    assert outside.fields()[block_id] == (3, 3)


def test_activation_bytes_sum_through_composites_and_repeats() -> None:
    drawing = model(8, 8, 2)
    sketch = Sketch()
    sketch.document = drawing.document
    part = sketch.graph("Part")
    conv = part.add("Conv2D", part.add("In", name="input"), filters=2, kernel_size=1)
    part.add("Out", part.add("ReLU", conv), name="output")
    series_id = drawing.add("Part", "input-1", structure=series(3))
    parallel_id = drawing.add("Part", "input-1", structure=parallel(2))
    results = Checker(drawing.document).results

    assert results[series_id].activation_bytes == 3 * 2 * 8 * 8 * 2 * 4
    assert results[parallel_id].activation_bytes == (2 * 2 + 2) * 8 * 8 * 2 * 4


def test_arithmetic() -> None:
    three, two = Reach((2,), (2,)), Reach((1,), (1,))

    assert three.then(two) == Reach((4,), (2,))
    assert EACH_PLACE.then(three) == three.then(EACH_PLACE) == three
    assert three.then(None) is None
    assert three.then(Reach((1, 1), (1, 1))) is None
    assert widest([EACH_PLACE, three, two]) == Reach((2,), (2,))
    assert widest([three, None]) is None
    assert widest([three, Reach((1, 1), (1, 1))]) is None
