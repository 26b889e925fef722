"""Layer-box diagrams: all of a network is on the sheet, nothing lies on anything else, sizes follow shapes."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings, strategies as st

from app.project.project import Project
from app.templates.catalog import FOLDER, names
from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.types.block_type import Category, Form
from canvas.diagram.boxes import Boxes, Wanted
from canvas.diagram.lanes import Lanes
from canvas.diagram.layout import DiagramSheet, sheet_of
from canvas.diagram.parts import DiagramPart, Network, network_of
from canvas.diagram.shapes import (
    Anchor,
    Circle,
    Connector,
    Cuboid,
    GroupFrame,
    Piece,
    Size,
    TextLine,
)
from canvas.diagram.words import count_words, layer_words, short_name
from tests.blocks.random_composites import composite_documents

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def measure(text: str, size: Size) -> float:
    return 0.6 * size.value * len(text)


def sheet(checker: Checker, depth: int | None, wide: float = 1400) -> DiagramSheet:
    network = network_of(checker, depth)
    return sheet_of(network, Boxes.of(network, measure, Wanted()), wide, "words")


def project(name: str) -> Project:
    return Project.open(FOLDER / f"{name}.netwright")


def body(shape: Cuboid | Circle | TextLine) -> Box:
    if isinstance(shape, Cuboid):
        by = shape.depth + 5 * shape.copies
        return shape.x, shape.y - by, shape.x + shape.width + by, shape.y + shape.height
    if isinstance(shape, Circle):
        r = shape.radius
        return shape.x - r, shape.y - r, shape.x + r, shape.y + r
    wide, high = measure(shape.text, shape.size), shape.size.value * 0.75
    left = shape.x if shape.anchor is Anchor.LEFT else shape.x - wide / 2
    return left, shape.y - high / 2, left + wide, shape.y + high / 2


def meet(one: Box, other: Box, by: float = 0.5) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across > by and min(one[3], other[3]) - max(one[1], other[1]) > by


def crossings(made: DiagramSheet) -> list[object]:
    """Lines that run through a box, their own ends left out."""
    boxes = [body(s) for s in made.shapes if isinstance(s, Cuboid | Circle)]
    found: list[object] = []
    for line in (shape for shape in made.shapes if isinstance(shape, Connector)):
        for (x, y), (to, level) in pairwise(line.points):
            thin = min(x, to), min(y, level) - 0.5, max(x, to), max(y, level) + 0.5
            found += [(line, box) for box in boxes if meet(thin, box, 0.9)]
    return found


@pytest.mark.parametrize("name", names())
def test_nothing_lies_on_anything_else_and_all_is_on_the_sheet(name: str) -> None:
    checker = project(name).checker
    for depth in (0, 1, None):
        made = sheet(checker, depth)
        bodies = [body(s) for s in made.shapes if isinstance(s, Cuboid | Circle | TextLine)]
        assert not [pair for pair in combinations(bodies, 2) if meet(*pair)]
        for left, top, right, bottom in bodies:
            assert left >= 5
            assert top >= 5
            assert right <= made.width - 5
            assert bottom <= made.height - 5
        assert not crossings(made)


@pytest.mark.parametrize("name", names())
def test_parts_count_what_the_check_counts(name: str) -> None:
    checker = project(name).checker
    for depth in (0, 1, None):
        network = network_of(checker, depth)
        total = sum(part.parameters for part in network.parts.values())
        assert total == checker.totals().parameters
        for part in network.walk():
            if part.inner is not None and part.times == 1:
                inside = sum(each.parameters for each in part.inner.parts.values())
                assert inside == part.parameters


def test_heights_follow_sizes_and_widths_follow_channels() -> None:
    network = network_of(project("vgg16").checker, 1)
    boxes = Boxes.of(network, measure, Wanted())
    found = []
    for part in network.walk():
        if part.category is Category.CONVOLUTION:
            (box,) = (s for s in boxes.piece(part, None).shapes if isinstance(s, Cuboid))
            assert part.shape is not None
            found.append((part.shape, box))
    assert len(found) == 13
    for (shape, box), (following, after) in pairwise(found):
        assert (shape[0] == following[0]) == (box.height == after.height)
        assert box.height >= after.height
        assert (shape[-1] == following[-1]) == (box.slabs[0].width == after.slabs[0].width)
        assert box.slabs[0].width <= after.slabs[0].width


def test_small_layers_are_bands_of_the_box_before_them() -> None:
    parts = network_of(project("resnet50").checker, 1).parts
    stem = parts["conv2d-3"]
    assert stem.bands == (Category.NORMALIZATION, Category.ACTIVATION)
    assert stem.parameters == 9_472 + 256
    assert stem.words == "Conv 7×7 /2"


def test_repeats_are_groups_of_turns_that_are_alike() -> None:
    checker = project("resnet50").checker
    closed = [part for part in network_of(checker).parts.values() if part.times > 1]
    assert [part.times for part in closed] == [2, 3, 5, 2]
    opened = [part for part in network_of(checker, 1).parts.values() if part.inner]
    assert [part.times for part in opened] == [1, 2, 1, 3, 1, 5, 1, 2]
    frames = [shape for shape in sheet(checker, 1).shapes if isinstance(shape, GroupFrame)]
    assert [frame.copies for frame in frames] == [0, 1, 0, 2, 0, 2, 0, 1]
    words = {shape.text for shape in sheet(checker, 1).shapes if isinstance(shape, TextLine)}
    assert {"Projection block", "Bottleneck block ×5"} <= words


def test_what_is_absent_is_not_on_the_diagram() -> None:
    parts = network_of(project("densenet121").checker).parts
    assert "zeropadding2d-2" not in parts
    assert network_of(project("densenet121").checker).sources("convnorm-3") == ["input-1"]


def test_a_diagram_of_nothing_is_a_sheet() -> None:
    made = sheet(Project().checker, 0)
    assert made.width > 0
    assert made.height > 0


def test_a_row_is_never_longer_than_it_may_be_where_it_can_be_cut() -> None:
    checker = project("vgg16").checker
    for wide in (500, 700, 1400):
        assert sheet(checker, 0, wide).width <= wide + 120
    assert sheet(checker, 0, 10_000).width > 800


def test_shortcuts_run_past_and_branches_above_and_below() -> None:
    pieces = {key: Piece(20, 10, 10, 0, 20) for key in "abcefds"}
    paths = "ab", "bc", "cd", "ad", "ae", "ed", "af", "fd", "as"
    lanes = Lanes(pieces, [(path[0], path[1]) for path in paths])
    assert lanes.path == list("abcd")
    assert lanes.axes["a"] == lanes.axes["b"] == lanes.axes["d"] == 0
    assert lanes.axes["e"] * lanes.axes["f"] < 0
    assert lanes.axes["s"] > 0
    (skip,) = (line for line in lanes.lines() if line.points[0][1] == 0 and len(line.points) > 4)
    assert skip.points[2][1] < -10


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Conv2D", "Conv"),
        ("Conv2DTranspose", "Conv transpose"),
        ("GlobalAveragePooling2D", "Global avg pool"),
        ("ReLU", "ReLU"),
        ("LeakyReLU", "Leaky ReLU"),
        ("LSTM", "LSTM"),
        ("BatchNormalization", "Batch norm"),
        ("Activation", "Activation"),
        ("Normalization", "Norm"),
        ("StemV4", "Stem V4"),
        ("x", "x"),
        ("_", "_"),
    ],
)
def test_names_are_short(name: str, words: str) -> None:
    assert short_name(name) == words


def test_windows_and_strides_are_told_where_they_say_something() -> None:
    assert layer_words("Conv2D", {"kernel_size": 3, "strides": 1}) == "Conv 3×3"
    assert layer_words("Conv2D", {"kernel_size": (3, 1), "strides": (2, 2)}) == "Conv 3×1 /2"
    assert layer_words("MaxPooling2D", {"pool_size": 2, "strides": None}) == "Max pool 2×2"
    assert layer_words("Conv1D", {"kernel_size": (5,), "strides": (1,)}) == "Conv 5"


@given(st.integers(0, 10**13))
def test_numbers_are_short_and_right(count: int) -> None:
    number, _, unit = count_words(count).partition(" ")
    size = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[unit]
    assert abs(float(number.replace(",", "")) * size - count) <= 0.006 * count
    assert len(count_words(count)) <= 9


@settings(max_examples=20, deadline=None)
@given(composite_documents(), st.sampled_from([0, 1, None]))
def test_random_models_have_diagrams(document: Document, depth: int | None) -> None:
    checker = Checker(document)
    network = network_of(checker, depth)
    if not checker.problems():
        total = sum(part.parameters for part in network.parts.values())
        assert total == checker.totals().parameters
    made = sheet_of(network, Boxes.of(network, measure, Wanted(costs=False)))
    assert all(
        isinstance(shape.x, float | int) for shape in made.shapes if isinstance(shape, TextLine)
    )


def test_a_chain_of_a_thousand_layers_is_laid_out() -> None:
    network = Network()
    for at in range(1000):
        network.parts[str(at)] = DiagramPart(str(at), "Dense", Category.CORE, (10,))
        network.edges += [(str(at - 1), str(at))] if at else []
    made = sheet_of(network, Boxes.of(network, measure, Wanted()))
    assert made.width < 1700


def test_a_chain_of_shortcuts_is_cut_between_them() -> None:
    network, last = Network(), "in"
    network.parts[last] = DiagramPart(last, "Input", Category.CORE, (8, 8, 4), Form.INPUT)
    for at in range(40):
        for name in ("a", "b"):
            key = f"{name}{at}"
            network.parts[key] = DiagramPart(key, "Conv 3×3", Category.CONVOLUTION, (8, 8, 4))
        total = f"sum{at}"
        network.parts[total] = DiagramPart(total, "Add", Category.MERGING, (8, 8, 4), sign="+")
        paths = (last, f"a{at}"), (f"a{at}", f"b{at}"), (f"b{at}", total), (last, total)
        network.edges += paths
        last = total
    made = sheet_of(network, Boxes.of(network, measure, Wanted()))
    assert made.width < 1600
    # A cuboid and a circle in the legend are the only ones beside the parts.
    assert sum(isinstance(shape, Cuboid) for shape in made.shapes) == 81 + 1
    assert sum(isinstance(shape, Circle) for shape in made.shapes) == 40 + 1
    assert not crossings(made)


def test_a_side_branch_stays_with_the_row_that_it_leaves() -> None:
    network = Network()
    for at in range(60):
        network.parts[f"m{at}"] = DiagramPart(f"m{at}", "Dense", Category.CORE, (10,))
        network.edges += [(f"m{at - 1}", f"m{at}")] if at else []
        network.parts[f"s{at}"] = DiagramPart(f"s{at}", "Dense", Category.CORE, (10,))
        network.edges.append((f"m{at}", f"s{at}"))
    made = sheet_of(network, Boxes.of(network, measure, Wanted()))
    assert sum(isinstance(shape, Cuboid) for shape in made.shapes) == 120 + 1
    assert not crossings(made)
