"""Composites in the window: palette, one's own library, import and export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.cli import main
from app.composites.library_folders import own_folder
from app.palette.palette import IN_PROJECT
from app.templates.catalog import FOLDER
from app.window.window import MainWindow
from blocks.files.library import BUNDLED, composite_document, items
from blocks.files.library_index import LIBRARY, MINE
from blocks.files.project_file import read_project, to_text, write_project
from tests.app.conftest import OpenWindow
from tests.blocks.networks import resnet50

pytestmark = pytest.mark.window


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window whose own library is empty."""
    monkeypatch.setattr("app.composites.library_folders.own_folder", lambda: tmp_path / "mine")
    made = open_window(FOLDER / "iris-multiclass.netwright")
    made.library.sections.load_now()
    return made


def own(window: MainWindow) -> Path:
    return window.library_index.folders[MINE]


def test_the_palette_has_the_bundled_composites_with_words(window: MainWindow) -> None:
    palette = window.palette_panel
    assert palette.keys(LIBRARY) == [f"Library/{item.name}" for item in items(BUNDLED)]
    assert palette.keys(IN_PROJECT) == palette.keys(MINE) == []
    palette.reveal("Library/BottleneckBlock")
    row = palette.tree.currentItem()
    assert row is not None
    assert row.text(0) == "BottleneckBlock"
    assert "shortcut" in row.toolTip(0)


def test_a_wrapper_has_one_row_until_its_layers_are_looked_for(window: MainWindow) -> None:
    palette = window.palette_panel

    def rows() -> list[str]:
        return [each for each in palette.visible_types() if each.startswith("Bidirectional")]

    assert rows() == ["Bidirectional(LSTM)"]
    QTest.keyClicks(palette.filter, "bidirectional gru")
    assert rows() == ["Bidirectional(GRU)"]
    palette.filter.clear()
    assert rows() == ["Bidirectional(LSTM)"]


def test_the_filter_finds_composites_and_enter_takes_the_best(window: MainWindow) -> None:
    palette = window.palette_panel
    QTest.keyClicks(palette.filter, "bottleneck block")
    assert "Library/BottleneckBlock" in palette.visible_types()
    palette.filter.clear()
    QTest.keyClicks(palette.filter, "dense")
    assert {"Dense", "Library/DenseBlock"} <= set(palette.visible_types())
    count = len(window.project.document.model.blocks)
    QTest.keyClick(palette.filter, Qt.Key.Key_Return)
    assert len(window.project.document.model.blocks) == count + 1
    (made,) = window.canvas.selected_ids()
    assert window.project.document.model.blocks[made].type == "Dense"
    palette.filter.clear()
    assert "Library/DenseBlock" in palette.visible_types()


def test_a_composite_of_the_library_is_added_as_one_step(window: MainWindow) -> None:
    document, palette = window.project.document, window.palette_panel
    before = to_text(document)
    palette.reveal("Library/DenseBlock")
    palette.tree.setFocus()
    QTest.keyClick(palette.tree, Qt.Key.Key_Return)
    assert {"DenseBlock", "DenseLayer"} <= set(palette.keys(IN_PROJECT)) < document.graphs.keys()
    window.undo()
    assert to_text(document) == before
    assert palette.keys(IN_PROJECT) == []


def test_a_composite_is_saved_and_comes_back_in_another_project(window: MainWindow) -> None:
    window.canvas.select([])
    block = window.canvas.adding.add_block("Library/VGGBlock")
    window.canvas.select([block])
    window.actions_of["composite.save"].trigger()
    assert [item.name for item in items(own(window))] == ["VGGBlock"]
    assert window.palette_panel.keys(MINE) == ["My library/VGGBlock"]
    from app.project.project import Project

    window.put_project(Project())
    assert window.palette_panel.keys(IN_PROJECT) == []
    window.canvas.adding.add_block("My library/VGGBlock")
    assert window.palette_panel.keys(IN_PROJECT) == ["VGGBlock"]


def test_saving_over_another_asks(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    document = resnet50()
    library, asked = window.library, []

    def answer(name: str) -> bool:
        asked.append(name)
        return len(asked) > 1

    monkeypatch.setattr(library, "ask_replace", answer)
    library.save("Group", document)
    library.save("Group", document)  # equal: nothing to ask
    assert asked == []
    changed = resnet50()
    changed.graph("Group").set_description("Another one.")
    first = (own(window) / "Group.netwright").read_text()
    library.save("Group", changed)
    assert asked == ["Group"]
    assert (own(window) / "Group.netwright").read_text() == first
    library.save("Group", changed)
    assert "Another one." in (own(window) / "Group.netwright").read_text()


def test_export_and_import(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a file of mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.library.export("Group", resnet50())
    path = path.with_suffix(".netwright")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    document = window.project.document
    before = to_text(document)
    window.actions_of["composite.import"].trigger()
    assert sorted(document.graphs) == ["", "Bottleneck", "Group", "Projection"]
    assert window.project.history.undo_label == "import Group"
    window.undo()
    assert to_text(document) == before


def test_a_dropped_composite_is_imported_and_a_dropped_project_opened(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "Bottleneck.netwright"
    write_project(composite_document(resnet50(), "Bottleneck"), path)
    title = window.project.title
    window.take_file(path)
    assert window.project.title == title
    assert "Bottleneck" in window.project.document.graphs
    window.take_file(path)  # it is there already
    assert len(window.project.document.graphs) == 3
    window.undo()
    window.take_file(FOLDER / "digits-cnn.netwright")
    assert window.project.title == "Digits CNN"


def test_a_broken_file_is_refused_in_words(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "broken.netwright"
    path.write_text('{"format": "netwright project", "version": 1, "composites": {"A b": {}}}')
    before = to_text(window.project.document)
    window.library.import_path(path)
    assert "'A b' is no proper name" in window.centre.notices.text("refused")
    window.library.import_path(FOLDER / "iris-multiclass.netwright")
    assert "it holds no composite" in window.centre.notices.text("refused")
    assert to_text(window.project.document) == before


def test_one_is_renamed_and_removed(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    library = window.library
    library.save("Group", resnet50())
    monkeypatch.setattr(library, "ask_name", lambda _: "Stage")
    rows = dict(library.rows(MINE, "My library/Group"))
    rows["Rename in my library..."]()
    assert [path.name for path in own(window).iterdir()] == ["Stage.netwright"]
    assert sorted(read_project(own(window) / "Stage.netwright").graphs) == [
        "",
        "Bottleneck",
        "Projection",
        "Stage",
    ]
    monkeypatch.setattr(library, "ask", lambda *_: True)
    dict(library.rows(MINE, "My library/Stage"))["Remove from my library"]()
    assert list(own(window).iterdir()) == []
    assert window.palette_panel.keys(MINE) == []


def test_an_old_name_that_cannot_go_is_told(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = window.library
    library.save("Group", resnet50())
    monkeypatch.setattr(library, "ask_name", lambda _: "Stage")
    whole = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "Group.netwright":
            raise PermissionError(13, "Permission denied")
        whole(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        dict(library.rows(MINE, "My library/Group"))["Rename in my library..."]()
    assert "Group is still there beside Stage" in window.centre.notices.text("refused")
    assert {path.stem for path in own(window).iterdir()} == {"Group", "Stage"}


def test_a_file_that_cannot_be_used_says_why_and_can_be_removed(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(window).mkdir()
    (own(window) / "Odd<b>.netwright").write_text("[]")
    window.library_index.forget(MINE)
    window.library.sections.load_now()
    palette = window.palette_panel
    palette.reveal("My library/Odd<b>")
    row = palette.tree.currentItem()
    assert row is not None
    assert "It cannot be used: this is not a Netwright project." in row.toolTip(0)
    titles = [title for title, _ in window.library.rows(MINE, "My library/Odd<b>")]
    assert titles == ["Remove from my library", "Import composite..."]


def test_a_folder_that_cannot_be_made_is_told(window: MainWindow) -> None:
    own(window).write_text("a file where the folder should be")
    window.library.save("Group", resnet50())
    assert "was not written" in window.centre.notices.text("refused")


def test_without_a_composite_nothing_is_saved(window: MainWindow) -> None:
    window.canvas.select([])
    window.library.save_selected()
    window.library.export_selected()
    assert not own(window).exists()


def test_the_command_lists_the_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "Broken.netwright").write_text("{")
    monkeypatch.setattr("app.composites.library_folders.own_folder", lambda: mine)
    assert main(["composites"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Library:\n")
    assert "  BottleneckBlock(" in text
    assert "    It cannot be used: the file is not JSON" in text
    assert main(["composites", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["composites"]}
    assert rows["BottleneckBlock"]["library"] == LIBRARY
    assert rows["BottleneckBlock"]["metaparameters"]
    assert rows["Broken"]["problem"]


def test_the_folder_is_a_persons_own() -> None:
    assert own_folder().name == "composites"
    assert "netwright" in str(own_folder())
