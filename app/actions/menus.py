"""Turns the table of actions into menus, shortcuts and calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.actions.action import Action
from app.actions.table import ACTIONS, MENUS, of_menu
from app.look.icons import icon
from canvas.theme.themes import Theme

BESIDE = {"File": ("Open recent",)}
"""Menus inside a menu, which the table does not know."""


def plain(text: str) -> str:
    """Return the words of a menu's entry without the mark of its letter."""
    return re.sub("&(.)", r"\1", text)


def marked(words: str, letter: str) -> str:
    """Mark a letter for the keyboard: at the start of a word where it stands there."""
    escaped = words.replace("&", "&&")
    at = re.search(rf"(?<![\w&]){re.escape(letter)}", escaped, re.IGNORECASE) if letter else None
    at = at or (re.search(re.escape(letter), escaped, re.IGNORECASE) if letter else None)
    return escaped if at is None else f"{escaped[: at.start()]}&{escaped[at.start() :]}"


def letters_for(titles: Sequence[str]) -> list[str]:
    """Choose a letter for each entry of a menu, none of them twice: a first letter of a word where one is free."""
    taken: set[str] = set()
    chosen = []
    for title in titles:
        words = re.findall(r"[a-z0-9]+", title.lower())
        every = [*(word[0] for word in words), *"".join(words)]
        letter = next((one for one in every if one not in taken), "")
        taken.add(letter)
        chosen.append(letter)
    return chosen


class ActionSet:
    """The `QAction` of every entry of the table.

    Args:
        window: owns the actions. They stand in the menus before the parts that carry them out are loaded, and do
            nothing until `bind`.
    """

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.calls: dict[str, Callable[[], object]] = {}
        self._letters: dict[str, str] = {}
        for name in MENUS:
            entries = [action for section in of_menu(name) for action in section]
            letters = letters_for([*BESIDE.get(name, ()), *(action.title for action in entries)])
            own = letters[len(letters) - len(entries) :]
            self._letters |= {action.id: one for action, one in zip(entries, own, strict=True)}
        self.actions = {action.id: self._make(action) for action in ACTIONS}
        self.menus: dict[str, QMenu] = {}

    def __getitem__(self, action_id: str) -> QAction:
        """Return the action of that id."""
        return self.actions[action_id]

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus into a menu bar."""
        for name, letter in zip(MENUS, letters_for(MENUS), strict=True):
            menu = QMenu(marked(name, letter), bar)
            menu.setObjectName(f"menu{name}")
            bar.addMenu(menu)
            for number, section in enumerate(of_menu(name)):
                if number:
                    menu.addSeparator()
                menu.addActions([self.actions[action.id] for action in section])
            self.menus[name] = menu

    def retitle(self, action_id: str, words: str) -> None:
        """Give an action other words; its letter stays."""
        self.actions[action_id].setText(marked(words, self._letters[action_id]))

    def use_canvas(self, view: QWidget) -> None:
        """Bind the shortcuts that belong to the canvas to its view."""
        view.addActions([self.actions[action.id] for action in ACTIONS if action.canvas])

    def enable(self, states: Set[str]) -> None:
        """Enable the actions whose state is among ``states``."""
        for action in ACTIONS:
            self.actions[action.id].setEnabled(not action.needs or action.needs in states)

    def colour(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        from app.look.theme import faded

        for action in ACTIONS:
            if action.icon:
                self.actions[action.id].setIcon(icon(action.icon, theme.muted, faded(theme)))

    def bind(self, calls: Mapping[str, Callable[[], object]]) -> None:
        """Say what actions do.

        Args:
            calls: ids of actions, and what is called when one is triggered; raises `LookupError` for an unknown id.
        """
        self._complain("unknown actions", calls.keys() - self.actions.keys())
        self.calls |= calls

    def check_bound(self) -> None:
        """Raise `LookupError` where an action does nothing."""
        self._complain("actions that do nothing", self.actions.keys() - self.calls.keys())

    def _complain(self, words: str, ids: Set[str]) -> None:
        if ids:
            raise LookupError(f"{words}: {', '.join(sorted(ids))}")

    def _triggered(self, action_id: str) -> None:
        call = self.calls.get(action_id)
        if call is not None:  # else its part is not loaded yet
            call()

    def _make(self, action: Action) -> QAction:
        made = QAction(marked(action.title, self._letters[action.id]), self.window)
        made.setObjectName(action.id)
        made.setCheckable(action.checkable)
        made.setEnabled(not action.needs)
        # A key that is held down must not start, stop and start again.
        made.setAutoRepeat(not action.id.startswith("train."))
        # Roles would move entries by their words ("Preferences", "About") on macOS only.
        made.setMenuRole(QAction.MenuRole.NoRole)
        if action.shortcut:
            made.setShortcut(QKeySequence(action.shortcut))
        if action.canvas:
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            self.window.addAction(made)
        made.triggered.connect(lambda: self._triggered(action.id))
        return made
