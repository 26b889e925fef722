"""Random edits of a project with imported weights: every layer keeps its name, wherever it is put, and undo is exact.

What a layer computes says which one it is, whatever commands say of it: that is asked beside every edit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, rule

from blocks.check.instance import is_composite
from blocks.check.layer_paths import layer_paths, names_in_order, note_source
from blocks.commands import blocks as commands
from blocks.commands.clipboard import copy_text, paste
from blocks.commands.composites import (
    can_make,
    expand_instance,
    free_composite_name,
    make_composite,
    make_independent,
    promote_parameter,
    rename_composite,
    set_structure,
)
from blocks.commands.composites.unfolding import unfold_all
from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.graph.graph import MODEL
from blocks.graph.structure import MERGE, LayerPath, Structure
from blocks.values.values import Expression
from exporters.layer_places import LayerPlace, places_of
from tests.blocks.document.recorded import Recorded
from tests.blocks.random_composites import composite_documents
from tests.exporters.name_keeper import Named, named_places, names_after

FULL = settings.default.max_examples > 100
pytestmark = pytest.mark.timeout(3600 if FULL else 300)

STRUCTURES = (
    None,
    Structure(series=2),
    Structure(series=3),
    Structure(series=Expression("filters")),
    Structure(series=3, when=Expression("i != 1")),
    Structure(parallel=2, merge="Concatenate"),
    Structure(parallel=3, merge="Add"),
    Structure(when=Expression("channels < filters")),
    Structure(when=Expression("wide")),
)


def with_names(document: Document) -> Document:
    """Give every layer a name of its own, as an import does."""
    places = places_of(document)
    names: dict[str, list[str]] = {}
    for at, place in enumerate(places or ()):
        names.setdefault(place.block, []).append(f"layer_{at}")
    note_source(document, "net.h5", "0" * 64, names)
    return document


def paths_of(document: Document, places: list[LayerPlace]) -> list[tuple[str, LayerPath]]:
    """Return the block and the path of places; a merge has the path of the first branch, or of the instance there."""
    found: list[tuple[str, LayerPath]] = []
    for place in places:
        (first, *inner) = place.path
        path: LayerPath = (("", first.iteration), *((each.block, each.iteration) for each in inner))
        own = place.path[-1]
        composite = is_composite(document.graph(own.graph), own.block)
        if composite or (first.block, path) in found:
            path = (*path[:-1], (path[-1][0], MERGE))
        found.append((first.block, path))
    return found


class NamedLayers(Recorded):
    """A person who takes a model with imported weights to pieces and puts it together again."""

    @initialize(document=composite_documents())
    def open(self, document: Document) -> None:
        self.start(with_names(document))
        self.known: Named = named_places(self.document) or ()

    def edit(self, edits: Callable[[], list[Edit]]) -> None:
        """Do edits, and compare the names with what the layers compute."""
        self.known = named_places(self.document) or self.known
        if not self.attempt(edits):
            return
        places = places_of(self.document)
        if places is None:
            return
        self.are_made_in_this_order(places)
        waiting = {key: list(names) for key, names in names_in_order(self.document).items()}
        mine = [waiting[each.block].pop(0) if waiting.get(each.block) else "" for each in places]
        given = [name for name in mine if name]
        assert len(set(given)) == len(given)
        flows = {name: place.flow for place, name in self.known}
        for place, name, wanted in zip(places, mine, names_after(self.known, places), strict=True):
            if not wanted:
                continue  # what it computes was changed by the way, or it is there again
            assert name == wanted or flows.get(name) == flows[wanted], (place, name, wanted)

    def are_made_in_this_order(self, places: list[LayerPlace]) -> None:
        made = [
            (key, path)
            for key in dict.fromkeys(place.block for place in places)
            for path in layer_paths(self.checker, key)
        ]
        wanted = paths_of(self.document, places)
        assert sorted(made) == sorted(wanted)
        for key in self.document.model.blocks:
            assert [p for b, p in made if b == key] == [p for b, p in wanted if b == key]

    def graph(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.document.graphs)))

    def pick(self, data: st.DataObject, graph: str) -> str:
        return data.draw(st.sampled_from(self.document.graph(graph).order()))

    @rule(data=st.data())
    def group(self, data: st.DataObject) -> None:
        graph = self.graph(data)
        order = self.document.graph(graph).order()
        start = data.draw(st.integers(0, len(order) - 1))
        ids = order[start : start + data.draw(st.integers(1, 4))]
        if not can_make(self.document, ids, graph):
            name = free_composite_name(self.document, "Part")
            self.edit(lambda: make_composite(self.document, ids, name, graph))

    @rule(data=st.data())
    def expand(self, data: st.DataObject) -> None:
        graph = self.graph(data)
        found = self.document.graph(graph)
        ids = [key for key in found.order() if is_composite(found, key)]
        if ids:
            block_id = data.draw(st.sampled_from(ids))
            self.edit(lambda: expand_instance(self.document, block_id, graph))

    @rule()
    def unfold(self) -> None:
        self.edit(lambda: unfold_all(self.document))

    @rule(data=st.data(), structure=st.sampled_from(STRUCTURES))
    def repeat(self, data: st.DataObject, structure: Structure | None) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        self.edit(lambda: set_structure(self.document, block_id, structure, graph))

    @rule(data=st.data(), type_name=st.sampled_from(("ReLU", "BatchNormalization", "Dropout")))
    def insert(self, data: st.DataObject, type_name: str) -> None:
        graph = self.graph(data)
        wires = sorted(self.document.graph(graph).wires())
        if wires:
            wire = data.draw(st.sampled_from(wires))
            self.edit(
                lambda: commands.insert_on_wire(self.document, type_name, wire, (0.0, 0.0), graph)[
                    1
                ]
            )

    @rule(data=st.data())
    def dissolve(self, data: st.DataObject) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        if self.document.graph(graph).blocks[block_id].type not in ("In", "Out", "Input"):
            self.edit(lambda: commands.dissolve_blocks(self.document, [block_id], graph))

    @rule(data=st.data(), filters=st.integers(1, 4))
    def tune(self, data: st.DataObject, filters: int) -> None:
        graph = self.graph(data)
        metas = self.document.graph(graph).metaparameters
        new = tuple(replace(m, value=filters) if m.name == "filters" else m for m in metas)
        self.edit(lambda: commands.set_metaparameters(self.document, new, graph))

    @rule(data=st.data())
    def change_definition(self, data: st.DataObject) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        self.edit(lambda: make_independent(self.document, block_id, graph))
        if graph != MODEL:
            name = free_composite_name(self.document, "Renamed")
            self.edit(lambda: rename_composite(self.document, graph, name))

    @rule(data=st.data())
    def promote(self, data: st.DataObject) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        self.edit(lambda: promote_parameter(self.document, graph, block_id, "filters"))

    @rule(data=st.data())
    def copy(self, data: st.DataObject) -> None:
        """Paste a block of the model, which is wired to nothing, so it goes again: it has the names of the original."""
        key = self.pick(data, MODEL)
        (new,), edits = paste(self.document, copy_text(self.document, [key]))
        self.do(edits)
        blocks = self.document.model.blocks
        assert blocks[new].layers == blocks[key].layers
        self.undo()


TestNamedLayers = NamedLayers.TestCase
TestNamedLayers.settings = settings(
    max_examples=settings.default.max_examples, stateful_step_count=20
)
