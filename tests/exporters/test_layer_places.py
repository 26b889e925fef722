"""Names of a file's layers stay with their layers: inside composites, when one is expanded, made, changed or undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.imports.importing import import_document
from app.project.project import Project
from blocks.commands.blocks import remove_blocks, set_values
from blocks.commands.composites import expand_instance, make_composite, set_structure
from blocks.commands.composites.unfolding import unfold_all
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, RemoveWire
from blocks.document.weights_source import layers_of, note_source
from blocks.files.project_file import to_text
from blocks.graph.graph import MODEL, Block, Wire
from blocks.graph.structure import Structure
from exporters.layer_places import named_places, places_of
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
        assert all(len(layers_of(block)) == 1 for block in graph.blocks.values())
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
    assert len(layers_of(document.model.blocks[part])) == 7
    assert not any(layers_of(block) for block in document.graph("Part").blocks.values())
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
    names = layers_of(document.model.blocks[last])
    copy = Block("dense-99", "Dense", document.model.blocks[last].values)
    project.do("x", [AddBlock(MODEL, copy, (0.0, 0.0))])
    assert layers_of(document.model.blocks["dense-99"]) == ()
    project.history.undo()
    project.do("x", remove_blocks(document, [last]))
    assert names
    project.history.undo()
    assert layers_of(document.model.blocks[last]) == names


def test_projects_without_weights_pay_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exporters import layer_places

    document = project.document
    document.extra.clear()
    monkeypatch.setattr(layer_places, "places_of", lambda document: 1 / 0)
    project.do("x", unfold_all(document))
    project.history.undo()
    note_source(document, "net.h5", "0" * 64, {})
    project.do("x", set_values(document, document.model.order()[-1], units=3))
