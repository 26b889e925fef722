"""What can be done on the canvas, each with its one name: context menus read it here, and so does the window."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """Words and key of something that can be done.

    Attributes:
        title: its name, in every menu and tooltip; ``...`` where a question follows.
        keys: the key on the canvas, in Qt's portable spelling; empty for none.
    """

    title: str
    keys: str = ""


COMMANDS: dict[str, Command] = {
    "edit.cut": Command("Cut", "Ctrl+X"),
    "edit.copy": Command("Copy", "Ctrl+C"),
    "edit.paste": Command("Paste", "Ctrl+V"),
    "edit.duplicate": Command("Duplicate", "Ctrl+D"),
    "edit.delete": Command("Delete", "Del"),
    "edit.dissolve": Command("Delete, keep the flow", "Ctrl+Del"),
    "edit.select_all": Command("Select all", "Ctrl+A"),
    "view.fit": Command("Fit the model", "F"),
    "view.fit_selection": Command("Fit the selection", "Shift+F"),
    "model.add": Command("Add a block...", "Tab"),
    "model.connect": Command("Connect the two blocks", "W"),
    "model.layout": Command("Arrange the blocks", "L"),
    "model.enter": Command("Step inside", "Ctrl+Down"),
    "composite.peek": Command("Look inside, here", "Space"),
    "canvas.insert": Command("Insert a block here..."),
    "canvas.close_peek": Command("Close the look inside", "Esc"),
}
"""By the id of the window's action; those that begin with ``canvas`` are on the canvas alone."""
