"""The commands of the canvas, each with its one name: context menus read it here, and so does the window."""

from __future__ import annotations

from typing import NamedTuple


class CanvasCommand(NamedTuple):
    """Words and key of something that can be done.

    Attributes:
        title: its name, in every menu and tooltip; ``...`` where a question follows.
        keys: the key on the canvas, in Qt's portable spelling; empty for none.
    """

    title: str
    keys: str = ""


COMMANDS: dict[str, CanvasCommand] = {
    "edit.cut": CanvasCommand("Cut", "Ctrl+X"),
    "edit.copy": CanvasCommand("Copy", "Ctrl+C"),
    "edit.paste": CanvasCommand("Paste", "Ctrl+V"),
    "edit.duplicate": CanvasCommand("Duplicate", "Ctrl+D"),
    "edit.delete": CanvasCommand("Delete", "Del"),
    "edit.dissolve": CanvasCommand("Delete, keep the flow", "Ctrl+Del"),
    "edit.select_all": CanvasCommand("Select all", "Ctrl+A"),
    "view.fit": CanvasCommand("Fit the model", "F"),
    "view.fit_selection": CanvasCommand("Fit the selection", "Shift+F"),
    "model.add": CanvasCommand("Add a block...", "Tab"),
    "model.connect": CanvasCommand("Connect the two blocks", "W"),
    "model.layout": CanvasCommand("Arrange the blocks", "L"),
    "model.enter": CanvasCommand("Step inside", "Ctrl+Down"),
    "composite.peek": CanvasCommand("Look inside, here", "Space"),
    "canvas.insert": CanvasCommand("Insert a block here..."),
    "canvas.close_peek": CanvasCommand("Close the look inside", "Esc"),
}
"""By the id of the window's action; those that begin with ``canvas`` are on the canvas alone."""
