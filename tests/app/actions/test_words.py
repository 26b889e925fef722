"""One name for one action: menus, shortcuts, buttons, context menus, palette, help page and documents agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QDialog, QMenu

from app.actions.table import ACTIONS, MENUS
from app.actions.words import ACTION, heading_of, tip_of, title_of
from app.window.dialogs import shortcuts_html
from app.window.window import MainWindow
from canvas.view.commands import COMMANDS
from canvas.view.menus import context_menu

pytestmark = pytest.mark.window

ROOT = Path(__file__).parents[3]
BY_ID = {action.id: action for action in ACTIONS}
CHANGING = {"edit.undo", "edit.redo"}
"""Their words say what would be undone."""


def plain(text: str) -> str:
    """Return the words of an entry without the mark of its letter and without its key."""
    return re.sub("&(.)", r"\1", text.partition("\t")[0])


def test_what_does_the_same_has_one_title() -> None:
    assert len({action.title for action in ACTIONS}) == len(ACTIONS)


def test_the_canvas_and_the_window_have_one_table() -> None:
    for name, command in COMMANDS.items():
        if name in BY_ID:
            assert BY_ID[name].title == command.title
            assert BY_ID[name].shortcut in (command.keys, "")


def test_every_action_of_the_window_has_its_title(cnn: MainWindow) -> None:
    made = cnn.findChildren(QAction)
    seen = {each.objectName(): each for each in made if each.objectName() in BY_ID}
    assert seen.keys() == BY_ID.keys()
    for action in ACTIONS:
        words = plain(seen[action.id].text())
        assert words.startswith(action.title) if action.id in CHANGING else words == action.title
        assert seen[action.id].shortcut() == QKeySequence(action.shortcut)


def test_menus_have_nothing_else(cnn: MainWindow) -> None:
    for name in MENUS:
        for entry in cnn.actions_of.menus[name].actions():
            assert entry.isSeparator() or entry.menu() or entry.objectName() in BY_ID


def buttons(window: MainWindow) -> Iterator[tuple[QAbstractButton, str]]:
    for button in window.findChildren(QAbstractButton):
        if action := button.property(ACTION):
            yield button, str(action)


def test_buttons_that_do_what_an_action_does_have_its_words(cnn: MainWindow) -> None:
    found = list(buttons(cnn))
    assert {
        *("train.start", "train.stop", "train.pause", "view.problems", "view.zoom_reset"),
        *("view.palette", "model.enter", "model.leave", "composite.expand", "composite.input"),
        *("composite.output", "composite.independent", "export.python", "export.copy_code"),
    } <= {action for _, action in found}
    telling = {"view.problems", "view.zoom_reset", "model.leave", "view.palette"}
    for button, action in found:
        titles = {title_of(action), BY_ID[action].other}
        assert button.toolTip().startswith((tip_of(action), tip_of(action, other=True)))
        if action not in telling:
            assert plain(button.text()) in titles, action


def test_no_other_button_has_the_words_of_an_action(cnn: MainWindow) -> None:
    words_of = [words for action in ACTIONS for words in (action.title, action.other) if words]
    titles = {words.removesuffix("...").lower() for words in words_of}
    for button in cnn.findChildren(QAbstractButton):
        if not button.property(ACTION) and button.objectName() != "dockStrip":
            words = plain(button.text()).removesuffix("...").lower()
            assert words not in titles, (button.objectName(), words)


def test_pause_says_what_it_would_do(cnn: MainWindow, monkeypatch: Any) -> None:
    monkeypatch.setattr(cnn.training.session, "state", "paused")
    cnn.refresh_actions()
    assert plain(cnn.actions_of["train.pause"].text()) == "Resume"


def test_the_palette_says_what_menus_say(cnn: MainWindow) -> None:
    cnn.canvas.select(cnn.canvas.graph_scene.graph.order()[:1])
    cnn.trigger("view.palette")
    titles = set(cnn.command_palette.titles())
    enabled = [a for a in ACTIONS if cnn.actions_of[a.id].isEnabled() and a.id != "view.palette"]
    cnn.command_palette.field.setText("")
    for action in enabled:
        cnn.command_palette.field.setText(action.title)
        assert any(title.startswith(action.title) for title in cnn.command_palette.titles()), action
    assert titles


def test_the_help_page_says_what_menus_say() -> None:
    page = shortcuts_html()
    for action in ACTIONS:
        if action.shortcut:
            assert action.title.rstrip(".") in page


OPENING = (
    *("file.preferences", "export.python", "export.model_file", "export.picture"),
    *("help.shortcuts", "help.about"),
)


@pytest.mark.parametrize("action", OPENING)
def test_what_an_action_opens_has_its_title(cnn: MainWindow, action: str, qtbot: Any) -> None:
    def look() -> None:
        for dialog in [each for each in cnn.findChildren(QDialog) if each.isVisible()]:
            seen.append(dialog.windowTitle())
            dialog.close()

    seen: list[str] = []
    QTimer.singleShot(300, look)
    cnn.actions_of[action].trigger()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [heading_of(action)]


def entries(menu: QMenu) -> list[QAction]:
    return [entry for entry in menu.actions() if not entry.isSeparator()]


def test_context_menus_of_the_canvas_say_what_menus_say(cnn: MainWindow) -> None:
    view, scene = cnn.canvas, cnn.canvas.graph_scene
    first, second = scene.graph.order()[:2]
    wire = next(iter(scene.wires.values()))
    over = scene.cards[first].sceneBoundingRect().center()
    spots: list[tuple[list[str], QPointF]] = [
        ([], QPointF(-4000, -4000)),
        ([first], over),
        ([first, second], over),
        ([], wire.sceneBoundingRect().center()),
    ]
    for chosen, at in spots:
        view.select(chosen)
        for entry in entries(context_menu(view, at)):
            name = entry.objectName()
            title = BY_ID[name].title if name in BY_ID else COMMANDS[name].title
            assert plain(entry.text()) == title
            keys = entry.text().partition("\t")[2]
            if name in BY_ID and keys and BY_ID[name].shortcut:
                native = QKeySequence.SequenceFormat.NativeText
                assert keys == QKeySequence(BY_ID[name].shortcut).toString(native)


def test_documents_call_actions_by_their_titles() -> None:
    """``Export > Picture...`` in a document must be an entry of that menu."""
    way = re.compile(rf"\b({'|'.join(MENUS)})\s+>\s+([A-Z][^.,;:()*`]*(?:\.\.\.)?)")
    seen = 0
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        text = " ".join(page.read_text(encoding="utf-8").split())
        for menu, words in way.findall(text):
            titles = [action.title for action in ACTIONS if action.menu == menu]
            known = any(words.startswith(title.removesuffix("...")) for title in titles)
            assert known, f"{page.name}: {menu} > {words}"
            seen += 1
    assert seen > 8
