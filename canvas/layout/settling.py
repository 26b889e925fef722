"""Room for what edits put on a canvas: no card lands on another, or on a wire that is not its own. No Qt.

Every change of a project goes through `settled`, whatever door it comes in by: a fix, a paste, a drop, a composite
that is unfolded. Whoever makes edits says where cards are wanted; here they get the nearest place that is free, and the
usual gaps where they are put into a wire. What is dragged makes way; what is put into the flow pushes the rest on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from blocks.document.definitions import users_of
from blocks.document.document import Document
from blocks.document.edits import (
    AddBlock,
    AddWire,
    Edit,
    Place,
    RemoveBlock,
    RemoveWire,
    ReplaceBlock,
)
from blocks.errors import EditError
from blocks.graph.graph import Graph
from canvas.layout.room import Asked, settle

_log = logging.getLogger(__name__)
_PLACING = (AddBlock, AddWire, Place, ReplaceBlock, RemoveBlock, RemoveWire)


def settled(document: Document, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Return edits with what has to move for them.

    Args:
        document: what they are for, as it is before.
        edits: what is to be done; where it does not fit it comes back as it is.
    """
    asked = _asked(document, edits)
    if not asked:
        return edits
    more: list[Edit] = []
    try:
        with document.as_if(edits):
            for name, request in asked.items():
                if name in document.graphs:
                    more += _places(document.graph(name), request)
    except EditError:
        return edits
    except Exception:  # a change is never lost for want of a place
        _log.exception("no room was made")
        return edits
    every = (*edits, *more)
    return () if _changes_nothing(document, every) else every


def _changes_nothing(document: Document, edits: Iterable[Edit]) -> bool:
    """Tell whether all that moves comes back to where it is: there was no room where it was wanted."""
    last: dict[tuple[str, str], Place] = {}
    for edit in edits:
        if not isinstance(edit, Place):
            return False
        last[edit.graph, edit.block] = edit
    return all(
        document.graph(graph).positions[block] == edit.new for (graph, block), edit in last.items()
    )


def _places(graph: Graph, request: Asked) -> Iterable[Edit]:
    for key, place in settle(graph, request).items():
        if place != graph.positions[key]:
            yield Place(graph.name, key, graph.positions[key], place)


def _asked(document: Document, edits: Sequence[Edit]) -> dict[str, Asked]:
    """Return what the edits ask of each graph, where they ask for room at all."""
    found: dict[str, Asked] = {}
    for edit in edits:
        if isinstance(edit, _PLACING):
            found.setdefault(edit.graph, Asked()).take(edit)
    ends = [edit for edit in edits if isinstance(edit, (AddBlock, RemoveBlock))]
    for name in {edit.graph for edit in ends if edit.block.is_port}:
        for user in users_of(document.graphs, name):
            blocks = document.graphs[user].blocks.values()
            instances = {block.id for block in blocks if block.type == name}
            found.setdefault(user, Asked()).grown |= instances
    return {name: request for name, request in found.items() if request}
