from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from app.actions.action import STATES
from app.actions.menus import plain
from app.actions.table import ACTIONS, MENUS
from app.frame.skeleton import COLOURS
from app.look.icons import PATHS
from app.project.project import Project
from app.window.bench_window import BenchWindow
from app.window.frame_bindings import bind_frame
from app.window.part_makers import PARTS
from app.window.shell import TABS
from app.window.window import MainWindow
from blocks.files.project_file import to_text
from canvas.theme.themes import DARK, LIGHT
from canvas.view.view import GraphView

pytestmark = pytest.mark.window

COPY = Qt.DropAction.CopyAction
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def test_every_action_does_something(window: MainWindow) -> None:
    actions = window.actions_of
    assert actions.calls.keys() == {action.id for action in ACTIONS}
    with pytest.raises(LookupError, match=r"unknown actions: file\.nothing"):
        actions.bind({"file.nothing": print})
    del actions.calls["file.new"]
    with pytest.raises(LookupError, match=r"actions that do nothing: file\.new"):
        actions.check_bound()


def test_every_maker_makes_what_the_window_says_that_it_has() -> None:
    made = {part.name: part.make.__annotations__["return"] for part in PARTS}
    says = BenchWindow.__annotations__
    assert len(made) == len(PARTS) == 20
    assert made == {name: says.get(name) for name in made}


def test_the_frame_answers_before_the_parts_are_loaded(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    bind_frame(window)
    assert {action.id for action in ACTIONS if not action.needs} <= {
        *window.actions_of.calls,
        "file.preferences",
    }
    window.trigger("view.dark")
    assert window.theme.dark
    window.use_mode("system")


def test_the_table_of_actions_is_sound() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert {action.menu for action in ACTIONS} == set(MENUS)
    assert {action.needs for action in ACTIONS} <= STATES | {""}
    assert {action.icon for action in ACTIONS} <= PATHS.keys() | {""}
    keys = [QKeySequence(action.shortcut).toString() for action in ACTIONS if action.shortcut]
    assert len(set(keys)) == len(keys)
    assert "" not in keys


ASKING = {
    *("file.open", "file.save_as", "file.quit", "export.table"),
    *("composite.import", "train.start", "help.log"),
}
"""Actions that ask the system or start a run: other tests trigger them."""


def seen(window: MainWindow) -> tuple[object, ...]:
    """Return what a user could tell apart before and after an action."""
    path = window.project.path
    return (
        to_text(window.project.document),
        path and path.read_text(),
        window.canvas.selected_ids(),
        sorted(each.windowTitle() for each in window.findChildren(QDialog) if each.isVisible()),
        QApplication.clipboard().text(),
        QApplication.focusWidget(),
        window.isFullScreen(),
        window.grab().toImage(),
    )


def test_every_action_changes_what_is_seen(
    cnn: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QDialog] = []
    monkeypatch.setattr(QDialog, "exec", lambda dialog: asked.append(dialog) or 0)
    monkeypatch.setattr(cnn.files, "ask_save", lambda: QMessageBox.StandardButton.Discard)
    path = cnn.project.path
    without_effect, tried = set(), set()
    for action in ACTIONS:
        if action.id in ASKING:
            continue
        cnn.files.open_path(path)
        cnn.project.change_settings("epochs", cnn.project.settings.with_training(epochs=7))
        cnn.trigger("view.light" if action.id == "view.dark" else "view.dark")
        cnn.canvas.select(list(cnn.project.checker.graph.blocks)[1:3])
        if not cnn.actions_of[action.id].isEnabled():
            continue
        tried.add(action.id)
        asked.clear()
        before = seen(cnn)
        cnn.trigger(action.id)
        QApplication.processEvents()
        if not asked and seen(cnn) == before:
            without_effect.add(action.id)
        for dialog in cnn.findChildren(QDialog):
            dialog.close()
    cnn.use_mode("system")
    assert without_effect == set()
    assert len(tried) > 0.6 * len(ACTIONS)


def test_the_skeleton_has_the_colours_of_the_themes() -> None:
    for theme in (LIGHT, DARK):
        for name, colour in COLOURS[theme.dark].items():
            assert getattr(theme, name) == colour


def test_undo_in_the_menu_names_the_change(cnn: MainWindow) -> None:
    cnn.canvas.select(list(cnn.project.checker.graph.blocks)[1:2])
    cnn.canvas.editing.delete_selected()
    undo = cnn.actions_of["edit.undo"]
    assert undo.isEnabled()
    assert undo.text() != "Undo"
    undo.trigger()
    assert not undo.isEnabled()
    assert cnn.actions_of["edit.redo"].isEnabled()


def test_the_title_has_a_star_while_there_is_something_to_save(cnn: MainWindow) -> None:
    assert "*" not in cnn.windowTitle()
    cnn.canvas.adding.add_block("Dense")
    assert "*" in cnn.windowTitle()
    cnn.undo()
    assert "*" not in cnn.windowTitle()


def test_closing_asks_and_can_be_cancelled(cnn: MainWindow) -> None:
    cnn.canvas.adding.add_block("Dense")
    cnn.files.ask_save = lambda: QMessageBox.StandardButton.Cancel  # type: ignore[method-assign]
    assert not cnn.close()
    assert cnn.isVisible()
    cnn.files.ask_save = lambda: QMessageBox.StandardButton.Save  # type: ignore[method-assign]
    assert cnn.close()
    assert cnn.project.history.clean


def test_dark_light_and_back(cnn: MainWindow) -> None:
    for mode, dark in (("dark", True), ("light", False)):
        cnn.actions_of[f"view.{mode}"].trigger()
        assert cnn.theme.dark is dark
        assert cnn.actions_of[f"view.{mode}"].isChecked()
        assert cnn.preferences.mode == mode
    cnn.use_mode("system")


def test_docks_can_be_hidden_and_come_back(cnn: MainWindow) -> None:
    for name in ("blocks", "inspector", "panels"):
        cnn.actions_of[f"view.{name}"].trigger()
    assert all(dock.isHidden() for dock in cnn.docks())
    cnn.reset_layout()
    assert not any(dock.isHidden() for dock in cnn.docks())


def test_the_layout_is_remembered(cnn: MainWindow, open_window: object) -> None:
    cnn.trigger("view.blocks")
    cnn.save_layout()
    other = open_window()  # type: ignore[operator]
    assert other.blocks_dock.isHidden()
    other.reset_layout()
    other.preferences.forget_layout()
    cnn.reset_layout()


def test_the_command_palette_finds_actions_types_and_blocks(cnn: MainWindow) -> None:
    palette = cnn.command_palette
    cnn.trigger("view.palette")
    palette.field.setText("undo")
    assert "Add Dense" not in palette.titles()
    palette.field.setText("add dense")
    assert palette.titles()[0] == "Add Dense"
    palette.field.setText("flatten")
    assert any("Flatten flatten" in title for title in palette.titles())
    palette._run()
    blocks = cnn.project.checker.graph.blocks
    flatten = next(key for key, block in blocks.items() if block.type == "Flatten")
    assert list(cnn.canvas.selected_ids()) == [flatten]
    cnn.trigger("edit.find")
    palette.field.setText("fit")
    assert not any(title == "Fit the model" for title in palette.titles())
    palette._close()


def test_an_action_runs_from_the_command_palette(cnn: MainWindow) -> None:
    cnn.trigger("view.palette")
    cnn.command_palette.field.setText("code ctrl+3")
    cnn.command_palette._run()
    assert cnn.tabs.tabText(cnn.tabs.currentIndex()) == "Code"


def test_a_project_file_can_be_dropped(cnn: MainWindow, tmp_path: object) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(cnn.project.path))])
    assert cnn.files.droppable(data) == cnn.project.path
    data.setUrls([QUrl.fromLocalFile("/somewhere/picture.png")])
    assert cnn.files.droppable(data) is None


def test_the_welcome_goes_with_the_first_block(window: MainWindow, qtbot: object) -> None:
    assert window.centre.welcome is not None
    window.canvas.adding.add_block("Input")
    qtbot.waitUntil(lambda: window.centre.welcome is None)  # type: ignore[attr-defined]


def test_an_example_opens_from_the_welcome(window: MainWindow) -> None:
    from PySide6.QtWidgets import QPushButton

    assert window.centre.welcome is not None
    button = window.centre.welcome.findChild(QPushButton, "example_digits-cnn")
    assert isinstance(button, QPushButton)
    button.click()
    assert window.project.title == "Digits CNN"
    assert window.project.path is None


def test_training_is_refused_in_a_sentence(window: MainWindow) -> None:
    window.training.start()
    assert "cannot be trained yet" in window.centre.notices.text("train")


def test_menus_are_those_of_the_table(window: MainWindow) -> None:
    assert [plain(menu.title()) for menu in window.actions_of.menus.values()] == list(MENUS)
    assert isinstance(window.recent_menu(), QMenu)


def test_keras_is_never_imported_by_the_window() -> None:
    import os
    import subprocess
    import sys

    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from app.window.window import MainWindow; w = MainWindow(); w.show(); w.load_now();"
        "bad = {'keras', 'tensorflow', 'sklearn', 'pandas'} & set(sys.modules); w.close();"
        "sys.exit(repr(bad) if bad else 0)"
    )
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=dict(os.environ)
    )  # fmt: skip
    assert child.returncode == 0, child.stderr


def test_both_train_buttons_say_the_same(cnn: MainWindow) -> None:
    panel = cnn.training_panel
    for state, words in (("training", "Stop"), ("stopping", "Stop now"), ("idle", "Train")):
        cnn.training.session.state = state
        cnn.training.session.state_changed.emit(state)
        shown = [each for each in panel.status.buttons.values() if not each.isHidden()]
        assert cnn.top.train.text() == words
        assert words in [each.text() for each in shown]


def test_the_device_is_shown_when_it_is_known(cnn: MainWindow) -> None:
    assert cnn.top.device.isHidden()
    cnn.training.session.device = "gpu:0 (jax)"
    cnn.training.session.ready.emit(None)
    assert cnn.top.device.text() == "GPU 0 · jax"
    assert not cnn.top.device.isHidden()


@pytest.mark.parametrize("width", [110, 170, 260, 360])
def test_the_search_button_says_what_fits(window: MainWindow, width: int) -> None:
    button = window.top.search
    button.setFixedWidth(width)
    QApplication.processEvents()
    assert button.fontMetrics().horizontalAdvance(button.text()) < width
    assert button.text().startswith("Search")


def test_a_block_at_fault_is_shown_from_the_training_panel(cnn: MainWindow) -> None:
    block_id = list(cnn.project.checker.graph.blocks)[3]
    cnn.training_panel.block_chosen.emit(block_id)
    assert cnn.canvas.selected_ids() == [block_id]


def test_every_panel_fits_a_small_window(cnn: MainWindow) -> None:
    cnn.resize(1000, 680)
    for name in TABS:
        cnn.show_tab(name)
        QApplication.processEvents()
        assert cnn.width() == 1000, name
        assert cnn.blocks_dock.width() >= 170


def test_the_welcome_makes_way_for_a_drag(window: MainWindow, qtbot: QtBot) -> None:
    welcome = window.centre.welcome
    assert welcome is not None
    data = QMimeData()
    event = QDragEnterEvent(QPoint(9, 9), COPY, data, LEFT, NONE)
    QApplication.sendEvent(welcome, event)
    assert not welcome.isVisible()
    qtbot.waitUntil(welcome.isVisible)


@pytest.mark.allows_leak  # the canvas that could not be shown belongs to nobody
def test_who_shows_a_project_hears_of_a_canvas_that_cannot_be_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = window.centre.put_view

    def fail(view: GraphView) -> None:
        raise RuntimeError("no canvas")

    with monkeypatch.context() as broken:
        broken.setattr(window.centre, "put_view", fail)
        with pytest.raises(RuntimeError, match="no canvas"):
            window.put_project(Project())
    assert window.centre.put_view == shown
    assert window.put_project(Project())
    assert window.canvas.editor.document is window.project.document
