"""Composites between documents: adopted once, named apart where they differ, taken back without a trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from blocks.check.checker import Checker
from blocks.commands.blocks import set_metaparameter, set_metaparameters
from blocks.commands.clipboard import copy_text, paste
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddGraph, Edit, RemoveBlock, RemoveWire, inverse
from blocks.document.history import History
from blocks.errors import EditError, FileError
from blocks.files.library import (
    BUNDLED,
    adopt_all,
    adopt_edits,
    composite_document,
    is_library_file,
    items,
    main_composites,
    parts_of,
    title_of,
)
from blocks.files.project_file import from_text, read_project, to_text, write_project
from blocks.graph.graph import MODEL, Block
from tests.blocks.composites import Sketch
from tests.blocks.networks import densenet121, resnet50, resnext50, whole
from tests.blocks.random_composites import composite_documents

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


def stem(units: int = 4, name: str = "Stem") -> Document:
    """A document with a composite of one layer, and a ``Tower`` that uses it."""
    sketch = Sketch()
    part = sketch.graph(name, whole("units", units), description="One layer.")
    part.add("Out", part.add("Dense", part.add("In", name="input"), units="=units"), name="output")
    tower = sketch.graph("Tower")
    tower.add("Out", tower.add(name, tower.add("In", name="input")), name="output")
    return sketch.document


@given(composite_documents(), composite_documents(), st.data())
def test_adopted_twice_is_adopted_once_and_undone_is_as_before(
    document: Document, source: Document, data: st.DataObject
) -> None:
    names = sorted(source.graphs.keys() - {MODEL})
    name = data.draw(st.sampled_from(names))
    before = to_text(document)
    adopted, edits = adopt_edits(document, source, name)
    history = History(document)
    history.do("adopt", edits)

    assert adopt_edits(document, source, name) == (adopted, [])
    assert from_text(to_text(document)).graphs.keys() == document.graphs.keys()
    after = to_text(document)
    if edits:
        history.undo()
    assert to_text(document) == before
    history.redo()
    assert to_text(document) == after
    document.apply(inverse(edits))
    assert to_text(document) == before


@given(composite_documents())
def test_a_composite_means_the_same_where_it_was_adopted(source: Document) -> None:
    """Every definition of a document, brought into an empty one, and its model's blocks pasted there."""
    document = Document()
    document.apply(set_metaparameters(document, source.model.metaparameters))
    text = copy_text(source, source.model.blocks)
    _, edits = paste(document, text, (0.0, 0.0))
    document.apply(edits)
    old, new = Checker(source), Checker(document)
    assert new.totals() == old.totals()
    assert [new.results[key].outputs for key in document.model.order()] == [
        old.results[key].outputs for key in source.model.order()
    ]


@pytest.mark.parametrize("network", [resnet50, densenet121, resnext50])
def test_a_library_file_holds_a_composite_and_its_parts(
    network: Callable[[], Document], tmp_path: Path
) -> None:
    source = network()
    for name in source.graphs.keys() - {MODEL}:
        made = composite_document(source, name)
        assert is_library_file(made)
        assert main_composites(made) == [name]
        path = tmp_path / f"{name}.netwright"
        write_project(made, path)
        target = Document()
        adopted, edits = adopt_edits(target, read_project(path), name)
        target.apply(edits)
        assert adopted == name
        assert list(target.graphs) == [MODEL, *parts_of(source, [name])]
        for part in parts_of(source, [name]):
            assert target.graph(part).positions == source.graph(part).positions
        # The check of the source is as right with the copy: both are the same definition.
        assert adopt_edits(source, target, name) == (name, [])
    found = items(tmp_path)
    assert [item.name for item in found] == sorted(source.graphs.keys() - {MODEL}, key=str.lower)
    assert not any(item.problem for item in found)


def test_another_definition_of_the_same_name_gets_a_new_name_with_its_users() -> None:
    document = stem(4)
    name, edits = adopt_edits(document, stem(9), "Tower")
    document.apply(edits)

    assert name == "Tower2"
    assert sorted(document.graphs) == ["", "Stem", "Stem2", "Tower", "Tower2"]
    assert [block.type for block in document.graph("Tower2").blocks.values()][1] == "Stem2"
    assert document.graph("Stem2").environment() == {"units": 9}
    assert document.graph("Stem").environment() == {"units": 4}


def test_where_it_lies_and_how_it_is_described_makes_no_other_composite() -> None:
    document, source = stem(), stem()
    source.graph("Stem").positions["in-1"] = (5.0, 5.0)
    source.graph("Stem").set_description("Said otherwise.")
    assert adopt_edits(document, source, "Tower") == ("Tower", [])


def test_a_name_that_ends_in_a_digit_is_not_counted_on() -> None:
    document = stem(4, "InceptionV1")
    names, _ = adopt_all(document, stem(5, "InceptionV1"), ["InceptionV1"])
    assert names == {"InceptionV1": "InceptionV1_2"}


def test_two_parts_never_take_one_name() -> None:
    source = stem(9)
    other = stem(7, "Stem2")
    source.apply(adopt_edits(source, other, "Stem2")[1])
    document = stem(4)
    names, edits = adopt_all(document, source, ["Stem", "Stem2"])
    document.apply(edits)
    assert len(set(names.values())) == 2
    assert [document.graph(names[name]).environment()["units"] for name in ("Stem", "Stem2")] == [
        9,
        7,
    ]
    assert adopt_all(document, source, ["Stem", "Stem2"]) == (names, [])


def test_what_uses_an_unknown_block_is_refused() -> None:
    document = Document()
    document.apply([AddGraph("Odd"), AddBlock("Odd", Block("x-1", "FromTheFuture"), (0.0, 0.0))])
    with pytest.raises(EditError, match="Odd uses the block FromTheFuture"):
        adopt_edits(Document(), document, "Odd")
    with pytest.raises(EditError, match="FromTheFuture"):
        composite_document(document, "Odd")


def test_a_bomb_of_definitions_is_read_in_bounded_time() -> None:
    """Each composite uses the two before it twice: 2 ** 18 ways through the last one, and twenty definitions."""
    sketch = Sketch()
    names: list[str] = []
    for number in range(18):
        part = sketch.graph(f"P{number}")
        end = part.add("In", name="input")
        for inner in names[-2:] * 2:
            end = part.add(inner, end)
        part.add("Out", end, name="output")
        names.append(part.name)
    assert parts_of(sketch.document, [names[-1]]) == names
    _, edits = adopt_edits(Document(), sketch.document, names[-1])
    assert sum(isinstance(edit, AddGraph) for edit in edits) == 18


def test_a_composite_can_be_saved_under_another_name() -> None:
    made = composite_document(stem(), "Tower", "HighTower")
    assert sorted(made.graphs) == ["", "HighTower", "Stem"]
    assert made.settings.title == "High tower"
    with pytest.raises(EditError, match="already"):
        composite_document(stem(), "Tower", "Stem")


def test_titles_are_words() -> None:
    known = {
        "BottleneckBlock": "Bottleneck block",
        "InceptionV4Stem": "Inception V4 stem",
        "VGGBlock": "VGG block",
        "x": "X",
    }
    assert {name: title_of(name) for name in known} == known


def test_a_broken_file_is_an_item_that_says_why(tmp_path: Path) -> None:
    hostile = {
        "Broken": "{",
        "Other": json.dumps({"format": "something"}),
        "Empty": to_text(Document()),
        "Round": to_text(stem()).replace('"type": "Stem"', '"type": "Tower"'),
        "Deep": "[" * 5000,
    }
    for name, text in hostile.items():
        (tmp_path / f"{name}.netwright").write_text(text)
    (tmp_path / "Folder.netwright").mkdir()
    (tmp_path / "read me.txt").write_text("no composite")
    found = {item.name: item.problem for item in items(tmp_path)}
    assert found.keys() == {*hostile, "Folder"}
    assert all(found.values())
    assert "contain itself" in found["Round"]
    assert found["Empty"] == "it holds no composite"
    assert items(tmp_path / "nowhere") == []


def test_a_file_is_about_what_it_is_named_after_or_what_nothing_else_uses() -> None:
    assert main_composites(stem(), "Stem") == ["Stem"]
    assert main_composites(stem(), "anything") == ["Tower"]
    assert not is_library_file(resnet50())
    with pytest.raises(FileError):
        main_composites(Document())


def test_the_bundled_library_is_whole() -> None:
    for item in items(BUNDLED):
        assert not item.problem
        assert item.description
        assert item.path.stem == item.name
        document = read_project(item.path)
        assert is_library_file(document)
        assert set(document.graphs) == {MODEL, *parts_of(document, [item.name])}


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.glob("*.netwright")), ids=lambda path: path.stem
)
def test_the_library_adds_nothing_to_a_template_that_uses_it(template: Path) -> None:
    document = read_project(template)
    for item in items(BUNDLED):
        if item.name in document.graphs:
            assert adopt_edits(document, read_project(item.path), item.name) == (item.name, [])


# ------------------------------------------------------------ copy and paste


def instance(document: Document, name: str = "Tower") -> str:
    """Put an instance into the model."""
    block = Block(document.model.fresh_id(name), name)
    document.apply([AddBlock(MODEL, block, (0.0, 0.0))])
    return block.id


def test_a_pasted_composite_brings_its_definition() -> None:
    source, document = stem(), Document()
    text = copy_text(source, [instance(source)])
    before = to_text(document)
    ids, edits = paste(document, text)
    history = History(document)
    history.do("paste", edits)
    assert document.model.blocks[ids[0]].type == "Tower"
    assert {"Stem", "Tower"} < document.graphs.keys()
    _, again = paste(document, text)
    assert not any(isinstance(edit, AddGraph) for edit in again)
    history.undo()
    assert to_text(document) == before


def test_a_pasted_composite_that_differs_gets_a_name_of_its_own() -> None:
    source, document = stem(9), stem(4)
    ids, edits = paste(document, copy_text(source, [instance(source)]))
    document.apply(edits)
    assert document.model.blocks[ids[0]].type == "Tower2"
    assert ids[0].startswith("tower2-")


def test_within_one_project_a_copy_stays_linked() -> None:
    document = stem(4)
    text = copy_text(document, [instance(document)])
    document.apply(set_metaparameter(document, "units", 5, "Stem"))
    ids, edits = paste(document, text)
    document.apply(edits)
    assert document.model.blocks[ids[0]].type == "Tower"
    assert sorted(document.graphs) == ["", "Stem", "Tower"]


def test_a_composite_pasted_into_itself_is_refused() -> None:
    document = stem(4)
    text = copy_text(document, [instance(document)])
    _, edits = paste(document, text, graph="Tower")
    with pytest.raises(EditError, match="contain itself"):
        document.apply(edits)


def test_a_hostile_clipboard_is_refused_in_words() -> None:
    source = stem()
    data = json.loads(copy_text(source, [instance(source)]))
    bad: list[object] = [7, {"format": "x"}, {**data["composites"], "min_reader": 99}, []]
    for composites in bad:
        with pytest.raises(FileError):
            paste(Document(), json.dumps({**data, "composites": composites}))


def test_a_changed_port_is_told() -> None:
    """The wire of the copy ends at a port that the definition no longer has."""
    sketch = Sketch()
    part = sketch.graph("Part")
    part.add("Out", part.add("ReLU", part.add("In", name="input")), name="output")
    model = sketch.graph(MODEL)
    block = model.add("Part", model.add("Input", shape=(4,)))
    document = sketch.document
    text = copy_text(document, document.model.blocks)
    edits: list[Edit] = [RemoveWire(MODEL, wire) for wire in document.model.incoming(block)]
    document.apply(edits)
    wire = next(iter(part.graph.incoming("relu-2")))
    end = part.graph.blocks["in-1"]
    document.apply([RemoveWire("Part", wire)])
    document.apply([RemoveBlock("Part", end, part.graph.positions["in-1"])])
    with pytest.raises(FileError, match="port"):
        paste(document, text)
