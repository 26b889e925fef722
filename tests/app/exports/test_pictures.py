"""Pictures and tables from the window: the dialog shows what is written, the clipboard has both kinds of picture."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.exports.picture_dialog import PictureDialog
from app.exports.picture_files import PictureOptions
from app.templates.catalog import FOLDER
from app.window.window import MainWindow
from tests.app.conftest import OpenWindow

pytestmark = pytest.mark.window


def answer(monkeypatch: pytest.MonkeyPatch, path: Path | str, chosen: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), chosen))


def test_every_choice_changes_the_picture_at_once(cnn: MainWindow, qtbot: QtBot) -> None:
    dialog = cnn.pictures.show()
    seen = [dialog.preview.grab().toImage()]
    for change in (
        lambda: dialog.shapes.click(),
        lambda: dialog.costs.click(),
        lambda: dialog.transparent.click(),
        lambda: dialog.colours.setCurrentIndex(1),
        lambda: dialog.kind.setCurrentIndex(1),
    ):
        change()
        seen.append(dialog.preview.grab().toImage())
    assert all(one != other for one, other in combinations(seen, 2))
    assert not dialog.problems.isEnabled()
    wide = dialog.words.text()
    dialog.scales.setCurrentIndex(2)
    assert dialog.words.text() != wide
    dialog.reject()
    assert cnn.pictures.options == PictureOptions(True, True, True, False, False)
    assert cnn.pictures.scale == 4
    again = cnn.pictures.show()
    assert (again.options, again.scale) == (cnn.pictures.options, 4)
    again.reject()


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_save_as_writes_what_is_shown(
    cnn: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    dialog = cnn.pictures.show()
    dialog.kind.setCurrentIndex(1)
    out = tmp_path / "a.b"
    answer(monkeypatch, out, f"{suffix[1:].upper()} picture (*{suffix})")
    dialog.save_button.click()
    written = tmp_path / f"a.b{suffix}"
    head = {".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}[suffix]
    assert written.read_bytes().startswith(head)
    assert not dialog.isVisible()


def test_a_file_that_nobody_was_asked_about_is_not_replaced(
    cnn: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "a.svg"
    there.write_text("mine")
    answer(monkeypatch, tmp_path / "a")  # the dialog asks about a, not about a.svg
    for kept in (True, False):
        monkeypatch.setattr("app.frame.save_path.agrees", lambda *_, kept=kept: not kept)
        dialog = cnn.pictures.show()
        dialog.save_button.click()
        assert (there.read_text() == "mine") == kept == dialog.isVisible()
        dialog.reject()


def test_nothing_is_written_where_nobody_says_where_or_nothing_can_be(
    cnn: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = cnn.pictures.show()
    answer(monkeypatch, "")
    dialog.save_button.click()
    assert dialog.isVisible()
    answer(monkeypatch, tmp_path / "none" / "a.svg")
    dialog.save_button.click()
    assert "was not written" in cnn.notices.text("refused")
    assert dialog.isVisible()
    dialog.reject()


def test_the_clipboard_has_an_image_and_svg(cnn: MainWindow) -> None:
    dialog = cnn.pictures.show()
    dialog.copy_button.click()
    first = check_clipboard()
    dialog.kind.setCurrentIndex(1)
    dialog.reject()
    cnn.actions_of["export.copy_picture"].trigger()
    assert check_clipboard() != first


def test_a_program_with_a_picture_on_its_clipboard_ends_well() -> None:
    code = """if True:
        from PySide6.QtWidgets import QApplication
        from app.window.window import MainWindow
        app = QApplication([])
        window = MainWindow()
        window.load_now()
        window.pictures.copy()
        window.close()"""
    root = Path(__file__).parents[3]
    child = subprocess.run([sys.executable, "-c", code], cwd=root, timeout=120, check=False)
    assert child.returncode == 0


def check_clipboard() -> QImage:
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    ElementTree.fromstring(data.data("image/svg+xml").data())
    image = data.imageData()
    assert isinstance(image, QImage)
    return image


def test_inside_a_composite_its_picture_is_offered(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(FOLDER / "resnet50.netwright")
    place = window.project.place
    place.enter("bottleneckblock-9")
    dialog = window.pictures.show()
    assert dialog.of_place
    small = dialog.drawing.height
    dialog.graph.setCurrentIndex(0)
    assert dialog.drawing.height != small
    dialog.kind.setCurrentIndex(1)
    dialog.depths.setCurrentIndex(2)
    assert dialog.options.depth is None
    dialog.kind.setCurrentIndex(0)
    assert dialog.options.depth == 1
    dialog.reject()


def test_a_picture_that_is_too_large_is_said_so(cnn: MainWindow) -> None:
    from canvas.diagram.output import Drawing

    dialog = PictureDialog(
        lambda options, inner: Drawing(9000, 8000, None, lambda p: None), cnn.theme
    )
    dialog.scales.setCurrentIndex(2)
    assert "smaller scale" in dialog.words.text()
    assert not dialog.copy_button.isEnabled()
    dialog.deleteLater()


def test_the_summary_is_saved_as_far_as_it_is_open(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = open_window(FOLDER / "resnet50.netwright")
    window.trigger("view.summary")
    panel = window.summary_panel
    qtbot.waitUntil(lambda: bool(panel.model.table))
    lengths = []
    for suffix in (".md", ".csv", ".tex"):
        answer(monkeypatch, tmp_path / "a", f"x (*{suffix})")
        monkeypatch.setattr("app.exports.table_controller.FILTERS", {f"x (*{suffix})": suffix})
        panel.save_wanted.emit()
        lengths.append(len((tmp_path / f"a{suffix}").read_text("utf-8").splitlines()))
    panel.view.expandAll()
    monkeypatch.setattr("app.exports.table_controller.FILTERS", {"x (*.md)": ".md"})
    answer(monkeypatch, tmp_path / "a.md")
    window.actions_of["export.table"].trigger()
    assert len((tmp_path / "a.md").read_text("utf-8").splitlines()) > lengths[0]
