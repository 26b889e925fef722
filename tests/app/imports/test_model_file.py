"""Model files of Keras in the window: dropped or opened, told about, opened folded or flat."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.imports.dialog import ImportDialog
from app.window.window import MainWindow
from blocks.files.project_file import to_text
from tests.importers.keras_json.configs import entry, functional, layer, residual_network, text

pytestmark = pytest.mark.window


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "my_residual.json"
    path.write_bytes(text(residual_network({8: 3, 16: 3})))
    return path


def report_of(window: MainWindow, path: Path, qtbot: QtBot) -> ImportDialog:
    """Open a model file and wait for its report."""
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.imports.dialog is not None, timeout=60_000)
    assert window.imports.dialog is not None
    return window.imports.dialog


def words_in(dialog: ImportDialog) -> str:
    tree, words = dialog.list, []
    for at in range(tree.topLevelItemCount()):
        top = tree.topLevelItem(at)
        words.append(top.text(0))
        words += [
            f"{top.child(row).text(0)} {top.child(row).text(1)}" for row in range(top.childCount())
        ]
    return "\n".join(words)


def test_a_model_file_is_told_about_and_opened_folded_as_a_new_project(
    window: MainWindow, model: Path, qtbot: QtBot
) -> None:
    before = window.project
    dialog = report_of(window, model, qtbot)
    assert window.project is before
    assert "ResidualBlock stands for 6 places" in words_in(dialog)
    dialog.open_button.click()
    assert window.project.path is None
    assert window.project.title == "My residual"
    assert len(window.project.document.model.blocks) < 10
    assert "35 layers" in window.centre.notices.text("import")
    window.centre.notices.answer("import", "Show the report")
    assert dialog.isVisible()
    assert not dialog.open_button.isVisible()


def test_it_is_opened_flat(window: MainWindow, model: Path, qtbot: QtBot) -> None:
    dialog = report_of(window, model, qtbot)
    dialog.flat_button.click()
    assert len(window.project.document.model.blocks) == 35
    assert list(window.project.document.graphs) == [""]


def test_unsaved_work_is_asked_about_and_kept(
    cnn: MainWindow, model: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cnn.canvas.adding.add_block("Dense")
    before = cnn.project
    dialog = report_of(cnn, model, qtbot)
    monkeypatch.setattr(cnn.files, "ask_save", lambda: QMessageBox.StandardButton.Cancel)
    dialog.open_button.click()
    assert cnn.project is before
    assert dialog.isVisible()
    monkeypatch.setattr(cnn.files, "ask_save", lambda: QMessageBox.StandardButton.Discard)
    dialog.open_button.click()
    assert cnn.project is not before


def test_a_broken_file_is_refused_in_words_and_nothing_changes(
    cnn: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "broken.keras"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    before, there = cnn.project, to_text(cnn.project.document)
    cnn.files.open_path(path)
    qtbot.waitUntil(lambda: "refused" in cnn.centre.notices.shown(), timeout=60_000)
    assert "broken.keras cannot be imported. The archive is damaged" in cnn.centre.notices.text(
        "refused"
    )
    assert cnn.project is before
    assert to_text(cnn.project.document) == there


def test_what_is_read_can_be_cancelled(window: MainWindow, model: Path) -> None:
    window.files.open_path(model)
    window.centre.notices.answer("import", "Cancel")
    assert window.imports.dialog is None
    assert "import" not in window.centre.notices.shown()


def test_model_files_can_be_dropped(window: MainWindow, tmp_path: Path) -> None:
    for suffix in (".keras", ".json", ".h5", ".HDF5"):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / f"m{suffix}"))])
        assert window.files.droppable(data) == tmp_path / f"m{suffix}"


def test_a_layer_that_is_not_known_is_named_and_no_round_trip_offered(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "m.json"
    layers = entry(4), layer("Lambda", "<b>f</b>", "input_layer"), layer("Mine", "g", "<b>f</b>")
    path.write_bytes(text(functional(*layers)))
    dialog = report_of(window, path, qtbot)
    words = words_in(dialog)
    assert "Contains code - not loaded: 1\n<b>f</b>" in words
    assert "Unknown layers, kept word for word: 1\ng " in words
    assert not dialog.check_button.isEnabled()
    assert "2 layers that are not known" in dialog.verdict.text()


@pytest.mark.keras
def test_the_round_trip_is_checked_by_keras(window: MainWindow, model: Path, qtbot: QtBot) -> None:
    dialog = report_of(window, model, qtbot)
    dialog.check_button.click()
    qtbot.waitUntil(lambda: "same" in dialog.verdict.text(), timeout=120_000)
    assert "35 layers" in dialog.verdict.text()


def test_an_import_that_was_folded_can_be_unfolded_in_one_step(
    window: MainWindow, model: Path, qtbot: QtBot
) -> None:
    report_of(window, model, qtbot).open_button.click()
    before = to_text(window.project.document)
    window.actions_of["composite.unfold"].trigger()
    assert len(window.project.document.model.blocks) == 35
    window.undo()
    assert to_text(window.project.document) == before


def test_a_layer_is_used_again_and_given_its_own_weights(cnn: MainWindow) -> None:
    before = to_text(cnn.project.document)
    dense = next(
        key for key, block in cnn.project.document.model.blocks.items() if block.type == "Dense"
    )
    cnn.canvas.select([dense])
    assert not cnn.actions_of["model.use_alone"].isEnabled()
    cnn.actions_of["model.use_again"].trigger()
    (new,) = cnn.canvas.selected_ids()
    assert new != dense
    assert cnn.actions_of["model.use_alone"].isEnabled()
    cnn.actions_of["model.use_alone"].trigger()
    assert not any(block.shares for block in cnn.project.document.model.blocks.values())
    cnn.undo()
    cnn.undo()
    assert to_text(cnn.project.document) == before
