"""Composites from the library: definition and instance come as one step, by drop, by search, into a wire."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from blocks.files.library import composite_document
from blocks.files.library_index import LIBRARY, MINE, LibraryIndex
from blocks.files.project_file import to_text, write_project
from blocks.graph.graph import MODEL, Wire
from canvas.gestures.drop import MIME
from canvas.view.view import GraphView
from tests.blocks.composites import Sketch
from tests.blocks.networks import whole
from tests.canvas.conftest import Open
from tests.canvas.graphs import chain

pytestmark = pytest.mark.window


def put_in_library(folder: Path, units: int = 4) -> LibraryIndex:
    """A library with ``Tower`` in it, which uses ``Stem``."""
    sketch = Sketch()
    stem = sketch.graph("Stem", whole("units", units))
    stem.add("Out", stem.add("Dense", stem.add("In", name="input"), units="=units"), name="output")
    tower = sketch.graph("Tower", whole("width", 3), description="A tower of one floor.")
    tower.add(
        "Out", tower.add("Stem", tower.add("In", name="input"), units="=width"), name="output"
    )
    folder.mkdir(exist_ok=True)
    write_project(composite_document(sketch.document, "Tower"), folder / "Tower.netwright")
    (folder / "Broken.netwright").write_text("{")
    return LibraryIndex({LIBRARY: folder, MINE: folder / "nowhere"})


def drop(view: GraphView, name: str, at: QPoint) -> None:
    """Let go of what the palette drags."""
    data = QMimeData()
    data.setData(MIME, name.encode())
    for kind in (QDragEnterEvent, QDropEvent):
        place = QPointF(at) if kind is QDropEvent else at
        event = kind(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # type: ignore[arg-type]  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)


def test_a_drop_adds_definition_and_instance_as_one_step(open_canvas: Open, tmp_path: Path) -> None:
    model, _ = chain("Input", "Dense")
    view = open_canvas(model).view
    view.editor.library_index = put_in_library(tmp_path)
    before = to_text(model.document)
    drop(view, "Library/Tower", QPoint(700, 500))
    assert {"Stem", "Tower"} < model.document.graphs.keys()
    (made,) = view.selected_ids()
    assert model.document.model.blocks[made].type == "Tower"
    view.history.undo()
    assert to_text(model.document) == before
    view.history.redo()
    drop(view, "Library/Tower", QPoint(200, 500))
    assert sorted(model.document.graphs) == ["", "Stem", "Tower"]


def test_a_drop_on_a_wire_puts_it_in_between(open_canvas: Open, tmp_path: Path) -> None:
    model, ids = chain("Input", "Dense")
    view = open_canvas(model).view
    view.editor.library_index = put_in_library(tmp_path)
    (wire,) = model.document.model.wires()
    made = view.editor.insert("Library/Tower", wire, (0.0, 0.0))
    assert set(model.document.model.wires()) == {
        Wire(ids[0], "output", made, "input"),
        Wire(made, "output", ids[1], "input"),
    }


def test_it_is_wired_behind_the_selected_block(open_canvas: Open, tmp_path: Path) -> None:
    model, ids = chain("Input")
    view = open_canvas(model).view
    view.editor.library_index = put_in_library(tmp_path)
    view.select(ids)
    made = view.adding.add_block("Library/Tower")
    assert Wire(ids[0], "output", made, "input") in set(model.document.model.wires())
    assert view.history.undo_label == "add Tower"


def test_what_differs_from_the_projects_own_gets_another_name(
    open_canvas: Open, tmp_path: Path
) -> None:
    model, _ = chain("Input")
    view = open_canvas(model).view
    view.editor.library_index = put_in_library(tmp_path / "a", 4)
    view.adding.add_block("Library/Tower")
    view.editor.library_index = put_in_library(tmp_path / "b", 9)
    made = view.adding.add_block("Library/Tower")
    assert model.document.model.blocks[made].type == "Tower2"


def test_the_search_finds_them(open_canvas: Open, tmp_path: Path) -> None:
    model, _ = chain("Input")
    view = open_canvas(model).view
    view.editor.library_index = put_in_library(tmp_path)
    popup = view.adding.open_search()
    QTest.keyClicks(popup.field, "tower 7")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    (made,) = view.selected_ids()
    assert model.document.model.blocks[made].values == {"width": 7}
    # Now it belongs to the project, and is offered once; so is the composite that it is made of.
    names = [name for name, _ in view.editor.addable_types()]
    assert [name for name in names if name.endswith(("Tower", "Stem"))] == ["Stem", "Tower"]


def test_inside_a_composite_nothing_is_offered_that_would_contain_itself(
    open_canvas: Open, tmp_path: Path
) -> None:
    model, _ = chain("Input")
    view = open_canvas(model).view
    view.editor.library_index = put_in_library(tmp_path)
    view.adding.add_block("Library/Tower")
    view.editor.graph_name = "Stem"
    names = [name for name, _ in view.editor.addable_types()]
    assert "In" in names
    assert not {"Stem", "Tower", "Library/Tower"} & set(names)
    view.editor.graph_name = MODEL


def test_what_cannot_be_used_is_refused_in_words(open_canvas: Open, tmp_path: Path) -> None:
    model, _ = chain("Input")
    view = open_canvas(model).view
    view.editor.library_index = put_in_library(tmp_path)
    said: list[str] = []
    view.signals.message.connect(said.append)
    assert not view.adding.add_block("Library/Broken")
    assert not view.adding.add_block("Library/Gone")
    assert not view.adding.add_block("Nothing")
    drop(view, "Library/Broken", QPoint(300, 300))
    assert said[0].startswith("Broken cannot be added: the file is not JSON")
    assert said[1:] == ["there is no block type Library/Gone", "there is no block type Nothing"]
