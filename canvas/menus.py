"""Context menus of blocks, wires and the canvas itself, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from blocks.check import is_composite
from blocks.graph import Wire

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from canvas.peeks import Spot
    from canvas.view import GraphView

Row = tuple[str, str, Callable[[], object]] | QAction | None
"""Title, shortcut to show, and what it does; or an action of the window; ``None`` is a line."""


def context_menu(view: GraphView, at: QPointF) -> QMenu:
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


def _peek_rows(view: GraphView, spot: Spot) -> list[Row]:
    return [
        ("Step inside", "", lambda: view.inside_activated.emit(spot)),
        ("Close the look inside", "Esc", lambda: view.peeks.close(spot.way[0][0])),
    ]


def _block_rows(view: GraphView, at: QPointF) -> list[Row]:
    graph, chosen = view.graph_scene.graph, view.selected_ids()
    pair = len(chosen) == 2
    inside: list[Row] = []
    if len(chosen) == 1 and is_composite(graph, chosen[0]):
        title = f"Open {graph.blocks[chosen[0]].type}"
        inside = [
            (title, "Ctrl+Down", view.activate_selected),
            ("Look inside, here", "Space", view.peek_selected),
            None,
        ]
    return [
        *inside,
        ("Add block after…", "Tab", lambda: view.open_search(at)),
        ("Connect the two", "W", view.connect_selected) if pair else None,
        None,
        *_actions(view.block_actions),
        ("Cut", "Ctrl+X", view.cut),
        ("Copy", "Ctrl+C", view.copy),
        ("Duplicate", "Ctrl+D", view.duplicate),
        None,
        ("Arrange selection", "L", view.layout_blocks),
        ("Zoom to selection", "F", view.fit_selection),
        None,
        ("Take out, keep the flow", "Ctrl+Del", view.dissolve_selected),
        ("Delete", "Del", view.delete_selected),
    ]


def _wire_rows(view: GraphView, at: QPointF, wire: Wire) -> list[Row]:
    return [
        ("Insert block…", "", lambda: view.open_search(at, on=wire)),
        None,
        ("Delete wire", "Del", view.delete_selected),
    ]


def _canvas_rows(view: GraphView, at: QPointF) -> list[Row]:
    return [
        ("Add block…", "Tab", lambda: view.open_search(at)),
        ("Paste", "Ctrl+V", lambda: view.paste(at)),
        None,
        *_actions(view.canvas_actions),
        ("Select all", "Ctrl+A", view.select_all),
        ("Arrange", "L", view.layout_blocks),
        ("Zoom to fit", "Home", view.fit),
    ]


def _actions(actions: Iterable[QAction]) -> list[Row]:
    """Return the actions of the window that can be done now, with a line below."""
    found: list[Row] = [action for action in actions if action.isEnabled()]
    return [*found, None] if found else []


def _menu(view: GraphView, rows: list[Row]) -> QMenu:
    menu = QMenu(view)
    for row in rows:
        if row is None:
            menu.addSeparator()
            continue
        if isinstance(row, QAction):
            menu.addAction(row)
            continue
        title, shortcut, action = row
        # The shortcut is words only: the canvas handles the key, and two owners would be ambiguous.
        native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        entry = menu.addAction(f"{title}	{native}" if native else title)
        entry.triggered.connect(lambda _checked=False, run=action: run())
    return menu
