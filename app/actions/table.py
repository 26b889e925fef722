"""Every action of the window, declared once: menus, shortcuts, command palette and help page read this table."""

from __future__ import annotations

from app.actions.action import Action, Sections
from app.actions.rows.composite import COMPOSITE
from app.actions.rows.edit import EDIT
from app.actions.rows.export import EXPORT
from app.actions.rows.file import FILE
from app.actions.rows.help import HELP
from app.actions.rows.model import MODEL
from app.actions.rows.train import TRAIN
from app.actions.rows.view import VIEW

_SECTIONS: dict[str, Sections] = {
    "File": FILE,
    "Edit": EDIT,
    "View": VIEW,
    "Model": MODEL,
    "Composite": COMPOSITE,
    "Train": TRAIN,
    "Export": EXPORT,
    "Help": HELP,
}
MENUS = tuple(_SECTIONS)
ACTIONS: tuple[Action, ...] = tuple(
    action for sections in _SECTIONS.values() for section in sections for action in section
)


def of_menu(menu: str) -> Sections:
    """Return the actions of a menu, section by section."""
    return _SECTIONS[menu]
