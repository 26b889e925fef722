"""The main job in the whole window, with the mouse: data, blocks, wires, a fix, training, the script, saving."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.actions.menus import plain
from app.project.scripts import script_of, snapshot
from app.window.shell import TABS
from app.window.window import MainWindow
from blocks.graph.graph import Wire
from tests.canvas.hand import CONTROL, LEFT, NONE, SHIFT, Hand

pytestmark = [pytest.mark.window, pytest.mark.keras]

WAIT = 120_000
"""Milliseconds that loading Keras and two epochs may take on a busy machine; 10 s is usual."""

Place = tuple[float, float]


class Person:
    """Somebody with a mouse and a keyboard in front of the window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.hand = Hand(window.canvas)  # knows where things are on the canvas
        self.ids: dict[str, str] = {}

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        assert widget.isVisible()
        QTest.mouseClick(widget, LEFT, NONE, at or widget.rect().center())

    def type_into(self, field: QWidget, text: str) -> None:
        """Click into a field, replace what is there, press Enter."""
        self.click(field, QPoint(12, field.height() // 2))
        QTest.keySequence(field, "Ctrl+A")
        QTest.keyClicks(field, text)
        QTest.keySequence(field, "Return")

    def open_tab(self, name: str) -> None:
        bar = self.window.tabs.tabBar()
        self.click(bar, bar.tabRect(TABS.index(name)).center())

    def drag_from_palette(self, name: str, place: Place) -> None:
        """Drag a block type out of the palette and let go over a place of the canvas."""
        tree = self.window.palette_panel.tree
        (item,) = [each for each in _leaves(tree) if each.text(0) == name]
        tree.scrollToItem(item)
        start = tree.visualItemRect(item).center()
        QTest.mousePress(tree.viewport(), LEFT, NONE, start)
        with pytest.MonkeyPatch.context() as patch:
            # Without a screen Qt has no drags: what the pointer carries is brought by hand.
            patch.setattr(QDrag, "exec", lambda drag, *_: self._let_go(drag.mimeData(), place))
            for step in range(1, 4):
                QTest.mouseMove(tree.viewport(), start + step * QPoint(10, 4))
        QTest.mouseRelease(tree.viewport(), LEFT, NONE, start)
        self._remember(name)

    def _let_go(self, mime: QMimeData, place: Place) -> None:
        end = self.hand.at(*place)
        for kind in (QDragEnterEvent, QDragMoveEvent, QDropEvent):
            at = QPointF(end) if kind is QDropEvent else end
            event = kind(at, Qt.DropAction.CopyAction, mime, LEFT, NONE)  # type: ignore[arg-type]
            QApplication.sendEvent(self.window.canvas.viewport(), event)
            assert event.isAccepted()

    def double_click_in_palette(self, name: str) -> None:
        tree = self.window.palette_panel.tree
        (item,) = [each for each in _leaves(tree) if each.text(0) == name]
        tree.scrollToItem(item)
        at = tree.visualItemRect(item).center()
        QTest.mouseClick(tree.viewport(), LEFT, NONE, at)
        QTest.mouseDClick(tree.viewport(), LEFT, NONE, at)
        self._remember(name)

    def click_block(self, name: str) -> None:
        self.click(self.hand.view.viewport(), self.hand.at(*self.hand.body(self.ids[name])))

    def wire(self, source: str, target: str) -> None:
        """Drag from the output of a block to the input of another."""
        canvas = self.hand.view.viewport()
        start = self.hand.at(*self.hand.port(self.ids[source], "output", True))
        end = self.hand.at(*self.hand.port(self.ids[target], "input"))
        QTest.mousePress(canvas, LEFT, NONE, start)
        for step in range(1, 6):
            QTest.mouseMove(canvas, start + (end - start) * step / 5)
        QTest.mouseRelease(canvas, LEFT, NONE, end)
        wire = Wire(self.ids[source], "output", self.ids[target], "input")
        assert wire in self.window.project.document.model.wires()

    def click_fix(self, beginning: str) -> None:
        """Click a fix in the strip under the canvas."""
        bar = self.window.centre.problem_bar
        self.qtbot.waitUntil(lambda: any(beginning in link.text() for link in bar.links()))
        self.click(next(link for link in bar.links() if beginning in link.text()))

    def choose_in_menu(self, menu: str, title: str) -> None:
        opened = self.window.actions_of.menus[menu]
        bar = self.window.top.menus
        self.click(bar, bar.actionGeometry(opened.menuAction()).center())
        (action,) = [each for each in opened.actions() if plain(each.text()) == title]
        self.click(opened, opened.actionGeometry(action).center())

    def _remember(self, name: str) -> None:
        (self.ids[name],) = [
            key
            for key, block in self.window.project.document.model.blocks.items()
            if block.type == name
        ]


def _leaves(tree: QWidget) -> list:  # type: ignore[type-arg]
    groups = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]  # type: ignore[attr-defined]
    return [group.child(at) for group in groups for at in range(group.childCount())]


@pytest.fixture
def person(qtbot: QtBot, qapp: object) -> Iterator[Person]:
    window = MainWindow()
    window.resize(1500, 975)
    window.show()
    window.load_now()
    yield Person(window, qtbot)
    window.files.ask_save = lambda: QMessageBox.StandardButton.Discard  # type: ignore[method-assign]
    window.close()
    window.deleteLater()


def test_from_an_empty_window_to_a_trained_network_and_its_script(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choose_digits(person)
    _draw(person)
    _change_and_mend(person)
    _undo_and_redo(person)
    _train(person)
    _export(person, tmp_path / "model.py", monkeypatch)
    _save_and_close(person, tmp_path / "mine.netwright", monkeypatch)


def _choose_digits(person: Person) -> None:
    window = person.window
    person.open_tab("Data")
    cards = window.data_panel.cards
    person.click(cards.viewport(), cards.visualItemRect(cards.item(0)).center())
    assert window.project.settings.of_data("source") == "digits"
    form = window.data_panel.form
    person.qtbot.waitUntil(lambda: form.form.fields["size"].isVisible())
    person.type_into(form.form.fields["size"].input, "28")
    assert window.project.data.shape == (28, 28, 1)
    assert window.top.data.currentText().startswith("digits")


def _draw(person: Person) -> None:
    """Two blocks by drag, one by double click behind the selected one, two by drag again."""
    for row, name in enumerate(("Input", "Conv2D")):
        person.drag_from_palette(name, (0, 130 * row))
    person.double_click_in_palette("MaxPooling2D")  # comes wired to the block that is selected
    for row, name in enumerate(("Flatten", "Dense")):
        person.drag_from_palette(name, (300, 130 * row))
    person.qtbot.waitUntil(lambda: person.window.centre.welcome is None)
    person.wire("Input", "Conv2D")
    person.wire("MaxPooling2D", "Flatten")
    person.wire("Flatten", "Dense")
    graph = person.window.project.document.model
    assert (len(graph.blocks), len(list(graph.wires()))) == (5, 4)


def _change_and_mend(person: Person) -> None:
    """Give a filter count; let the strip set the size of the last layer and its activation."""
    window = person.window
    person.click_block("Conv2D")
    fields = window.inspector.block_page.form.fields
    person.type_into(fields["filters"].input, "4 * 2")
    checker = window.project.checker
    assert checker.results[person.ids["Conv2D"]].arguments["filters"] == 8
    assert not window.project.history.clean
    person.qtbot.waitUntil(lambda: window.centre.problem_bar.isVisible())
    while window.project.errors():
        before = window.project.history.undo_label, len(window.project.errors())
        person.click_fix("")
        person.qtbot.wait(50)
        assert (window.project.history.undo_label, len(window.project.errors())) != before
    assert checker.results[person.ids["Dense"]].output == (10,)


def _undo_and_redo(person: Person) -> None:
    window = person.window
    person.click(window.canvas.viewport(), QPoint(20, 20))
    drawn = window.project.document.model.blocks.copy()
    for _ in range(4):
        QTest.keySequence(window, "Ctrl+Z")
    assert window.project.document.model.blocks != drawn
    for _ in range(4):
        QTest.keyClick(window, "z", CONTROL | SHIFT)
    assert window.project.document.model.blocks == drawn


def _train(person: Person) -> None:
    window = person.window
    person.open_tab("Training")
    panel = window.training_panel
    person.type_into(panel.form.form.fields["epochs"].input, "2")
    person.click(window.top.train)
    session = window.training.session
    person.qtbot.waitUntil(lambda: session.state == "training", timeout=WAIT)
    person.qtbot.waitUntil(lambda: not session.busy, timeout=WAIT)
    assert session.error is None
    assert panel.record.history.epoch == 2
    assert panel.status.title.text() == "Run 1"
    loss, accuracy = panel.plots.plots
    assert (loss.shown, accuracy.shown) == ("loss", "accuracy")
    for plot in panel.plots.plots:
        assert len(plot.plot.batches.yData) > 10
        assert len(plot.plot.validation.yData) == 2


def _export(person: Person, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    person.choose_in_menu("Export", "Export script...")
    dialog = person.window.exports.dialog
    assert dialog is not None
    person.qtbot.waitUntil(dialog.save_button.isEnabled, timeout=WAIT)
    person.click(dialog.save_button)
    assert not dialog.isVisible()
    text = path.read_text("ascii")
    ast.parse(text)
    assert text == script_of(snapshot(person.window.project))
    assert "Conv2D(4 * 2" in text
    person.open_tab("Code")
    view = person.window.code_panel.view
    person.qtbot.waitUntil(lambda: view.toPlainText() == text)


def _save_and_close(person: Person, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = person.window
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    person.choose_in_menu("File", "Save")
    assert path.is_file()
    assert "*" not in window.windowTitle()

    def no_question() -> QMessageBox.StandardButton:
        raise AssertionError("a saved project closes without a question")

    monkeypatch.setattr(window.files, "ask_save", no_question)
    assert window.close()
