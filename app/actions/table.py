"""Every action of the window, declared once: menus, shortcuts, command palette and help page read this table."""

from __future__ import annotations

from collections.abc import Iterable

from app.actions.action import Action
from app.actions.rows.composite import COMPOSITE
from app.actions.rows.edit import EDIT
from app.actions.rows.export import EXPORT
from app.actions.rows.file import FILE
from app.actions.rows.help import HELP
from app.actions.rows.model import MODEL
from app.actions.rows.train import TRAIN
from app.actions.rows.view import VIEW

MENUS = ("File", "Edit", "View", "Model", "Composite", "Train", "Export", "Help")

ACTIONS: tuple[Action, ...] = (
    *FILE,
    *EDIT,
    *VIEW,
    *MODEL,
    *COMPOSITE,
    *TRAIN,
    *EXPORT,
    *HELP,
)


def of_menu(menu: str) -> Iterable[list[Action]]:
    """Yield the actions of a menu, one list per section."""
    sections: dict[int, list[Action]] = {}
    for action in ACTIONS:
        if action.menu == menu:
            sections.setdefault(action.section, []).append(action)
    yield from sections.values()
