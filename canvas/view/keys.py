"""Keys on the canvas, as a table; the window may take any of them over as a shortcut of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from canvas.geometry.boxes import GRID
from canvas.geometry.walking import neighbour
from canvas.view.actions import ON_CANVAS, CanvasAction

if TYPE_CHECKING:
    from canvas.view.canvas import Canvas

_Standard = QKeySequence.StandardKey
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_STANDARD: dict[QKeySequence.StandardKey, CanvasAction] = {
    _Standard.Copy: ON_CANVAS["edit.copy"],
    _Standard.Cut: ON_CANVAS["edit.cut"],
    _Standard.Paste: ON_CANVAS["edit.paste"],
    _Standard.SelectAll: ON_CANVAS["edit.select_all"],
    _Standard.Undo: lambda canvas: canvas.history.undo(),
    _Standard.Redo: lambda canvas: canvas.history.redo(),
    _Standard.ZoomIn: ON_CANVAS["view.zoom_in"],
    _Standard.ZoomOut: ON_CANVAS["view.zoom_out"],
}
_CONTROL: dict[Qt.Key, CanvasAction] = {
    Qt.Key.Key_D: ON_CANVAS["edit.duplicate"],
    Qt.Key.Key_0: ON_CANVAS["view.zoom_reset"],
    Qt.Key.Key_L: ON_CANVAS["model.layout"],
    Qt.Key.Key_Delete: ON_CANVAS["edit.dissolve"],
    Qt.Key.Key_Backspace: ON_CANVAS["edit.dissolve"],
}
_PLAIN: dict[Qt.Key, CanvasAction] = {
    Qt.Key.Key_Delete: ON_CANVAS["edit.delete"],
    Qt.Key.Key_Backspace: ON_CANVAS["edit.delete"],
    Qt.Key.Key_F: ON_CANVAS["view.fit_selection"],
    Qt.Key.Key_Home: ON_CANVAS["view.fit"],
    Qt.Key.Key_L: ON_CANVAS["model.layout"],
    Qt.Key.Key_W: ON_CANVAS["model.connect"],
    Qt.Key.Key_Plus: ON_CANVAS["view.zoom_in"],
    Qt.Key.Key_Minus: ON_CANVAS["view.zoom_out"],
    Qt.Key.Key_Return: lambda canvas: canvas.editing.activate_selected(),
    Qt.Key.Key_Enter: lambda canvas: canvas.editing.activate_selected(),
}


def press_key(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what a key means; tells whether it means anything here."""
    key = Qt.Key(event.key())
    if key == Qt.Key.Key_Escape:
        return escape(canvas)
    if canvas.gesture is not None:
        return False  # a hand is at work: what it holds must not be deleted below it
    if key in _ARROWS:
        return _arrow(canvas, event, *_ARROWS[key])
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    # The own keys first: to Qt, Shift+Del is a key for cutting.
    action = (_CONTROL if control else _PLAIN).get(key) or next(
        (action for known, action in _STANDARD.items() if event.matches(known)), None
    )
    if action is not None:
        action(canvas)
    return action is not None


def escape(canvas: Canvas) -> bool:
    """Give up the gesture, else close what is opened in place, else the selection, else leave the graph."""
    scene = canvas.graph_scene
    if canvas.cancel_gesture() or canvas.inline_views.close_last():
        return True
    if (scene.selection and not canvas.editing.is_as_found()) or scene.highlighted:
        scene.selection.set()
        scene.highlight([])
    else:
        canvas.signals.left.emit()
    return True


def _arrow(canvas: Canvas, event: QKeyEvent, across: int, down: int) -> bool:
    """Move the selection by a step of the grid; with Alt walk to a neighbour; else look around."""
    scene = canvas.graph_scene
    chosen = scene.selection.blocks
    if event.modifiers() & Qt.KeyboardModifier.AltModifier or (
        not chosen and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    ):
        found = neighbour(scene.graph, scene.places, sorted(chosen), across, down)
        if found:
            scene.select([found])
            canvas.camera.show_block(found)
    elif chosen:
        step = 1.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else GRID
        positions = scene.graph.positions
        new = {key: (positions[key][0] + across * step, positions[key][1] + down * step) for key in chosen}  # fmt: skip
        canvas.editor.move(new, merge="nudge " + " ".join(sorted(chosen)))
    else:
        canvas.camera.pan(QPoint(-across * 60, -down * 60))
    return True
