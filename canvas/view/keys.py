"""Keys on the canvas, as a table; the window may take any of them over as a shortcut of an action."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from canvas.geometry.boxes import GRID
from canvas.geometry.walking import neighbour

if TYPE_CHECKING:
    from canvas.view.acting import ActingView

_Standard = QKeySequence.StandardKey
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def press_key(view: ActingView, event: QKeyEvent) -> bool:
    """Do what a key means; tells whether it means anything here."""
    key = Qt.Key(event.key())
    if key == Qt.Key.Key_Escape:
        return escape(view)
    if view.gesture is not None:
        return False  # a hand is at work: what it holds must not be deleted below it
    if key in _ARROWS:
        return _arrow(view, event, *_ARROWS[key])
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        view.dissolve_selected() if control else view.delete_selected()
        return True
    action = _standard(view, event) or _plain(view, key, bool(control))
    if action is None:
        return False
    action()
    return True


def _standard(view: ActingView, event: QKeyEvent) -> Callable[[], object] | None:
    table: dict[QKeySequence.StandardKey, Callable[[], object]] = {
        _Standard.Copy: view.copy,
        _Standard.Cut: view.cut,
        _Standard.Paste: view.paste,
        _Standard.SelectAll: view.select_all,
        _Standard.Undo: view.history.undo,
        _Standard.Redo: view.history.redo,
        _Standard.ZoomIn: view.zoom_in,
        _Standard.ZoomOut: view.zoom_out,
    }
    return next((action for known, action in table.items() if event.matches(known)), None)


def _plain(view: ActingView, key: Qt.Key, control: bool) -> Callable[[], object] | None:
    if control:
        return {
            Qt.Key.Key_D: view.duplicate,
            Qt.Key.Key_0: view.zoom_reset,
            Qt.Key.Key_L: view.layout_blocks,
        }.get(key)
    return {
        Qt.Key.Key_F: view.fit_selection,
        Qt.Key.Key_Home: view.fit,
        Qt.Key.Key_L: view.layout_blocks,
        Qt.Key.Key_W: view.connect_selected,
        Qt.Key.Key_Plus: view.zoom_in,
        Qt.Key.Key_Minus: view.zoom_out,
        Qt.Key.Key_Return: view.activate_selected,
        Qt.Key.Key_Enter: view.activate_selected,
    }.get(key)


def escape(view: ActingView) -> bool:
    """Give up the gesture, else close what is opened in place, else the selection, else leave the graph."""
    scene = view.graph_scene
    if view.cancel_gesture() or view.peeks.close_last():
        return True
    if (scene.selection and not view.is_as_found()) or scene.highlighted:
        scene.selection.set()
        view.highlight([])
    else:
        view.left.emit()
    return True


def _arrow(view: ActingView, event: QKeyEvent, across: int, down: int) -> bool:
    """Move the selection by a step of the grid; with Alt walk to a neighbour; else look around."""
    scene = view.graph_scene
    chosen = scene.selection.blocks
    if event.modifiers() & Qt.KeyboardModifier.AltModifier or (
        not chosen and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    ):
        found = neighbour(scene.graph, scene.places, sorted(chosen), across, down)
        if found:
            view.select([found])
            view.show_block(found)
    elif chosen:
        step = 1.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else GRID
        positions = scene.graph.positions
        new = {key: (positions[key][0] + across * step, positions[key][1] + down * step) for key in chosen}  # fmt: skip
        view.editor.move(new, merge="nudge " + " ".join(sorted(chosen)))
    else:
        from PySide6.QtCore import QPoint

        view.pan(QPoint(-across * 60, -down * 60))
    return True
