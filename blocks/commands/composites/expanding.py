"""Puts the blocks of a definition into the place of an instance: the exact inverse of making a composite.

Values of the instance take the place of metaparameters, repeats are unrolled, and what depends on incoming shapes is
decided with those of the check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from blocks.catalog.ports import OUT
from blocks.check.checker import Checker
from blocks.check.outputs import model_outputs
from blocks.commands.blocks import GAP, SIDE
from blocks.commands.composites.expanding_copy import Copy, Ref, copied
from blocks.commands.composites.expanding_values import Application, applications_of, given_by
from blocks.commands.composites.grouping import centre
from blocks.commands.definition_edits import instances, moved_outputs, removal, removed
from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, Place
from blocks.document.layer_names import moved_names
from blocks.errors import EditError
from blocks.graph.composite_ports import port_blocks
from blocks.graph.freezing import NAME, declares, frozen
from blocks.graph.graph import MODEL, Block, Graph, Position, Wire
from blocks.graph.ids import id_key, slug
from blocks.graph.shared_layers import group_of, remapped
from blocks.graph.structure import LayerPath
from blocks.inference.repeats import can_have_structure


def expand_instance(document: Document, block_id: str, graph_name: str = MODEL) -> list[Edit]:
    """Put what is in a composite into the place of an instance.

    The definition goes as well where nothing else uses it and nobody has described it.

    Raises:
        EditError: it is no composite, or depends on what is not known; the text says on what.
    """
    expansion = expansion_of(document, block_id, graph_name)
    edits = expansion.edits()
    if graph_name == MODEL:
        trial = copy_document(document)
        expansion.apply(edits, trial)
    return edits


def expansion_of(document: Document, block_id: str, graph_name: str = MODEL) -> Expansion:
    """Return an instance on its way out; raises `EditError` where it is none, or cannot be expanded."""
    graph = document.graph(graph_name)
    block = graph.blocks.get(block_id)
    kind = graph.kind_of(block) if block is not None else None
    if block is None or kind is None or kind.definition is None:
        raise EditError(f"{block.type if block else block_id} is no composite: nothing is in it")
    if block.structure is not None and not can_have_structure(kind):
        raise EditError(f"{block.type} cannot be repeated: it needs one input and one output")
    if len(group_of(graph, block_id)) > 1:
        raise EditError(
            f"another block uses the layer of {block.type}, too: give it its own weights first"
        )
    return Expansion(document, graph, block, kind.definition)


class Expansion:
    """One instance on its way out."""

    def __init__(self, document: Document, graph: Graph, block: Block, definition: Graph) -> None:
        self.document, self.graph, self.block = document, graph, block
        self.definition = definition
        self.structure = block.structure
        self.inner = [
            key
            for key in sorted(definition.blocks, key=id_key)
            if not definition.blocks[key].is_port
        ]
        live = self._live()
        self.kept = [key for key in self.inner if key in live]
        # As after `make_composite`: nothing was in the way since, so all goes back to where it was.
        self.exact = self.structure is None and not any(key in graph for key in self.kept)
        self.place = graph.positions[block.id]
        self.output_keys: dict[str, str | None] = {}
        self.copies_of: dict[tuple[int, str], str] = {}
        self.merge = ""

    def edits(self, checker: Checker | None = None) -> list[Edit]:
        """Return what is to be done; ``checker`` follows the document, if there is one already."""
        graph, block = self.graph, self.block
        runs = applications_of(self.document, graph, block, checker)
        copies, leaving = self._copies(runs)
        edits = removed(graph, [block.id])
        edits += self._pushed(len(runs))
        names = {other.name for key, other in graph.blocks.items() if key != block.id} - {""}
        layers, renamed = moved_names(self.document, graph.name, self._outside)
        for copy in copies:
            for new, place in copy.blocks:
                kept = new.name if self.exact or new.name not in names else ""
                names.add(kept)
                edits.append(
                    AddBlock(
                        graph.name, replace(new, name=kept, layers=layers.get(new.id, {})), place
                    )
                )
        edits += [AddWire(graph.name, wire) for copy in copies for wire in copy.wires]
        for wire in graph.outgoing(block.id):
            source = leaving.get(wire.source_port)
            if source is not None:
                edits.append(AddWire(graph.name, Wire(*source, wire.target, wire.target_port)))
        return [*edits, *renamed, *self._outputs_moved(leaving), *self._definition_removed()]

    def apply(self, edits: Sequence[Edit], trial: Document) -> None:
        """Do it on a copy of the document, or on that itself; raises `EditError` where the model's outputs change."""
        mine = self.block.id
        wanted = {each.key for each in model_outputs(self.graph) if each.block != mine}
        wanted |= {key for key in self.output_keys.values() if key is not None}
        trial.apply(edits)
        found = {each.key for each in model_outputs(trial.model)}
        if wanted != found:
            raise EditError(
                f"{self.block.type} cannot be expanded: an output of the model that comes from it is used inside "
                "as well, or an output inside is used by nothing, so the model would have other outputs"
            )

    def _outside(self, path: LayerPath) -> LayerPath | None:
        """Return where a layer of the graph is when the instance has been expanded; ``None`` for one that has gone."""
        (block_id, iteration), *inner = path
        if block_id != self.block.id:
            return path
        if not inner:
            return ((self.merge, 0),) if self.merge else None
        (key, inner_iteration), *rest = inner
        copy = self.copies_of.get((iteration, key))
        return ((copy, inner_iteration), *rest) if copy else None

    def _outputs_moved(self, leaving: Mapping[str, Ref | None]) -> list[Edit]:
        """Let the settings of outputs follow to the blocks that give them now."""
        if self.graph.name != MODEL:
            return []
        self.output_keys = {
            each.key: ".".join(ref) if (ref := leaving.get(each.port)) is not None else None
            for each in model_outputs(self.graph)
            if each.block == self.block.id
        }
        return moved_outputs(self.document, self.output_keys)

    def _copies(self, runs: Sequence[Application]) -> tuple[list[Copy], dict[str, Ref | None]]:
        entering: dict[str, Ref | None] = {
            wire.target_port: (wire.source, wire.source_port)
            for wire in self.graph.incoming(self.block.id)
        }
        if self.structure is None:
            copy = self._copy(0, runs[0], entering, 1)
            return [copy], copy.leaving
        (first,) = self.graph.input_ports(self.block.id)
        (last,) = self.graph.output_ports(self.block.id)
        parallel = self.structure.parallel is not None
        copies: list[Copy] = []
        current = entering
        for at, run in enumerate(runs):
            copies.append(self._copy(at, run, entering if parallel else current, len(runs)))
            current = {first: copies[-1].leaving[last]}
        if parallel and len(copies) > 1:  # a merge of one branch does nothing
            merged = self._merged([copy.leaving[last] for copy in copies], len(runs))
            return [*copies, merged], merged.leaving
        return copies, {last: current.get(first)}

    def _copy(
        self, at: int, run: Application, entering: Mapping[str, Ref | None], count: int
    ) -> Copy:
        given = given_by(self.graph, self.block, self.definition, run)
        ids = {key: key for key in self.kept} if self.exact else self._fresh_ids(at)
        words = None if self.exact else remapped(self.definition.blocks, ids)
        copy = copied(self.definition, ids, given, entering, self._shift(at, count), words)
        made = {block.id for block, _ in copy.blocks}
        self.copies_of |= {(run.index, key): new for key, new in ids.items() if new in made}
        value = self.block.values.get(NAME, True)
        if value is not True and not declares(self.definition.metaparameters):
            kind = self.definition.kind_of
            copy.blocks = [(frozen(each, kind(each), value), place) for each, place in copy.blocks]
        return copy

    def _fresh_ids(self, at: int) -> dict[str, str]:
        first = 1 + max(id_key(key)[0] for key in self.graph.blocks) + at * len(self.kept)
        return {
            key: f"{key.rpartition('-')[0] or slug(self.definition.blocks[key].type)}-{number}"
            for number, key in enumerate(self.kept, first)
        }

    def _merged(self, branches: Sequence[Ref | None], count: int) -> Copy:
        assert self.structure is not None
        newest = max(id_key(key)[0] for key in self.graph.blocks)
        self.merge = f"{slug(self.structure.merge)}-{newest + 1 + count * len(self.kept)}"
        place = (self.place[0], self.place[1] + self._size()[1])
        wires = [
            Wire(*branch, self.merge, f"input_{number}")
            for number, branch in enumerate(branches, 1)
            if branch is not None
        ]
        (last,) = self.graph.output_ports(self.block.id)
        block = Block(self.merge, self.structure.merge)
        return Copy([(block, place)], wires, {last: (self.merge, "output")})

    def _shift(self, at: int, count: int) -> Position:
        """Return how far a copy lies from the definition's own places."""
        places = [self.definition.positions[key] for key in self.inner]
        if not places:
            return 0.0, 0.0
        middle = centre(places)
        across = self.place[0] - middle[0]
        if self.exact:
            # A file keeps a hundredth of a pixel; less than one is no move.
            down = self.place[1] - middle[1]
            return (across if abs(across) > 1 else 0.0), (down if abs(down) > 1 else 0.0)
        down = self.place[1] - min(y for _, y in places)
        width, height = self._size()
        if self.structure is not None and self.structure.parallel is not None:
            return across + width * (at - (count - 1) / 2), down
        return across, down + height * at

    def _size(self) -> Position:
        places = [self.definition.positions[key] for key in self.inner] or [(0.0, 0.0)]
        columns, rows = [x for x, _ in places], [y for _, y in places]
        return max(columns) - min(columns) + SIDE, max(rows) - min(rows) + GAP

    def _pushed(self, count: int) -> list[Edit]:
        """Make room below where more comes than was there."""
        if self.exact or not count:
            return []
        height = self._size()[1]
        parallel = self.structure is not None and self.structure.parallel is not None
        more = height if parallel else height * count - GAP
        return [
            Place(self.graph.name, key, (x, y), (x, y + more))
            for key, (x, y) in self.graph.positions.items()
            if more > 0 and y > self.place[1]
        ]

    def _live(self) -> set[str]:
        """Return the blocks that the results depend on: others would become outputs of the model.

        In a definition what leads nowhere does no harm, so nothing is lost there.
        """
        if self.graph.name != MODEL and self.structure is None:
            return set(self.definition.blocks)
        waiting = [block.id for block in port_blocks(self.definition, OUT.name)]
        # An unfinished composite that gives nothing back leads nowhere, but is no output either.
        waiting += [key for key in self.inner if not self.definition.output_ports(key)]
        live: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key not in live:
                live.add(key)
                waiting += [wire.source for wire in self.definition.incoming(key)]
        return live

    def _definition_removed(self) -> list[Edit]:
        definition = self.definition
        if definition.description or definition.extra:
            return []
        alone = len(instances(self.document, definition.name)) == 1
        return removal(self.document, definition.name) if alone else []
