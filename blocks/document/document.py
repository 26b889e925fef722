"""A document: the model's graph, its composites, and the settings for data and training."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from blocks.catalog.registry import block_type
from blocks.document.definitions import check_definitions, users_of
from blocks.document.edits import STRUCTURE, Edit, changes_definition
from blocks.errors import EditError
from blocks.graph.graph import MODEL, Graph
from blocks.inference.composite_type import composite_type
from blocks.settings.declarations import Settings
from blocks.signals import Signal
from blocks.types.block_type import BlockType


class Document:
    """Everything that a project file holds. Changes come as edits and are told by one signal.

    Attributes:
        graphs: the model under `MODEL`, composites under their names.
        settings: title, data and training.
        changed: emitted once per `apply` with the edits.
    """

    def __init__(self) -> None:
        """Make an empty document."""
        self.graphs: dict[str, Graph] = {}
        self.adopt(Graph())
        self.settings = Settings()
        self.extra: dict[str, object] = {}
        self.changed: Signal[[Sequence[Edit]]] = Signal()

    def adopt(self, graph: Graph) -> None:
        """Take a graph in, under its name; its blocks may be instances of the document's composites."""
        graph.type_named = self.type_named
        self.graphs[graph.name] = graph

    def type_named(self, name: str) -> BlockType | None:
        """Return a built-in block type or one of the document's composites; ``None`` for neither."""
        known = block_type(name)
        if known is None and name and name in self.graphs:
            return composite_type(self.graphs[name])
        return known

    @property
    def model(self) -> Graph:
        """The main graph."""
        return self.graphs[MODEL]

    def graph(self, name: str) -> Graph:
        """Return a graph by name; raises `EditError` where there is none."""
        if name not in self.graphs:
            raise EditError(f"there is no composite {name}")
        return self.graphs[name]

    def apply(self, edits: Iterable[Edit], record: Callable[[], object] | None = None) -> None:
        """Apply edits as one change: all of them, or none.

        Args:
            edits: what is to change.
            record: called when all of them are applied, before anybody is told.

        Raises:
            EditError: an edit does not fit, or the wires would form a circle; the document is as it was.
        """
        done: list[Edit] = []
        try:
            for edit in edits:
                edit.apply(self)
                done.append(edit)
            for name in {edit.graph for edit in done if isinstance(edit, STRUCTURE)}:
                if name in self.graphs:
                    self.graph(name).order()
            if any(map(changes_definition, done)):
                check_definitions(self.graphs)
        except EditError:
            for edit in reversed(done):
                edit.inverse().apply(self)
            raise
        self._forget(done)
        if record is not None:
            record()
        if done:
            self.changed.emit(tuple(done))

    @contextmanager
    def as_if(self, edits: Iterable[Edit]) -> Iterator[None]:
        """Be as after some edits for a question; nobody is told.

        Raises:
            EditError: an edit does not fit; the document is as it was.
        """
        done: list[Edit] = []
        try:
            for edit in edits:
                edit.apply(self)
                done.append(edit)
            self._forget(done)
            yield
        finally:
            for edit in reversed(done):
                edit.inverse().apply(self)
            self._forget(done)

    def _forget(self, edits: Iterable[Edit]) -> None:
        """Let everything that uses a changed definition be worked out again."""
        for name in {edit.graph for edit in edits if changes_definition(edit)}:
            for user in users_of(self.graphs, name):
                self.graphs[user].forget()
