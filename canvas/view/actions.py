"""The methods behind the commands of the canvas, for context menus and for the menus of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canvas.view.canvas import Canvas

CanvasAction = Callable[["Canvas"], object]

ON_CANVAS: dict[str, CanvasAction] = {
    "edit.cut": lambda canvas: canvas.editing.cut(),
    "edit.copy": lambda canvas: canvas.editing.copy(),
    "edit.paste": lambda canvas: canvas.editing.paste(),
    "edit.duplicate": lambda canvas: canvas.editing.duplicate(),
    "edit.delete": lambda canvas: canvas.editing.delete_selected(),
    "edit.dissolve": lambda canvas: canvas.editing.dissolve_selected(),
    "edit.select_all": lambda canvas: canvas.editing.select_all(),
    "view.zoom_in": lambda canvas: canvas.camera.zoom_in(),
    "view.zoom_out": lambda canvas: canvas.camera.zoom_out(),
    "view.zoom_reset": lambda canvas: canvas.camera.zoom_reset(),
    "view.fit": lambda canvas: canvas.camera.fit(),
    "view.fit_selection": lambda canvas: canvas.camera.fit_selection(),
    "model.add": lambda canvas: canvas.adding.open_search(),
    "model.connect": lambda canvas: canvas.editing.connect_selected(),
    "model.layout": lambda canvas: canvas.editing.layout_blocks(),
    "composite.peek": lambda canvas: canvas.inline_views.toggle_selected(),
}
"""By the id of the window's action; `canvas.view.commands` has the words."""
