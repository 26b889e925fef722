"""Context menus of blocks, wires and the canvas itself, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from blocks.check.instance import is_composite
from blocks.graph.graph import Wire
from canvas.view.commands import COMMANDS

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from canvas.scene.inline_frame import Spot
    from canvas.view.acting import ActingView

Row = tuple[str, Callable[[], object]] | QAction | None
"""Id of a command and what it does here; or an action of the window; ``None`` is a line."""


def context_menu(view: ActingView, at: QPointF) -> QMenu:
    """Return the menu for what is at a point of the scene; it selects what it is about."""
    block, wire = view.block_meant(at), view.wire_at(at)
    selection = view.graph_scene.selection
    spot = view.peeks.spot_at(at)
    if spot is not None:
        rows = _peek_rows(view, spot)
    elif block is not None:
        if block not in selection.blocks:
            selection.set([block])
        rows = _block_rows(view, at)
    elif wire is not None:
        if wire not in selection.wires:
            selection.set(wires=[wire])
        rows = _wire_rows(view, at, wire)
    else:
        rows = _canvas_rows(view, at)
    return _menu(view, rows)


def _peek_rows(view: ActingView, spot: Spot) -> list[Row]:
    return [
        ("model.enter", lambda: view.inside_activated.emit(spot)),
        ("canvas.close_peek", lambda: view.peeks.close(spot.way[0][0])),
    ]


def _block_rows(view: ActingView, at: QPointF) -> list[Row]:
    graph, chosen = view.graph_scene.graph, view.selected_ids()
    pair = len(chosen) == 2
    inside: list[Row] = []
    if len(chosen) == 1 and is_composite(graph, chosen[0]):
        inside = [
            ("model.enter", view.activate_selected),
            ("composite.peek", view.peek_selected),
            None,
        ]
    return [
        *inside,
        ("model.add", lambda: view.open_search(at)),
        ("model.connect", view.connect_selected) if pair else None,
        None,
        *_actions(view.block_actions),
        ("edit.cut", view.cut),
        ("edit.copy", view.copy),
        ("edit.duplicate", view.duplicate),
        None,
        ("model.layout", view.layout_blocks),
        ("view.fit_selection", view.fit_selection),
        None,
        ("edit.dissolve", view.dissolve_selected),
        ("edit.delete", view.delete_selected),
    ]


def _wire_rows(view: ActingView, at: QPointF, wire: Wire) -> list[Row]:
    return [
        ("canvas.insert", lambda: view.open_search(at, on=wire)),
        None,
        ("edit.delete", view.delete_selected),
    ]


def _canvas_rows(view: ActingView, at: QPointF) -> list[Row]:
    return [
        ("model.add", lambda: view.open_search(at)),
        ("edit.paste", lambda: view.paste(at)),
        None,
        *_actions(view.canvas_actions),
        ("edit.select_all", view.select_all),
        ("model.layout", view.layout_blocks),
        ("view.fit", view.fit),
    ]


def _actions(actions: Iterable[QAction]) -> list[Row]:
    """Return the actions of the window that can be done now, with a line below."""
    found: list[Row] = [action for action in actions if action.isEnabled()]
    return [*found, None] if found else []


def _menu(view: ActingView, rows: list[Row]) -> QMenu:
    menu = QMenu(view)
    for row in rows:
        if row is None:
            menu.addSeparator()
            continue
        if isinstance(row, QAction):
            menu.addAction(row)
            continue
        name, action = row
        title, shortcut = COMMANDS[name]
        # The shortcut is words only: the canvas handles the key, and two owners would be ambiguous.
        native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        entry = menu.addAction(f"{title}	{native}" if native else title)
        entry.setObjectName(name)
        entry.triggered.connect(lambda _checked=False, run=action: run())
    return menu
