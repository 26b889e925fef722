"""Names of a file's layers stay with their layers: inside composites, when one is expanded, made, changed or undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.imports.importing import import_document
from app.project.project import Project
from blocks.check.layer_paths import names_in_order, note_source
from blocks.commands.blocks import remove_blocks, set_values
from blocks.commands.clipboard import copy_text, paste
from blocks.commands.composites import expand_instance, make_composite, set_structure
from blocks.commands.composites.unfolding import unfold_all
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, RemoveWire
from blocks.files.project_file import from_text, to_text
from blocks.graph.graph import MODEL, Block, Wire
from blocks.graph.structure import Structure
from blocks.values.values import Expression
from exporters.layer_places import places_of
from tests.blocks.composites import Sketch
from tests.exporters.name_keeper import named_places
from tests.importers.keras_json.configs import residual_network, text


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A residual network whose blocks were folded, with the names of the file's layers."""
    path = tmp_path / "net.json"
    path.write_bytes(text(residual_network({8: 3, 16: 3})))
    (tmp_path / "net.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(40))
    document, _ = import_document(path, weights=True, beside=tmp_path)
    return Project(document)


def flows(document: Document) -> dict[str, str]:
    """Return what every named layer computes; layers that have no name are left out."""
    found = named_places(document)
    assert found is not None
    names = {name: place.flow for place, name in found}
    assert len(names) == len(found)
    return names


def test_every_layer_of_an_import_has_its_name(project: Project) -> None:
    places = places_of(project.document)
    assert places is not None
    assert len(flows(project.document)) == len(places) == 36 - 1


@pytest.mark.parametrize("way", ["one", "all"])
def test_names_go_with_what_is_expanded(project: Project, way: str) -> None:
    document = project.document
    before, wanted = to_text(document), flows(document)
    graph = document.model
    composites = [key for key in graph.order() if graph.blocks[key].type in document.graphs]
    assert composites
    for key in composites if way == "one" else ():
        project.do("x", expand_instance(document, key))
        assert flows(document) == wanted
    if way == "all":
        project.do("x", unfold_all(document))
        assert flows(document) == wanted
        assert all(len(names) == 1 for names in names_in_order(document).values())
    while project.history.undo_label:
        project.history.undo()
    assert to_text(document) == before


def test_names_go_into_a_composite_and_out_again(project: Project) -> None:
    document = project.document
    wanted, before = flows(document), to_text(document)
    project.do("x", unfold_all(document))
    flat = to_text(document)
    ids = document.model.order()
    project.do("x", make_composite(document, ids[2:9], "Part"))
    assert flows(document) == wanted
    (part,) = [key for key, each in document.model.blocks.items() if each.type == "Part"]
    assert len(names_in_order(document)[part]) == 7
    assert not any(block.layers for block in document.graph("Part").blocks.values())
    project.do("x", expand_instance(document, part))
    assert flows(document) == wanted
    project.history.undo()
    project.history.undo()
    assert to_text(document) == flat
    project.history.undo()
    assert to_text(document) == before


def inner(document: Document) -> tuple[str, str]:
    """Return a composite and a block in it that stands in a chain."""
    for name, graph in document.graphs.items():
        for key, block in graph.blocks.items():
            if name and block.type == "Conv2D" and len(graph.incoming(key)) == 1:
                return name, key
    raise AssertionError


def test_a_layer_that_is_put_into_a_composite_moves_no_name(project: Project) -> None:
    document = project.document
    wanted = {name: place.path for place, name in named_places(document) or ()}
    name, key = inner(document)
    graph = document.graph(name)
    (wire,) = graph.incoming(key)
    new = Block(graph.fresh_id("Dropout", set(graph.blocks)), "Dropout", {"rate": 0.5})
    edits: list[Edit] = [
        RemoveWire(name, wire),
        AddBlock(name, new, (0.0, 0.0)),
        AddWire(name, Wire(wire.source, wire.source_port, new.id, "input")),
        AddWire(name, Wire(new.id, "output", key, wire.target_port)),
    ]
    project.do("x", edits)
    assert {name: place.path for place, name in named_places(document) or ()} == wanted
    # Step by step, with a model between that cannot be built, it comes to the same.
    project.history.undo()
    for edit in edits:
        project.do("x", [edit])
    assert {name: place.path for place, name in named_places(document) or ()} == wanted


def test_a_repeat_that_grows_keeps_the_names_of_its_first_turns(project: Project) -> None:
    document = project.document
    wanted = {name: place.path for place, name in named_places(document) or ()}
    graph = document.model
    key = next(each for each, block in graph.blocks.items() if block.structure is not None)
    series = graph.blocks[key].structure.series  # type: ignore[union-attr]
    assert isinstance(series, int)
    project.do("x", set_structure(document, key, Structure(series=series + 1), MODEL))
    found = {name: place.path for place, name in named_places(document) or ()}
    assert found == wanted
    places = places_of(document)
    assert places is not None
    assert len(places) > len(found)
    project.history.undo()
    project.do("x", set_structure(document, key, Structure(series=series - 1), MODEL))
    fewer = {name: place.path for place, name in named_places(document) or ()}
    assert fewer.items() < wanted.items()


def test_a_copy_keeps_its_names_and_a_new_block_has_none(project: Project) -> None:
    document = project.document
    last = document.model.order()[-1]
    names = names_in_order(document)[last]
    copy = Block("dense-99", "Dense", document.model.blocks[last].values)
    project.do("x", [AddBlock(MODEL, copy, (0.0, 0.0))])
    assert "dense-99" not in names_in_order(document)
    project.history.undo()
    project.do("x", remove_blocks(document, [last]))
    assert last not in names_in_order(document)
    project.history.undo()
    assert names_in_order(document)[last] == names


def test_a_pasted_composite_keeps_its_names_and_one_in_a_composite_has_none(
    project: Project,
) -> None:
    document = project.document
    key = next(each for each, block in document.model.blocks.items() if len(block.layers) > 1)
    text = copy_text(document, [key])
    (new,), edits = paste(document, text)
    project.do("x", edits)
    assert names_in_order(document)[new] == names_in_order(document)[key]
    inside, _ = inner(document)
    layer = next(each for each, block in document.model.blocks.items() if block.type == "Conv2D")
    assert document.model.blocks[layer].layers
    (new,), edits = paste(document, copy_text(document, [layer]), graph=inside)
    project.do("x", edits)
    assert not document.graph(inside).blocks[new].layers


def test_a_new_block_inside_a_composite_has_no_name_of_one_that_has_gone(project: Project) -> None:
    document = project.document
    name, key = inner(document)
    before, gone = names_in_order(document), document.graph(name).blocks[key]
    project.do("x", remove_blocks(document, [key], name))
    project.do("x", [AddBlock(name, gone, (0.0, 0.0))])
    users = [each for each in document.model.blocks.values() if each.type == name]
    assert users
    assert all(step[0] != key for each in users for path in each.layers for step in path)
    project.history.undo()
    project.history.undo()
    assert names_in_order(document) == before


def test_a_condition_that_changes_elsewhere_moves_no_name() -> None:
    """Which layers are there may follow from the shape that comes in, so from any block before."""
    sketch = Sketch()
    part = sketch.graph("Part")
    start = part.add("In", name="input")
    wider = part.add(
        "Conv2D",
        start,
        filters=8,
        kernel_size=1,
        structure=Structure(when=Expression("channels != 8")),
    )
    part.add("Out", part.add("BatchNormalization", wider), name="output")
    model = sketch.graph(MODEL)
    first = model.add("Conv2D", model.add("Input", shape=(4, 4, 3)), filters=4, kernel_size=1)
    instance = model.add("Part", first)
    document = sketch.document
    note_source(document, "net.h5", "0" * 64, {first: ["stem"], instance: ["wider", "norm"]})
    project = Project(document)
    project.do("x", set_values(document, first, filters=8))
    assert names_in_order(document)[instance] == ["norm"]
    assert names_in_order(from_text(to_text(document)))[instance] == ["norm"]
    project.do("x", set_values(document, first, filters=16))
    assert names_in_order(document)[instance] == ["wider", "norm"]


def test_names_outlive_a_file_that_is_written_while_a_composite_is_unfinished(
    project: Project,
) -> None:
    document = project.document
    wanted = flows(document)
    name, key = inner(document)
    (wire,) = document.graph(name).incoming(key)
    project.do("x", [RemoveWire(name, wire)])
    again = Project(from_text(to_text(document)))
    assert to_text(again.document) == to_text(document)
    again.do("x", [AddWire(name, wire)])
    assert flows(again.document) == wanted


def test_names_that_mean_nothing_are_written_as_they_were(project: Project) -> None:
    data = json.loads(to_text(project.document))
    for block in data["model"]["blocks"]:
        if "weights" in block:
            block["weights"] += ["surplus", "more"]
    document = from_text(json.dumps(data))
    assert not any(block.layers for block in document.model.blocks.values())
    assert json.loads(to_text(document)) == data
