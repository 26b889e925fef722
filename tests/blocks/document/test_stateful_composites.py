"""Random edits in and around composites: undo, files and the live check stay right, whatever is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, rule

from blocks.check.instance import is_composite
from blocks.commands import blocks as commands
from blocks.commands.clipboard import copy_text, paste
from blocks.commands.composites import (
    expand_instance,
    make_composite,
    make_independent,
    promote_parameter,
    remove_composite,
    rename_composite,
    rename_metaparameter,
    rename_port,
)
from blocks.document.document import Document
from blocks.document.edits import AddGraph, RemoveGraph, ReplaceBlock, SetDescription
from blocks.files.project_file import from_text, to_text
from blocks.graph.graph import MODEL, Metaparameter, Wire
from blocks.graph.structure import Structure
from blocks.parameters import Integer
from blocks.values.values import Expression
from tests.blocks.composites import Sketch, series
from tests.blocks.document.recorded import Recorded

FULL = settings.default.max_examples > 100
pytestmark = pytest.mark.timeout(3600 if FULL else 300)

NAMES = ("Part", "Group", "Stage")
TYPES = st.sampled_from(
    ("Input", "In", "Out", "Dense", "Conv2D", "ReLU", "Add", "Concatenate", "Slice", *NAMES * 3)
)
COUNTS = st.sampled_from((0, 1, 3, Expression("n"), Expression("channels // 2"), Expression("?")))
TESTS = st.sampled_from((None, True, Expression("channels > n"), Expression("i > 0")))
VALUES = st.sampled_from((1, 3, Expression("n"), Expression("n + i"), Expression("channels")))


def nested() -> Document:
    """Two composites, one inside the other, and a model that has both."""
    sketch, meta = Sketch(), Metaparameter(Integer(name="n", minimum=0), 2)
    part = sketch.graph("Part", meta)
    conv = part.add("Conv2D", part.add("In", name="input"), filters="=n + 1", kernel_size=1)
    part.add("Out", conv, name="output")
    group = sketch.graph("Group", meta)
    inner = group.add("Part", group.add("In", name="input"), n="=n + i", structure=series(2))
    group.add("Out", inner, name="output")
    model = sketch.graph(MODEL, meta)
    first = model.add("Part", model.add("Input", shape=(4, 4, 3)), n="=n")
    model.add("Conv2D", model.add("Group", first), filters=2, kernel_size=1)
    return sketch.document


def blocks_before(text: str, graph: str) -> set[str]:
    """Return the ids that a graph had."""
    return set(from_text(text).graph(graph).blocks)


class EditingComposites(Recorded):
    """A person who edits definitions and instances at once."""

    @initialize()
    def open(self) -> None:
        self.start(nested())

    def graph(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.document.graphs)))

    def pick(self, data: st.DataObject, graph: str) -> str:
        return data.draw(st.sampled_from(sorted(self.document.graph(graph).blocks) or [""]))

    @rule(name=st.sampled_from(NAMES), data=st.data())
    def define(self, name: str, data: st.DataObject) -> None:
        self.attempt(lambda: [AddGraph(name, "A part.")])
        if name not in self.document.graphs or self.document.graph(name).blocks:
            return
        meta = Metaparameter(Integer(name="n", minimum=0), 2)
        self.attempt(lambda: commands.set_metaparameters(self.document, (meta,), name))
        for type_name in ("In", data.draw(st.sampled_from(("Conv2D", "Dense", "ReLU"))), "Out"):
            blocks = self.document.graph(name).blocks
            last = list(blocks)[-1] if blocks else None
            self.attempt(
                lambda type_name=type_name, last=last: commands.add_block(
                    self.document, type_name, (0.0, 0.0), last, name
                )[1]
            )

    @rule(name=st.sampled_from(NAMES))
    def undefine(self, name: str) -> None:
        if name in self.document.graphs:
            graph = self.document.graph(name)
            self.attempt(
                lambda: [
                    *commands.remove_blocks(self.document, graph.blocks, name),
                    *commands.set_metaparameters(self.document, (), name),
                    RemoveGraph(name, graph.description, graph.extra),
                ]
            )

    @rule(type_name=TYPES, data=st.data())
    def add(self, type_name: str, data: st.DataObject) -> None:
        graph = self.graph(data)
        after = self.pick(data, graph) or None
        self.attempt(
            lambda: commands.add_block(self.document, type_name, (0.0, 0.0), after, graph)[1]
        )

    @rule(data=st.data(), port=st.sampled_from(("input", "input_1", "input_2", "in-1")))
    def connect(self, data: st.DataObject, port: str) -> None:
        graph = self.graph(data)
        source, target = self.pick(data, graph), self.pick(data, graph)
        outputs = self.document.graph(graph).output_ports(source) if source else ()
        wire = Wire(source, outputs[0] if outputs else "output", target, port)
        self.attempt(lambda: commands.connect(self.document, wire, graph))

    @rule(data=st.data(), dissolve=st.booleans())
    def remove(self, data: st.DataObject, dissolve: bool) -> None:
        graph = self.graph(data)
        action = commands.dissolve_blocks if dissolve else commands.remove_blocks
        self.attempt(lambda: action(self.document, {self.pick(data, graph)} - {""}, graph))

    @rule(data=st.data(), series=COUNTS, parallel=COUNTS, test=TESTS, kind=st.integers(0, 3))
    def structure(
        self,
        data: st.DataObject,
        series: int | Expression,
        parallel: int | Expression,
        test: bool | Expression | None,
        kind: int,
    ) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        if not block_id:
            return
        old = self.document.graph(graph).blocks[block_id]
        chosen = (
            None,
            Structure(series=series, when=test),
            Structure(parallel=parallel or 2, merge="Add", when=test),
            Structure(when=test),
        )[kind]
        new = replace(old, structure=chosen)
        self.attempt(lambda: [ReplaceBlock(graph, old, new)] if new != old else [])

    @rule(data=st.data(), value=VALUES)
    def change(self, data: st.DataObject, value: object) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        kind = self.document.graph(graph).kind(block_id) if block_id else None
        if kind is not None and kind.parameters:
            name = data.draw(st.sampled_from([each.name for each in kind.parameters][:2]))
            self.attempt(
                lambda: commands.set_values(self.document, block_id, graph, **{name: value})
            )

    @rule(data=st.data(), name=st.sampled_from(NAMES), promote=st.booleans())
    def make(self, data: st.DataObject, name: str, promote: bool) -> None:
        graph = self.graph(data)
        blocks = self.document.graph(graph).blocks
        ids = {self.pick(data, graph), self.pick(data, graph), self.pick(data, graph)} - {""}
        wanted = [
            (key, "filters") for key in sorted(ids) if blocks[key].type == "Conv2D" and promote
        ]
        before = to_text(self.document)
        if self.attempt(lambda: make_composite(self.document, ids, name, graph, wanted)):
            made = self.document.graph(graph).blocks.keys() - blocks_before(before, graph)
            again = from_text(self.texts[self.place])
            again.apply(expand_instance(again, made.pop(), graph))
            assert to_text(again) == before

    @rule(data=st.data())
    def expand(self, data: st.DataObject) -> None:
        graph = self.graph(data)
        found = [
            key
            for key in sorted(self.document.graph(graph).blocks)
            if is_composite(self.document.graph(graph), key)
        ]
        if found:
            block_id = data.draw(st.sampled_from(found))
            self.attempt(lambda: expand_instance(self.document, block_id, graph))

    @rule(data=st.data(), kind=st.integers(0, 6), name=st.sampled_from((*NAMES, "Fresh", "n", "m")))
    def command(self, data: st.DataObject, kind: int, name: str) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        document = self.document
        if not block_id:
            return
        self.attempt(
            (
                lambda: make_independent(document, block_id, graph),
                lambda: rename_composite(document, graph, name),
                lambda: remove_composite(document, graph),
                lambda: promote_parameter(document, graph, block_id, "filters", name),
                lambda: promote_parameter(document, graph, block_id, "filters"),
                lambda: rename_port(document, graph, block_id, name),
                lambda: rename_metaparameter(document, graph, "n", name),
            )[kind]
        )

    @rule(data=st.data(), name=st.sampled_from(("", "input", "left", "output")))
    def rename(self, data: st.DataObject, name: str) -> None:
        graph = self.graph(data)
        block_id = self.pick(data, graph)
        if block_id and self.document.graph(graph).blocks[block_id].type != "Slice":
            self.attempt(lambda: commands.rename_block(self.document, block_id, name, graph))

    @rule(data=st.data(), n=st.integers(0, 4))
    def tune(self, data: st.DataObject, n: int) -> None:
        meta = Metaparameter(Integer(name="n", minimum=0), n)
        graph = self.graph(data)
        self.attempt(lambda: commands.set_metaparameters(self.document, (meta,), graph))

    @rule(name=st.sampled_from(NAMES), words=st.sampled_from(("", "A part.", "Another.")))
    def describe(self, name: str, words: str) -> None:
        if name in self.document.graphs:
            old = self.document.graph(name).description
            self.attempt(lambda: [SetDescription(name, old, words)] if old != words else [])

    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        source, target = self.graph(data), self.graph(data)
        ids = {self.pick(data, source), self.pick(data, source)}
        text = copy_text(self.document, ids, source)
        if text:
            self.attempt(lambda: paste(self.document, text, graph=target)[1])


TestEditingComposites = EditingComposites.TestCase
TestEditingComposites.settings = settings(
    max_examples=settings.default.max_examples, stateful_step_count=30
)
