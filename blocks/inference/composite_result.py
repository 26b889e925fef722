"""The result of checking a composite from inside, for one instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blocks.graph.graph import Graph
from blocks.inference.labels import Labels
from blocks.inference.result import BlockCheck
from blocks.types.problems import Problem


@dataclass(frozen=True, slots=True)
class InstanceCheck:
    """The check of a definition for one instance; what `blocks.inference.wording` needs of it.

    Attributes:
        graph: the definition.
        results: a check for every block that the results depend on.
        problem: the first that is wrong, or ``None``.
    """

    graph: Graph
    results: Mapping[str, BlockCheck]
    problem: Problem | None

    def label(self, block_id: str) -> str:
        """Return what a block is called before people, as on the cards of the definition."""
        return Labels(self.graph, self.results).of(block_id)
