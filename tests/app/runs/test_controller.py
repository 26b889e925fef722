"""Starting and stopping a run from the window: one way, one wording, and no button under another's pointer."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.widgets import hold
from app.window.window import MainWindow
from blocks.commands.blocks import remove_blocks

pytestmark = pytest.mark.window


def press(window: MainWindow, button: QWidget, double: bool = False) -> None:
    """Click where a button is, on whatever is there."""
    spot = button.mapTo(window, button.rect().center())
    for _ in range(2 if double else 1):
        target = window.childAt(spot)
        assert target is not None
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(window, spot))


@pytest.fixture
def started(cnn: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of epochs of the runs that were started; no process is."""
    found: list[int] = []
    session = cnn.training.session

    def start(project: object, *_: object, **__: object) -> None:
        found.append(cnn.project.settings.of_training("epochs"))  # type: ignore[arg-type]

    monkeypatch.setattr(session, "start", start)
    cnn.show_tab("Training")
    QApplication.processEvents()
    return found


def ways(window: MainWindow) -> dict[str, object]:
    """Every way to start a run."""
    panel = window.training_panel.status.buttons["train"]
    return {
        "panel": lambda: press(window, panel),
        "top bar": lambda: press(window, window.top.train),
        "menu": window.actions_of["train.start"].trigger,
        "key": lambda: QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_F5),
    }


@pytest.mark.parametrize("way", ["panel", "top bar", "menu", "key"])
def test_every_way_to_train_takes_over_what_is_being_typed(
    cnn: MainWindow, started: list[int], way: str
) -> None:
    field = cnn.training_panel.form.form.fields["epochs"]
    cnn.activateWindow()
    QTest.qWaitForWindowActive(cnn)
    field.input.setFocus()
    line = cnn.focusWidget()
    assert line is not None
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, "77")
    ways(cnn)[way]()  # type: ignore[operator]
    assert started == [77]


@pytest.mark.parametrize("way", ["panel", "top bar", "menu", "key"])
def test_every_way_to_train_refuses_in_the_same_words_until_it_is_mended(
    cnn: MainWindow, started: list[int], way: str, qtbot: QtBot
) -> None:
    project = cnn.project
    project.do("x", remove_blocks(project.document, [project.document.model.order()[0]]))
    ways(cnn)[way]()  # type: ignore[operator]
    assert cnn.centre.notices.text("train").startswith("The model cannot be trained yet.")
    assert not cnn.training_panel.trouble.isVisible()
    project.history.undo()
    qtbot.waitUntil(lambda: "train" not in cnn.centre.notices.shown())
    project.change_settings("x", project.settings.with_data(source="none"))
    ways(cnn)[way]()  # type: ignore[operator]
    assert cnn.centre.notices.text("train").startswith("Choose data")
    project.history.undo()
    qtbot.waitUntil(lambda: "train" not in cnn.centre.notices.shown())
    assert started == []


@pytest.mark.parametrize("way", ["panel", "top bar", "menu", "key"])
def test_every_way_to_train_asks_for_starting_weights_that_are_missing(
    cnn: MainWindow, started: list[int], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cnn.transfer, "refuse_missing", lambda: True)
    ways(cnn)[way]()  # type: ignore[operator]
    assert started == []


def show(window: MainWindow, state: str) -> None:
    window.training.session.state = state
    window.training.session.state_changed.emit(state)
    QApplication.processEvents()


@pytest.mark.parametrize("place", ["panel", "top bar"])
def test_a_double_click_presses_one_thing(
    cnn: MainWindow, monkeypatch: pytest.MonkeyPatch, place: str, qtbot: QtBot
) -> None:
    session = cnn.training.session
    pressed: list[str] = []
    cnn.show_tab("Training")
    buttons = cnn.training_panel.status.buttons

    def start(*_: object) -> None:
        pressed.append("start")
        show(cnn, "training")

    def stop() -> None:
        pressed.append("stop" if session.state != "stopping" else "stop now")
        show(cnn, "stopping" if session.state != "stopping" else "idle")

    monkeypatch.setattr(session, "start", start)
    monkeypatch.setattr(session, "stop", stop)

    def button(name: str) -> QPushButton:
        return cnn.top.train if place == "top bar" else buttons[name]

    for name, wanted in (("train", "start"), ("stop", "stop"), ("stop", "stop now")):
        one = button(name)
        qtbot.waitUntil(one.isEnabled)
        QApplication.processEvents()
        pressed.clear()
        press(cnn, one, double=True)
        assert pressed == [wanted]
        assert not cnn.top.train.isEnabled()
    qtbot.waitUntil(cnn.top.train.isEnabled)
    qtbot.waitUntil(buttons["train"].isEnabled)
    assert session.state == "idle"


def test_the_key_for_stop_pressed_twice_in_a_hurry_stops_in_order(
    cnn: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = cnn.training.session
    stops: list[str] = []
    monkeypatch.setattr(
        session, "stop", lambda: (stops.append(session.state), show(cnn, "stopping"))
    )
    show(cnn, "training")
    for _ in range(3):
        cnn.actions_of["train.stop"].trigger()
    assert stops == ["training"]
    monkeypatch.setattr(hold, "HOLD", 1)
    time.sleep(0.01)
    cnn.actions_of["train.stop"].trigger()
    assert stops == ["training", "stopping"]
    assert not cnn.actions_of["train.stop"].autoRepeat()
    show(cnn, "idle")


def test_the_keyboard_keeps_its_place_among_the_buttons(
    cnn: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(cnn.training.session, "start", lambda *_: show(cnn, "training"))
    cnn.show_tab("Training")
    status = cnn.training_panel.status
    cnn.activateWindow()
    QTest.qWaitForWindowActive(cnn)
    status.buttons["train"].setFocus()
    QTest.keyClick(status.buttons["train"], Qt.Key.Key_Space)
    assert cnn.focusWidget() is status
    qtbot.waitUntil(lambda: cnn.focusWidget() is status.buttons["pause"])
    show(cnn, "idle")
