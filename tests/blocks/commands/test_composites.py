"""Commands of composites: make and expand are inverses, totals stay, one undo step each."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.check.outputs import model_outputs
from blocks.commands.blocks import rename_block, set_values
from blocks.commands.composites import (
    can_make,
    expand_instance,
    make_composite,
    make_independent,
    promote_parameter,
    remove_composite,
    rename_composite,
    rename_metaparameter,
    rename_port,
    set_composite_metaparameters,
    set_description,
    set_structure,
)
from blocks.commands.promoting import promoted
from blocks.commands.substitution import substitute
from blocks.document.document import Document
from blocks.document.edits import AddBlock, Edit
from blocks.document.history import History
from blocks.errors import EditError
from blocks.files.project_file import from_text, read_project, to_text
from blocks.graph.graph import MODEL, Graph, Metaparameter
from blocks.graph.structure import Structure
from blocks.parameters import Choice, Integer, Number
from blocks.values.values import Expression, Value
from tests.blocks.composites import Drawing, Sketch, parallel, series, when
from tests.blocks.networks import whole
from tests.blocks.random_composites import composite_documents

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


def added(edits: list[Edit]) -> str:
    """Return the last block that edits add: the instance."""
    return [edit.block.id for edit in edits if isinstance(edit, AddBlock)][-1]


def totals(document: Document) -> object:
    checker = Checker(document)
    checker.close()
    sums = checker.totals()
    return (sums.parameters, sums.trainable, sums.multiply_adds) if not checker.problems() else None


def chain() -> tuple[Sketch, Drawing]:
    """A model with a knob: Input, two convolutions with a shortcut, a head."""
    sketch = Sketch()
    model = sketch.graph(
        MODEL, Metaparameter(Number(name="alpha", minimum=0.25, maximum=2, help="Width."), 1.0)
    )
    x = model.add("Input", shape=(8, 8, 3))
    first = model.add("Conv2D", x, filters="=int(8 * alpha)", kernel_size=1, activation="relu")
    y = model.add("Conv2D", first, filters="=int(8 * alpha)", kernel_size=3, padding="same")
    y = model.add("Add", first, y)
    model.add("Dense", model.add("Flatten", y), units=10, activation="softmax")
    return sketch, model


def selection(graph: Graph, data: st.DataObject) -> set[str]:
    """Choose blocks: any, or neighbours, which are more often a composite."""
    order = graph.order()
    if data.draw(st.booleans()):
        return set(data.draw(st.lists(st.sampled_from(order), min_size=1)))
    start = data.draw(st.integers(0, len(order) - 1))
    part = order[start : data.draw(st.integers(start + 1, len(order)))]
    return {key for key in part if graph.blocks[key].type not in ("In", "Out", "Input")}


def some_parameters(graph: Graph, ids: set[str], data: st.DataObject) -> list[tuple[str, str]]:
    """Choose parameters that can be promoted."""
    wanted = []
    for key in sorted(ids):
        kind = graph.kind(key)
        for each in kind.parameters if kind else ():
            try:
                promoted(graph, graph.blocks[key], each.name, ())
            except EditError:
                continue
            wanted.append((key, each.name))
    return data.draw(st.lists(st.sampled_from(wanted), max_size=3)) if wanted else []


@given(document=composite_documents(), data=st.data())
def test_expand_is_the_inverse_of_make(document: Document, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(document.graphs)))
    graph = document.graph(name)
    places = st.tuples(st.floats(-500, 500), st.floats(-500, 500))
    for key in graph.positions:
        graph.positions[key] = data.draw(places)
    before, history, sums = to_text(document), History(document), totals(document)
    ids = selection(graph, data)
    promote = some_parameters(graph, ids, data)
    if can_make(document, ids, name):
        with pytest.raises(EditError):
            make_composite(document, ids, "Made", name)
        return
    edits = make_composite(document, ids, "Made", name, promote)
    history.do("make", edits)
    assert totals(document) == sums
    made = to_text(document)
    again = from_text(made)
    assert to_text(again) == made
    again.apply(expand_instance(again, added(edits), name))
    assert to_text(again) == before
    history.do("expand", expand_instance(document, added(edits), name))
    assert to_text(document) == before
    history.undo()
    assert to_text(document) == made
    history.undo()
    assert to_text(document) == before


def test_a_promoted_trainable_leaves_freezing_to_the_composites_around() -> None:
    sketch = Sketch()
    inner = sketch.graph("Part")
    x = inner.add("Conv2D", inner.add("In", name="input"), filters=4, kernel_size=1)
    inner.add("Out", inner.add("BatchNormalization", x), name="output")
    model = sketch.graph(MODEL)
    model.add("Part", model.add("Input", shape=(8, 8, 3)), trainable=False)
    document = sketch.document
    sums = totals(document)
    chosen = {
        key for key, block in inner.graph.blocks.items() if block.type == "BatchNormalization"
    }
    (batch,) = chosen
    document.apply(make_composite(document, chosen, "Made", "Part", [(batch, "trainable")]))
    assert totals(document) == sums
    (made,) = document.graph("Made").metaparameters
    assert made.parameter.name == "batch_normalization_trainable"


@given(document=composite_documents())
def test_expanding_everything_leaves_the_same_sums(document: Document) -> None:
    sums = totals(document)
    for _ in range(40):
        found = [
            key
            for key, block in document.model.blocks.items()
            if (kind := document.model.kind(key)) and kind.definition is not None
        ]
        if not found:
            break
        document.apply(expand_instance(document, min(found)))
        assert totals(document) == sums
        assert to_text(from_text(to_text(document))) == to_text(document)


def instances_of(document: Document) -> list[str]:
    """Return the composites in the model."""
    return [key for key in document.model.order() if is_composite(document.model, key)]


@given(document=composite_documents(), data=st.data())
def test_an_instance_in_a_definition_expands_for_all_or_is_refused(
    document: Document, data: st.DataObject
) -> None:
    before, sums = to_text(document), totals(document)
    found = [
        (name, key)
        for name, graph in sorted(document.graphs.items())
        for key in sorted(graph.blocks)
        if is_composite(graph, key)
    ]
    if not found:
        return
    name, block_id = data.draw(st.sampled_from(found))
    history = History(document)
    with suppress(EditError):
        history.do("expand", expand_instance(document, block_id, name))
    assert totals(document) == sums
    assert to_text(from_text(to_text(document))) == to_text(document)
    history.undo()
    assert to_text(document) == before


def test_an_output_keeps_the_name_that_its_data_have() -> None:
    sketch, model = chain()
    end = model.graph.sinks()[0]
    sketch.document.apply(rename_block(sketch.document, end, "species"))
    before = to_text(sketch.document)
    edits = make_composite(sketch.document, {end}, "Head")
    sketch.document.apply(edits)

    assert model.graph.blocks[added(edits)].name == "species"
    sketch.document.apply(expand_instance(sketch.document, added(edits)))
    assert to_text(sketch.document) == before


def test_a_name_that_another_block_has_comes_back() -> None:
    sketch, model = chain()
    for key in ("conv2d-2", "conv2d-3"):
        sketch.document.apply(rename_block(sketch.document, key, "twice"))
    before = to_text(sketch.document)
    edits = make_composite(sketch.document, {"conv2d-3"}, "Block")
    sketch.document.apply(edits)
    assert not model.graph.blocks[added(edits)].name
    sketch.document.apply(expand_instance(sketch.document, added(edits)))
    assert to_text(sketch.document) == before


LARGE = ("densenet121", "resnext50-factored", "resnext50")
"""Networks of hundreds of layers, each expanded with a full check."""
NETWORKS = [
    pytest.param(path.stem, marks=[pytest.mark.slow] if path.stem in LARGE else [])
    for path in sorted(TEMPLATES.glob("*.netwright"))
]


@pytest.mark.parametrize("name", NETWORKS)
def test_an_expanded_network_is_the_same_network(name: str) -> None:
    document = read_project(TEMPLATES / f"{name}.netwright")
    sums, outputs = totals(document), len(model_outputs(document.model))
    before, history = to_text(document), History(document)
    while found := instances_of(document):
        history.do("expand", expand_instance(document, found[0]))

    assert sums is not None
    assert totals(document) == sums
    assert len(model_outputs(document.model)) == outputs
    while history.undo_label:
        history.undo()
    assert to_text(document) == before


def test_make_finds_ends_knobs_and_places() -> None:
    sketch, model = chain()
    ids = {"conv2d-2", "conv2d-3", "add-4"}
    for at, key in enumerate(sorted(model.graph.blocks)):
        model.graph.positions[key] = (10.0 * at, 100.0 * at)
    sums = totals(sketch.document)
    edits = make_composite(sketch.document, ids, "Block", promote=[("conv2d-3", "kernel_size")])
    sketch.document.apply(edits)
    made = sketch.document.graph("Block")
    block = model.graph.blocks[added(edits)]

    assert (block.id, block.type) == ("block-2", "Block")
    assert block.values == {"alpha": Expression("alpha")}
    assert [(meta.name, meta.value) for meta in made.metaparameters] == [
        ("alpha", 1.0),
        ("kernel_size", 3),
    ]
    assert made.metaparameters[0].parameter.help == "Width."
    kind = model.graph.kind(block.id)
    assert kind is not None
    assert (kind.inputs.names, kind.outputs) == (("input",), ("output",))
    assert made.positions["conv2d-3"] == (20.0, 200.0)
    assert model.graph.positions[block.id] == (10.0, 100.0)
    assert totals(sketch.document) == sums


def test_ports_have_telling_names() -> None:
    sketch, model = chain()
    edits = make_composite(sketch.document, {"add-4"}, "Sum")
    sketch.document.apply(edits)
    kind = model.graph.kind(added(edits))

    assert kind is not None
    assert kind.inputs.names == ("conv2d", "conv2d_2")


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        ((), "select the blocks"),
        (("input-1", "conv2d-2"), "Input stays outside"),
        (("conv2d-2", "add-4"), "come back through Conv2D"),
    ],
)
def test_what_cannot_be_a_composite_is_said_in_words(ids: tuple[str, ...], words: str) -> None:
    sketch, _ = chain()

    assert words in can_make(sketch.document, ids)
    with pytest.raises(EditError, match=words):
        make_composite(sketch.document, ids, "Block")


@pytest.mark.parametrize("name", ["", "Conv2D", "1st", "a b", "Taken"])
def test_a_composite_needs_a_free_name(name: str) -> None:
    sketch, _ = chain()
    sketch.graph("Taken")
    with pytest.raises(EditError):
        make_composite(sketch.document, {"add-4"}, name)


def test_promoted_parameters_have_the_limits_of_their_kind_and_free_names() -> None:
    sketch = Sketch()
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(8,))
    first = model.add("Dense", x, units=4, activation="relu")
    second = model.add("Dense", first, units=5)
    drop = model.add("Dropout", second, rate=0.25)
    before = to_text(sketch.document)
    wanted = [(first, "units"), (second, "units"), (drop, "rate"), (first, "activation")]
    edits = make_composite(sketch.document, {first, second, drop}, "Head", promote=wanted)
    sketch.document.apply(edits)
    metas = sketch.document.graph("Head").metaparameters

    assert [(meta.name, meta.value) for meta in metas] == [
        ("dense_units", 4),
        ("dense_units_2", 5),
        ("rate", 0.25),
        ("activation", "relu"),
    ]
    assert isinstance(metas[0].parameter, Integer)
    assert metas[0].parameter.minimum == 1
    assert isinstance(metas[3].parameter, Choice)
    sketch.document.apply(expand_instance(sketch.document, added(edits)))
    assert to_text(sketch.document) == before


def test_what_outputs_say_for_themselves_goes_in_and_out() -> None:
    sketch, model = chain()
    end = model.graph.sinks()[0]
    old = sketch.document.settings
    sketch.document.settings = old.with_output(f"{end}.output", loss_weight=0.5)
    before = to_text(sketch.document)
    edits = make_composite(sketch.document, {end}, "Head")
    sketch.document.apply(edits)
    key = f"{added(edits)}.output"

    assert sketch.document.settings.of_output(key, "loss_weight") == 0.5
    sketch.document.apply(rename_port(sketch.document, "Head", "out-8", "scores"))
    assert sketch.document.settings.of_output(f"{added(edits)}.scores", "loss_weight") == 0.5
    sketch.document.apply(expand_instance(sketch.document, added(edits)))
    assert to_text(sketch.document) == before


def repeated(structure: Structure, **values: Value) -> tuple[Sketch, Drawing, str]:
    """A repeated instance of a composite of two layers; a knob in the model."""
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 4), description="Two layers.")
    conv = part.add("Conv2D", part.add("In", name="input"), filters="=2 * filters", kernel_size=1)
    part.add("Out", part.add("ReLU", conv), name="output")
    model = sketch.graph(MODEL, whole("growth", 3))
    block_id = model.add("Part", model.add("Input", shape=(8, 8, 3)), structure=structure, **values)
    model.add("Conv2D", block_id, filters=2, kernel_size=1)
    return sketch, model, block_id


@pytest.mark.parametrize(
    ("structure", "values", "filters"),
    [
        (series(3), {"filters": "=growth * (i + 1)"}, ["2 * (growth * (0 + 1))"]),
        (series(2), {"filters": "=channels + 1"}, ["2 * (channels + 1)"] * 2),
        (series(2), {}, [8, 8]),
        (series(3, "channels < 6"), {"filters": "=channels"}, ["2 * channels"]),
        (series(0), {}, []),
        (parallel(2, "Add"), {"filters": 5}, [10, 10]),
        (parallel(2), {"filters": "=i + 1"}, [2, 4]),
        (when("channels > 5"), {}, []),
        (when("growth == 3"), {"filters": "=growth"}, ["2 * growth"]),
    ],
)
def test_repeats_are_unrolled_and_conditions_decided(
    structure: Structure, values: dict[str, Value], filters: list[object]
) -> None:
    sketch, model, block_id = repeated(structure, **values)
    sums = totals(sketch.document)
    sketch.document.apply(expand_instance(sketch.document, block_id))
    convs = [model.graph.blocks[key] for key in model.graph.order()][1:-1]
    found = [block.values["filters"] for block in convs if block.type == "Conv2D"]
    plain = [value.text if isinstance(value, Expression) else value for value in found]

    assert plain[: len(filters)] == filters
    assert totals(sketch.document) == sums
    assert "Part" in sketch.document.graphs, "somebody described it"


@pytest.mark.parametrize(
    ("structure", "words"),
    [
        (series("growth"), "differs between the instances of Outer"),
        (when("channels > 2"), "is not known: it differs"),
    ],
)
def test_what_differs_between_instances_cannot_be_unrolled(
    structure: Structure, words: str
) -> None:
    sketch, _, _ = repeated(series(2))
    outer = sketch.graph("Outer", whole("growth", 2))
    inner = outer.add("Part", outer.add("In", name="input"), structure=structure)
    outer.add("Out", inner, name="output")
    with pytest.raises(EditError, match=words):
        expand_instance(sketch.document, inner, "Outer")
    with pytest.raises(EditError, match="no composite"):
        expand_instance(sketch.document, "in-1", "Outer")


def test_a_size_is_a_number_where_another_comes_in_inside() -> None:
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 4))
    first = part.add("Conv2D", part.add("In", name="input"), filters=9, kernel_size=1)
    last = part.add("Conv2D", first, filters="=2 * filters", kernel_size=1)
    part.add("Out", last, name="output")
    model = sketch.graph(MODEL)
    block_id = model.add("Part", model.add("Input", shape=(8, 8, 3)), filters="=channels + 1")
    outer = sketch.graph("Outer")
    inner = outer.add("Part", outer.add("In", name="input"), filters="=channels + 1")
    sums = totals(sketch.document)
    with pytest.raises(EditError, match=r"filters = channels \+ 1 of Part depends on channels"):
        expand_instance(sketch.document, inner, "Outer")
    sketch.document.apply(expand_instance(sketch.document, block_id))

    assert [block.values.get("filters") for block in model.graph.blocks.values()] == [None, 9, 8]
    assert totals(sketch.document) == sums


def test_an_expansion_never_changes_the_outputs_of_the_model() -> None:
    sketch = Sketch()
    part = sketch.graph("Two")
    first = part.add("Dense", part.add("In", name="input"), units=3)
    part.add("Out", first, name="early")
    part.add("Out", part.add("Dense", first, units=2), name="late")
    model = sketch.graph(MODEL)
    block_id = model.add("Two", model.add("Input", shape=(4,)))
    with pytest.raises(EditError, match="other outputs"):
        expand_instance(sketch.document, block_id)


def test_independent_renamed_and_removed() -> None:
    sketch, model, block_id = repeated(series(2))
    document, history = sketch.document, History(sketch.document)
    before, sums = to_text(document), totals(document)
    history.do("copy", make_independent(document, block_id))
    assert model.graph.blocks[block_id].type == "Part_2"
    history.do("rename", rename_composite(document, "Part_2", "Layer"))
    assert model.graph.blocks[block_id].type == "Layer"
    assert document.graph("Layer").description == "Two layers."
    with pytest.raises(EditError, match="used in the model"):
        remove_composite(document, "Layer")
    history.do("remove", remove_composite(document, "Part"))
    assert sorted(document.graphs) == [MODEL, "Layer"]
    assert totals(document) == sums
    for _ in range(3):
        history.undo()
    assert to_text(document) == before


def test_metaparameters_are_renamed_everywhere_and_kept_where_used() -> None:
    sketch, model, block_id = repeated(series(2), filters=7)
    document, history = sketch.document, History(sketch.document)
    before = to_text(document)
    history.do("rename", rename_metaparameter(document, "Part", "filters", "width_of"))
    part = document.graph("Part")
    assert part.blocks["conv2d-2"].values["filters"] == Expression("2 * width_of")
    assert model.graph.blocks[block_id].values == {"width_of": 7}
    with pytest.raises(EditError, match=r"width_of is used by Conv2D in Part"):
        set_composite_metaparameters(document, "Part", ())
    for name in ("channels", "i", "max", "if", "a b", ""):
        with pytest.raises(EditError):
            rename_metaparameter(document, "Part", "width_of", name)
    history.undo()
    assert to_text(document) == before


def test_an_unused_metaparameter_goes_with_the_values_for_it() -> None:
    sketch, model, block_id = repeated(series(2), filters=7)
    document = sketch.document
    document.apply(set_values(document, "conv2d-2", "Part", filters=3))
    document.apply(set_composite_metaparameters(document, "Part", ()))
    assert model.graph.blocks[block_id].values == {}


def test_a_promoted_expression_is_passed_on_by_every_instance() -> None:
    sketch, model, block_id = repeated(series(2), filters="=growth + i")
    document, sums = sketch.document, totals(sketch.document)
    other = model.add("Part", block_id)
    sums = totals(document)
    document.apply(promote_parameter(document, "Part", "conv2d-2", "filters", "maps"))

    assert document.graph("Part").environment()["maps"] == 8
    assert model.graph.blocks[block_id].values["maps"] == Expression("2 * (growth + i)")
    assert "maps" not in model.graph.blocks[other].values
    assert totals(document) == sums


def test_ports_are_renamed_with_the_wires_of_instances() -> None:
    sketch, model, block_id = repeated(series(2))
    document, sums = sketch.document, totals(sketch.document)
    document.apply(rename_port(document, "Part", "in-1", "image"))
    document.apply(rename_port(document, "Part", "out-4", "maps"))

    assert model.graph.incoming(block_id)[0].target_port == "image"
    assert model.graph.outgoing(block_id)[0].source_port == "maps"
    assert totals(document) == sums
    for name in ("filters", "1", "class", ""):
        with pytest.raises(EditError):
            rename_port(document, "Part", "in-1", name)


def test_structure_and_description_are_set() -> None:
    sketch, model, block_id = repeated(series(2))
    document = sketch.document
    document.apply(set_structure(document, block_id, Structure(merge="Add")))
    assert model.graph.blocks[block_id].structure is None
    assert set_structure(document, block_id, None) == []
    with pytest.raises(EditError, match="cannot be repeated"):
        set_structure(document, "input-1", series(2))
    document.apply(set_description(document, "Part", " One\nsentence. "))
    assert document.graph("Part").description == "One sentence."


@pytest.mark.parametrize("name", ["Dense", "In"])
def test_a_file_with_a_composite_named_like_a_block_is_not_lost(name: str) -> None:
    sketch, _, _ = repeated(series(2))
    text = to_text(sketch.document).replace('"Part"', f'"{name}"')
    again = from_text(text)

    assert f"{name}_2" in again.graphs
    assert name not in again.graphs
    assert totals(again) == totals(sketch.document)
    assert to_text(from_text(to_text(again))) == to_text(again)


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("n", {"n": 3}, 3),
        ("2 * n", {"n": Expression("a + b")}, Expression("2 * (a + b)")),
        ("max(n, 2)", {"n": Expression("a + b")}, Expression("max(a + b, 2)")),
        ("n ** 2", {"n": -3}, 9),
        ("m - n", {"n": -3}, Expression("m - (-3)")),
        ("n  if m else 1", {"m": Expression("m")}, Expression("n  if m else 1")),
        ("1 / n", {"n": 0}, Expression("1 / 0")),
        ("max + max(1, max)", {"max": 4}, 8),
        ("n", {"n": "same"}, "same"),
        ("n == 'same'", {"n": "same"}, True),
        ("m", {"n": 1}, Expression("m")),
    ],
)
def test_names_are_replaced_as_text(text: str, given: dict[str, Value], expected: Value) -> None:
    assert substitute(Expression(text), given) == expected


def test_an_expression_that_would_be_too_long_is_refused() -> None:
    long = Expression(" + ".join(["a"] * 50))
    with pytest.raises(EditError):
        substitute(Expression("n * n * n"), {"n": long})
