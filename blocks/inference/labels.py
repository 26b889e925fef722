"""Names blocks for people by the words on their cards, so that everybody finds the card."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.graph.graph import Graph
from blocks.graph.naming import can_be_named
from blocks.inference.card_words import shown_words, title_of
from blocks.inference.result import BlockCheck

SEPARATOR = " · "
MAX_WORDS = 60
"""Most letters of a card's words in a label."""


class Labels:
    """The labels of one graph.

    A block with a name of its own has it: ``Conv2D stem``. One that is the only one of its title needs nothing more:
    ``Add``. Several are distinguished by what their cards say, as far as is needed: ``Conv2D 64``, ``Conv2D 64 · 3×3``;
    where the cards say the same, by their place in the order of the graph: ``ReLU (2 of 3)``.
    """

    def __init__(self, graph: Graph, results: Mapping[str, BlockCheck]) -> None:
        """Read a graph as it is now.

        Args:
            graph: the graph.
            results: what is known of its blocks; it may be incomplete.
        """
        self._graph, self._results = graph, results
        self._alike: dict[str, list[str]] | None = None
        self._found: dict[str, str] = {}

    def of(self, block_id: str) -> str:
        """Return the label of a block."""
        block = self._graph.blocks[block_id]
        title = title_of(self._graph.kind_of(block), block)
        if block.name and can_be_named(block):
            return f"{title} {block.name}"
        if block_id not in self._found:
            self._tell_apart(title)
        return self._found[block_id]

    def _tell_apart(self, title: str) -> None:
        """Label all blocks of a title that have no name of their own."""
        alike = self._titles()[title]
        if len(alike) == 1:
            self._found[alike[0]] = title
            return
        parts = {key: self._parts(key) for key in alike}
        longest = max(map(len, parts.values()))
        different = len(set(parts.values()))
        enough = next(
            many
            for many in range(1, longest + 2)
            if len({each[:many] for each in parts.values()}) == different
        )
        known: dict[str, list[str]] = {}
        for block_id, each in parts.items():
            words = SEPARATOR.join(each[:enough])[:MAX_WORDS]
            known.setdefault(f"{title} {words}".strip(), []).append(block_id)
        for label, ids in known.items():
            for place, block_id in enumerate(ids, 1):
                twins = f" ({place} of {len(ids)})" if len(ids) > 1 else ""
                self._found[block_id] = label + twins

    def _parts(self, block_id: str) -> tuple[str, ...]:
        """Return the words of a card, one by one."""
        arguments = self._results.get(block_id, BlockCheck()).arguments
        words = shown_words(self._graph, block_id, arguments, brief=True)
        return tuple(words.split(SEPARATOR)) if words else ()

    def _titles(self) -> dict[str, list[str]]:
        if self._alike is None:
            self._alike = {}
            for block_id in self._graph.order():
                block = self._graph.blocks[block_id]
                if not block.name or not can_be_named(block):
                    title = title_of(self._graph.kind_of(block), block)
                    self._alike.setdefault(title, []).append(block_id)
        return self._alike
