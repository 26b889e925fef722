"""Keys on the canvas, as a table; the window may take any of them over as a shortcut of an action."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from canvas.geometry.boxes import GRID
from canvas.geometry.walking import neighbour

if TYPE_CHECKING:
    from canvas.view.canvas import Canvas

_Standard = QKeySequence.StandardKey
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
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
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        canvas.editing.dissolve_selected() if control else canvas.editing.delete_selected()
        return True
    action = _standard(canvas, event) or _plain(canvas, key, bool(control))
    if action is None:
        return False
    action()
    return True


def _standard(canvas: Canvas, event: QKeyEvent) -> Callable[[], object] | None:
    table: dict[QKeySequence.StandardKey, Callable[[], object]] = {
        _Standard.Copy: canvas.editing.copy,
        _Standard.Cut: canvas.editing.cut,
        _Standard.Paste: canvas.editing.paste,
        _Standard.SelectAll: canvas.editing.select_all,
        _Standard.Undo: canvas.history.undo,
        _Standard.Redo: canvas.history.redo,
        _Standard.ZoomIn: canvas.camera.zoom_in,
        _Standard.ZoomOut: canvas.camera.zoom_out,
    }
    return next((action for known, action in table.items() if event.matches(known)), None)


def _plain(canvas: Canvas, key: Qt.Key, control: bool) -> Callable[[], object] | None:
    if control:
        return {
            Qt.Key.Key_D: canvas.editing.duplicate,
            Qt.Key.Key_0: canvas.camera.zoom_reset,
            Qt.Key.Key_L: canvas.editing.layout_blocks,
        }.get(key)
    return {
        Qt.Key.Key_F: canvas.camera.fit_selection,
        Qt.Key.Key_Home: canvas.camera.fit,
        Qt.Key.Key_L: canvas.editing.layout_blocks,
        Qt.Key.Key_W: canvas.editing.connect_selected,
        Qt.Key.Key_Plus: canvas.camera.zoom_in,
        Qt.Key.Key_Minus: canvas.camera.zoom_out,
        Qt.Key.Key_Return: canvas.editing.activate_selected,
        Qt.Key.Key_Enter: canvas.editing.activate_selected,
    }.get(key)


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
