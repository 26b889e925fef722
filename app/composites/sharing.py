"""One layer for several blocks: use the selected one again, or give it weights of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocks.commands.sharing import use_again, use_alone
from blocks.errors import NetwrightError
from blocks.graph.graph import Graph
from blocks.graph.shared_layers import group_of

if TYPE_CHECKING:
    from app.frame.workbench import Workbench

ASIDE = 40.0
"""Distance of the new block from the old one, in pixels at 100 %."""


class SharingActions:
    """Carries out what menus ask for, on the graph on screen. Each is one step of undo."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    @property
    def _graph(self) -> Graph:
        return self.bench.project.place.graph

    def use_again(self) -> None:
        """Add a block that applies the layer of the selected one again, with the same weights."""
        chosen = self._chosen()
        if not chosen:
            self.bench.tell("Select one layer to use it again.")
            return
        from canvas.items.card_content import ports_of

        x, y = self._graph.positions[chosen]
        at = (x + ports_of(self._graph, chosen).width + ASIDE, y)
        try:
            new, edits = use_again(self._graph, chosen, at)
            self.bench.project.do("Use the layer again", edits)
        except NetwrightError as error:
            words = str(error)
            self.bench.tell(f"{words[:1].upper()}{words[1:]}.")
            return
        self.bench.canvas.select([new])
        self.bench.tell("Connect it: it applies the same layer, with the same weights.")

    def use_alone(self) -> None:
        """Give the selected block a layer with weights of its own."""
        chosen = self._chosen()
        if chosen and len(group_of(self._graph, chosen)) > 1:
            self.bench.project.do("Give it its own weights", use_alone(self._graph, chosen))
            self.bench.canvas.select([chosen])

    def states(self) -> set[str]:
        """Return ``shared`` where the layer of the selected block is applied elsewhere as well."""
        chosen = self._chosen()
        return {"shared"} if chosen and len(group_of(self._graph, chosen)) > 1 else set()

    def _chosen(self) -> str:
        ids = self.bench.canvas.selected_ids()
        return ids[0] if len(ids) == 1 and ids[0] in self._graph else ""
