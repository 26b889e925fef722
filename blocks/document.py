"""A document: the model's graph, its composites, and the settings for data and training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from blocks.edits import STRUCTURE, Edit
from blocks.errors import EditError
from blocks.graph import MODEL, Graph
from blocks.settings import Settings
from blocks.signals import Signal


class Document:
    """Everything that a project file holds. Changes come as edits and are told by one signal.

    Attributes:
        graphs: the model under `MODEL`, composites under their names.
        settings: title, data and training.
        changed: emitted once per `apply` with the edits.
    """

    def __init__(self) -> None:
        """Make an empty document."""
        self.graphs: dict[str, Graph] = {MODEL: Graph()}
        self.settings = Settings()
        self.extra: dict[str, Any] = {}
        self.changed: Signal[[Sequence[Edit]]] = Signal()

    @property
    def model(self) -> Graph:
        """The main graph."""
        return self.graphs[MODEL]

    def graph(self, name: str) -> Graph:
        """Return a graph by name; raises `EditError` where there is none."""
        if name not in self.graphs:
            raise EditError(f"there is no composite {name}")
        return self.graphs[name]

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply edits as one change: all of them, or none.

        Raises:
            EditError: an edit does not fit, or the wires would form a circle; the document is as it was.
        """
        done: list[Edit] = []
        try:
            for edit in edits:
                edit.apply(self)
                done.append(edit)
            for name in {edit.graph for edit in done if isinstance(edit, STRUCTURE)}:
                self.graph(name).order()
        except EditError:
            for edit in reversed(done):
                edit.inverse().apply(self)
            raise
        if done:
            self.changed.emit(tuple(done))
