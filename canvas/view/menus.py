"""Context menus of blocks, wires and the canvas itself, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from blocks.check.instance import is_composite
from blocks.graph.graph import Wire
from canvas.view.actions import ON_CANVAS
from canvas.view.commands import COMMANDS

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from canvas.scene.inline_views import InlineSpot
    from canvas.view.canvas import Canvas

Row = str | tuple[str, Callable[[], object]] | QAction | None
"""Id of a command, with what it does where that is special here; or an action of the window; ``None`` is a line."""


def context_menu(canvas: Canvas, at: QPointF) -> QMenu:
    """Return the menu for what is at a point of the scene; it selects what it is about."""
    block, wire = canvas.finder.block_meant(at), canvas.finder.wire_at(at)
    selection = canvas.graph_scene.selection
    spot = canvas.inline_views.spot_at(at)
    if spot is not None:
        rows = _inline_rows(canvas, spot)
    elif block is not None:
        if block not in selection.blocks:
            selection.set([block])
        rows = _block_rows(canvas, at)
    elif wire is not None:
        if wire not in selection.wires:
            selection.set(wires=[wire])
        rows = _wire_rows(canvas, at, wire)
    else:
        rows = _canvas_rows(canvas, at)
    return _menu(canvas, rows)


def _inline_rows(canvas: Canvas, spot: InlineSpot) -> list[Row]:
    return [
        ("model.enter", lambda: canvas.signals.inside_activated.emit(spot)),
        ("canvas.close_peek", lambda: canvas.inline_views.close(spot.path[0][0])),
    ]


def _block_rows(canvas: Canvas, at: QPointF) -> list[Row]:
    graph, chosen = canvas.graph_scene.graph, canvas.graph_scene.selected_ids()
    pair = len(chosen) == 2
    inside: list[Row] = []
    if len(chosen) == 1 and is_composite(graph, chosen[0]):
        inside = [
            ("model.enter", canvas.editing.activate_selected),
            "composite.peek",
            None,
        ]
    return [
        *inside,
        ("model.add", lambda: canvas.adding.open_search(at)),
        "model.connect" if pair else None,
        None,
        *_actions(canvas.block_actions),
        "edit.cut",
        "edit.copy",
        "edit.duplicate",
        None,
        "model.layout",
        "view.fit_selection",
        None,
        "edit.dissolve",
        "edit.delete",
    ]


def _wire_rows(canvas: Canvas, at: QPointF, wire: Wire) -> list[Row]:
    return [
        ("canvas.insert", lambda: canvas.adding.open_search(at, on=wire)),
        None,
        "edit.delete",
    ]


def _canvas_rows(canvas: Canvas, at: QPointF) -> list[Row]:
    return [
        ("model.add", lambda: canvas.adding.open_search(at)),
        ("edit.paste", lambda: canvas.editing.paste(at)),
        None,
        *_actions(canvas.canvas_actions),
        "edit.select_all",
        "model.layout",
        "view.fit",
    ]


def _actions(actions: Iterable[QAction]) -> list[Row]:
    """Return the actions of the window that can be done now, with a line below."""
    found: list[Row] = [action for action in actions if action.isEnabled()]
    return [*found, None] if found else []


def _menu(canvas: Canvas, rows: list[Row]) -> QMenu:
    menu = QMenu(canvas.viewport())
    for row in rows:
        if row is None:
            menu.addSeparator()
            continue
        if isinstance(row, QAction):
            menu.addAction(row)
            continue
        name, action = (row, partial(ON_CANVAS[row], canvas)) if isinstance(row, str) else row
        title, shortcut = COMMANDS[name]
        # The shortcut is words only: the canvas handles the key, and two owners would be ambiguous.
        native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        entry = menu.addAction(f"{title}	{native}" if native else title)
        entry.setObjectName(name)
        entry.triggered.connect(lambda _checked=False, run=action: run())
    return menu
