"""The live check: shapes, weights and problems of a graph, kept up to date edit by edit.

After an edit only the blocks that it touches are inferred again, then those that follow as long as a shape changes.
A block whose input is unknown is unknown itself, not wrong: one mistake gives one problem.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

from blocks.catalog.ports import IN
from blocks.check.instance import Instance, is_composite
from blocks.check.receptive_fields import Field, receptive_fields
from blocks.document.definitions import users_of
from blocks.document.document import Document
from blocks.document.edits import (
    STRUCTURE,
    AddBlock,
    AddWire,
    Edit,
    RemoveBlock,
    RemoveWire,
    ReplaceBlock,
    SetMetaparameters,
    changes_definition,
)
from blocks.graph.composite_ports import port_blocks
from blocks.graph.freezing import NAME, declares, frozen, is_frozen
from blocks.graph.graph import MODEL, Block, Graph
from blocks.graph.naming import layer_names
from blocks.graph.shared_layers import group_of, maker_of
from blocks.inference.arguments import SHAPE_NAMES
from blocks.inference.labels import Labels
from blocks.inference.limits import one_pass
from blocks.inference.repeats import check_block
from blocks.inference.result import BlockCheck, Totals, totals_of
from blocks.inference.shared import checked_again
from blocks.signals import Signal
from blocks.types.problems import Problem
from blocks.values.shapes import Shape
from blocks.values.values import Value, has_expression


def _changes_order_or_names(edit: Edit) -> bool:
    if isinstance(edit, ReplaceBlock):
        old, new = edit.old, edit.new
        same = (old.name, old.shares, old.type) == (new.name, new.shares, new.type)
        return not same or (old.structure is None) != (new.structure is None)
    return isinstance(edit, STRUCTURE)


class Checker:
    """Keeps the check of one graph up to date.

    Attributes:
        results: a `BlockCheck` for every block.
        names: the layer name of every block, as Keras will give it.
        updated: emitted after every pass with the ids whose result changed.
    """

    def __init__(
        self,
        document: Document,
        graph: str = MODEL,
        instance: Instance | None = None,
        follows: bool = True,
    ) -> None:
        """Check the whole graph once, then follow the document's edits.

        Args:
            document: the project.
            graph: name of the graph.
            instance: for a composite, whose metaparameters and incoming shapes are looked at.
            follows: listen to the document; else somebody calls `follow`.
        """
        self.document = document
        self.graph_name = graph
        self.results: dict[str, BlockCheck] = {}
        self.names: dict[str, str] = {}
        self.updated: Signal[[frozenset[str]]] = Signal()
        self._ranks: dict[str, int] = {}
        self._nested: list[str] = []
        self._counts_inside = False
        self._told_names: dict[str, str] = {}
        self._totals: Totals | None = None
        self._labels: Labels | None = None
        self._fields: dict[str, Field | None] | None = None
        self._instance = instance
        self._environment: dict[str, Value] = {}
        self.refresh()
        if follows:
            document.changed.connect(self.follow)

    @property
    def graph(self) -> Graph:
        """The graph that is checked."""
        return self.document.graph(self.graph_name)

    @property
    def instance(self) -> Instance | None:
        """The instance that a composite is looked at as; ``None`` for its own values and unknown shapes."""
        return self._instance

    @property
    def environment(self) -> Mapping[str, Value]:
        """The metaparameters' values, those of the instance where there is one."""
        return self._environment

    def look_at(self, instance: Instance | None) -> None:
        """Check a composite as another instance sees it."""
        before, self._instance = self._instance, instance
        if (before is not None and is_frozen(self.graph, before.arguments)) != self._frozen:
            self.refresh()
            return
        if before is not None and instance is not None and before.same_as(instance):
            return
        graph = self.graph
        inputs = {block.id for block in port_blocks(graph, IN.name)}
        moving = {
            key for key, block in graph.blocks.items() if any(map(has_expression, block.moving))
        }
        self._infer(inputs | moving)

    def close(self) -> None:
        """Stop following the document."""
        self.document.changed.disconnect(self.follow)

    def refresh(self) -> None:
        """Check everything again."""
        self.results.clear()
        self.graph.resolved.clear()
        self._rank()
        self._infer(self.graph.blocks)

    def follow(self, edits: Sequence[Edit]) -> None:
        """Check what the edits changed."""
        dirty: set[str] = set()
        mine = [edit for edit in edits if getattr(edit, "graph", None) == self.graph_name]
        for edit in mine:
            dirty |= self._touched(edit)
        if any(isinstance(edit, (*STRUCTURE, ReplaceBlock)) for edit in mine):
            dirty |= {key for key, block in self.graph.blocks.items() if block.shares}
        dirty |= self._instances_of_changed(edits)
        if any(map(_changes_order_or_names, mine)) or any(map(changes_definition, edits)):
            self._rank()
        for block_id in dirty - self.graph.blocks.keys():
            self.results.pop(block_id, None)
        self._infer(dirty & self.graph.blocks.keys(), dirty)

    def problems(self) -> list[Problem]:
        """Return every block's problems, in the order of the graph."""
        return [
            problem
            for block_id in self.graph.order()
            for problem in self.results[block_id].problems
        ]

    def totals(self) -> Totals:
        """Return the sums over all blocks."""
        if self._totals is None:
            self._totals = totals_of(self.results.values())
        return self._totals

    def fields(self) -> dict[str, Field | None]:
        """Return the receptive field of every block; see `blocks.check.receptive_fields.receptive_fields`."""
        if self._fields is None:
            self._fields = receptive_fields(self.graph, self.results, self._environment)
        return self._fields

    def label(self, block_id: str) -> str:
        """Return what a block is called before people: by the words on its card, see `blocks.inference.labels`."""
        if self._labels is None:
            self._labels = Labels(self.graph, self.results)
        return self._labels.of(block_id)

    def _rank(self) -> None:
        order = self.graph.order()
        self._ranks = {block_id: rank for rank, block_id in enumerate(order)}
        self.names = layer_names(self.graph, order)
        self._nested = [
            key
            for key in order
            if self.graph.blocks[key].structure is not None or is_composite(self.graph, key)
        ]

    def _instances_of_changed(self, edits: Sequence[Edit]) -> set[str]:
        """Return the blocks whose definition, or one inside it, the edits changed."""
        changed = {edit.graph for edit in edits if changes_definition(edit)}
        if not changed:
            return set()
        affected = changed.union(*(users_of(self.document.graphs, name) for name in changed))
        return {key for key, block in self.graph.blocks.items() if block.type in affected}

    def _environment_now(self) -> dict[str, Value]:
        environment = self.graph.environment()
        if self.graph_name == MODEL:
            return environment
        if self._instance is not None:
            environment |= self._instance.arguments
        own = declares(self.graph.metaparameters)
        outside = SHAPE_NAMES if own else (*SHAPE_NAMES, NAME)
        return {name: value for name, value in environment.items() if name not in outside}

    @property
    def _frozen(self) -> bool:
        """Whether the instance that is looked at keeps its weights as they are."""
        seen = self._instance
        return seen is not None and is_frozen(self.graph, seen.arguments)

    def _rename(self) -> set[str]:
        """Name the layers again where some are inside composites; returns the blocks whose name changed."""
        if not self._nested and not self._counts_inside:
            return set()
        # Once more after the last of them has gone: what it counted is given back.
        self._counts_inside = bool(self._nested)
        inner = {key: self.results[key].layers for key in self._nested}
        self.names = layer_names(self.graph, None, inner)
        before, self._told_names = self._told_names, self.names
        return {key for key, name in self.names.items() if before.get(key) != name}

    def _touched(self, edit: Edit) -> set[str]:
        if isinstance(edit, (AddBlock, RemoveBlock)):
            return {edit.block.id}
        if isinstance(edit, ReplaceBlock):
            return {edit.new.id}
        if isinstance(edit, (AddWire, RemoveWire)):
            return {edit.wire.target}
        if isinstance(edit, SetMetaparameters):
            depending = {
                key
                for key, block in self.graph.blocks.items()
                if any(map(has_expression, block.moving))
            }
            return depending
        return set()

    def _infer(self, start: Iterable[str], told: Iterable[str] = ()) -> None:
        with one_pass():
            changed = self._inferred(start, told)
        self._totals = self._fields = self._labels = None
        changed |= self._rename()
        self.updated.emit(frozenset(changed))

    def _inferred(self, start: Iterable[str], told: Iterable[str]) -> set[str]:
        ranks, graph = self._ranks, self.graph
        blocks, following = graph.blocks, graph.network.adj
        self._environment = self._environment_now()
        heap = [(ranks[block_id], block_id) for block_id in start]
        heapq.heapify(heap)
        queued = {block_id for _, block_id in heap}
        changed = set(told)
        while heap:
            block_id = heapq.heappop(heap)[1]
            before = self.results.get(block_id)
            after = self._check(graph, blocks[block_id])
            self.results[block_id] = after
            if blocks[block_id].shares:
                for target in group_of(graph, block_id):
                    if ranks[target] > ranks[block_id] and target not in queued:
                        queued.add(target)
                        heapq.heappush(heap, (ranks[target], target))
            if before is not None and before.outputs == after.outputs:
                if before != after:
                    changed.add(block_id)
            else:
                changed.add(block_id)
                for target in following[block_id]:
                    if target not in queued:
                        queued.add(target)
                        heapq.heappush(heap, (ranks[target], target))
        return changed

    def _check(self, graph: Graph, block: Block) -> BlockCheck:
        block_id = block.id
        wires = graph.incoming(block_id)
        shapes = tuple([self._shape_from(wire.source, wire.source_port) for wire in wires])
        if block.type == IN.name and self._instance is not None:
            places = [port.id for port in port_blocks(graph, IN.name)]
            shapes = self._instance.shapes[places.index(block_id) :][:1]
        if self._frozen:
            block = frozen(block, graph.kind_of(block))
        check = check_block(graph, block, self._environment, shapes)
        if block.shares and (maker := maker_of(graph, block_id)) != block_id:
            return checked_again(graph, block, check, graph.blocks[maker], self.results[maker])
        return check

    def _shape_from(self, source: str, port: str) -> Shape | None:
        outputs = self.results[source].outputs
        if len(outputs) == 1:
            return outputs[0]
        ports = self.graph.output_ports(source)
        return outputs[ports.index(port)] if port in ports else None
