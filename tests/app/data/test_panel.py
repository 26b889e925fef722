from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem
from pytestqt.qtbot import QtBot

from app.data.fit import input_change, output_change
from app.data.panel import DataPanel
from app.data.sample import ImageGrid, to_image
from app.project.data_choice import choose_file, choose_source, short_path
from app.project.project import Project
from blocks.commands.blocks import set_metaparameter, set_values
from canvas.theme.themes import DARK, LIGHT
from tests.app.panel_helpers import example

pytestmark = pytest.mark.window


@pytest.fixture
def panel(qtbot: QtBot) -> DataPanel:
    made = DataPanel(example(), LIGHT)
    qtbot.addWidget(made)
    made.resize(1000, 280)
    made.show()
    qtbot.waitUntil(lambda: bool(made.look.grid._images), timeout=20_000)
    return made


def card(panel: DataPanel, source: str) -> QListWidgetItem:
    cards = panel.cards
    items = [cards.item(row) for row in range(cards.count())]
    return next(item for item in items if item.data(Qt.ItemDataRole.UserRole) == source)


def test_digits_show_images_labels_and_counts(panel: DataPanel) -> None:
    look = panel.look
    assert look.stack.currentWidget() is look.grid
    assert look.title.text() == "digits 28×28×1"
    assert "1,797 examples" in look.facts.text()
    assert look.grid._labels[:3] == ("0", "1", "2")
    assert sum(count for _, count in look.bars._rows) == 1797
    assert panel.cards.currentItem() is card(panel, "digits")
    panel.grab()


def test_choosing_a_card_is_an_undo_step(panel: DataPanel, qtbot: QtBot) -> None:
    project = panel._project
    rect = panel.cards.visualItemRect(card(panel, "iris"))
    qtbot.mouseClick(panel.cards.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert project.settings.of_data("source") == "iris"
    look = panel.look
    qtbot.waitUntil(lambda: look.stack.currentWidget() is look.table, timeout=20_000)
    assert look.table.horizontalHeaderItem(0).text() in ("class", "species", "target")
    assert look.table.item(0, 0).text() == "setosa"
    assert look.table.columnCount() == 5
    project.history.undo()
    qtbot.waitUntil(lambda: look.stack.currentWidget() is look.grid, timeout=20_000)
    assert panel.cards.currentItem() is card(panel, "digits")


def test_the_form_shows_what_means_something(panel: DataPanel, qtbot: QtBot) -> None:
    assert "size" in panel.form.form.fields
    panel.choose("diabetes")
    qtbot.waitUntil(lambda: "size" not in panel.form.form.fields)
    assert "labels" not in panel.form.form.fields
    assert "target" not in panel.form.form.fields


def test_the_size_changes_shape_and_sample(panel: DataPanel, qtbot: QtBot) -> None:
    panel.form.change("size", 12)
    qtbot.waitUntil(lambda: panel.look.title.text() == "digits 12×12×1", timeout=20_000)
    assert panel.look.grid._images[0].width() == 12
    qtbot.waitUntil(panel.shape_button.isVisible)
    assert panel.shape_button.text() == "Set the Input block to 12×12×1"


def test_the_model_is_fitted_to_the_data_by_one_button_each(panel: DataPanel, qtbot: QtBot) -> None:
    project = panel._project
    panel.choose("iris")
    qtbot.waitUntil(panel.classes_button.isVisible)
    assert panel.classes_button.text() == "Set units of the last Dense to 3"
    steps = project.history.undo_label
    qtbot.mouseClick(panel.classes_button, Qt.MouseButton.LeftButton)
    assert project.document.model.environment()["classes"] == 3  # the expression was 'classes'
    qtbot.waitUntil(lambda: not panel.classes_button.isVisible())
    qtbot.mouseClick(panel.shape_button, Qt.MouseButton.LeftButton)
    source = project.document.model.sources()[0]
    assert project.checker.results[source].output == (4,)
    project.history.undo()
    project.history.undo()
    assert project.history.undo_label == steps


def test_offers() -> None:
    project = example()
    assert input_change(project) is None
    assert output_change(project) is None
    project.do("x", set_metaparameter(project.document, "classes", 7))
    change = output_change(project)
    assert change is not None
    project.do(change.label, change.edits)
    assert project.document.model.environment()["classes"] == 10
    last = project.document.model.sinks()[0]
    project.do("x", set_values(project.document, last, units=4))
    change = output_change(project)
    project.do(change.label, change.edits)
    assert project.document.model.blocks[last].value("units") == 10
    assert input_change(Project()) is None
    assert output_change(Project()) is None


def test_a_csv_of_ones_own(panel: DataPanel, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "flowers.csv"
    path.write_text("a,b,kind\n" + "1,2,rose\n3,4,lily\n" * 20)
    panel.choose_file(path)
    look = panel.look
    qtbot.waitUntil(lambda: look.stack.currentWidget() is look.table, timeout=20_000)
    assert look.table.horizontalHeaderItem(0).text() == "kind"
    assert look.table.item(0, 0).text() == "rose"
    assert card(panel, "file").text().startswith("flowers.csv")
    assert "target" in panel.form.form.fields


def test_an_npz_of_ones_own(panel: DataPanel, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "pictures.npz"
    rng = np.random.default_rng(0)
    np.savez(path, x=rng.integers(0, 255, (50, 9, 11, 3)).astype("uint8"), y=np.arange(50) % 3)
    panel.form.change("size", None)
    panel.choose_file(path)
    qtbot.waitUntil(lambda: "9×11×3" in panel.look.facts.text(), timeout=20_000)
    assert panel.look.stack.currentWidget() is panel.look.grid


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    panel: DataPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "broken.npz").write_bytes(b"not a zip")
    panel.choose_file(tmp_path / "broken.npz")
    look = panel.look
    qtbot.waitUntil(lambda: look.words.objectName() == "wrongWords", timeout=20_000)
    assert "broken.npz" in look.words.text()
    assert "Traceback" not in look.words.text()
    assert not look.counts.isVisible()


def test_no_data(panel: DataPanel, qtbot: QtBot) -> None:
    panel.set_project(Project())
    qtbot.waitUntil(lambda: "Choose data" in panel.look.words.text())
    assert panel.cards.currentItem() is None
    assert not panel.form.isVisible()


def test_an_answer_that_comes_too_late_is_dropped(panel: DataPanel, qtbot: QtBot) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        begun.set()
        assert go.wait(20)
        raise ValueError("old news")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.data.panel._look", slow)
        choose_source(panel._project, "iris")
        qtbot.waitUntil(begun.is_set)
    choose_source(panel._project, "wine")
    table = panel.look.table
    qtbot.waitUntil(lambda: panel.look.stack.currentWidget() is table, timeout=20_000)
    go.set()
    qtbot.waitUntil(lambda: not panel._reading.busy)
    assert panel.look.stack.currentWidget() is table
    assert "wine" in panel.look.title.text()


def test_other_data_forget_the_column_of_those_before(tmp_path: Path) -> None:
    project = Project()
    project.change_settings("x", project.settings.with_data(source="iris", target="petal"))
    choose_file(project, tmp_path / "x.csv")
    assert project.settings.of_data("target") is None
    project.change_settings("x", project.settings.with_data(target="y"))
    choose_source(project, "file")  # it is chosen already
    assert project.settings.of_data("target") == "y"
    choose_source(project, "wine")
    assert project.settings.of_data("target") is None
    project.history.undo()
    assert project.settings.of_data("target") == "y"


def test_paths_below_the_project_are_kept_relative(tmp_path: Path) -> None:
    project = tmp_path / "a.netwright"
    assert short_path(tmp_path / "data" / "x.csv", project) == "data/x.csv"
    assert short_path(tmp_path.parent / "x.csv", project) == str(tmp_path.parent / "x.csv")
    assert short_path(tmp_path / "x.csv", None) == str(tmp_path / "x.csv")


def test_pictures_keep_their_pixels() -> None:
    grey = np.array([[0, 128], [255, 7], [1, 2]], dtype="uint8")
    image = to_image(grey)
    assert (image.width(), image.height()) == (2, 3)
    assert image.pixelColor(1, 0).red() == 128
    colour = np.zeros((5, 3, 3), dtype="uint8")
    colour[4, 2] = (1, 2, 3)
    assert to_image(colour).pixelColor(2, 4).getRgb()[:3] == (1, 2, 3)


def test_the_grid_shows_as_many_as_fit(qtbot: QtBot) -> None:
    grid = ImageGrid(LIGHT)
    qtbot.addWidget(grid)
    grid.show_images(np.zeros((20, 8, 8), dtype="uint8"), [str(at) for at in range(20)])
    grid.resize(200, 90)
    assert len(grid.places()) == 3
    grid.resize(2000, 400)
    assert len(grid.places()) == 20


def test_themes(panel: DataPanel) -> None:
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    dark = panel.grab().toImage()
    assert dark != light
    panel.set_theme(LIGHT)
    assert panel.grab().toImage() == light
