"""Random edits on a document: undo, redo, copy, paste, save and load never lose or change anything."""

from __future__ import annotations

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from blocks.catalog.registry import block_types
from blocks.commands import blocks as commands
from blocks.commands.clipboard import copy_text, paste
from blocks.commands.sharing import use_again, use_alone
from blocks.document.document import Document
from blocks.document.edits import SetSettings
from blocks.errors import EditError, InvalidValue
from blocks.graph.graph import Metaparameter, Wire
from blocks.graph.naming import can_be_named
from blocks.graph.shared_layers import groups
from blocks.parameters import Number
from blocks.values.values import Expression
from tests.blocks.document.recorded import Recorded

TYPES = st.sampled_from(sorted(block_types()))
PLACES = st.tuples(st.integers(-50, 50), st.integers(-50, 50)).map(
    lambda at: (at[0] * 10.0, at[1] * 10.0)
)
VALUES = st.sampled_from(
    [
        1,
        2,
        3,
        64,
        0,
        -1,
        None,
        "same",
        "valid",
        "relu",
        (2, 3),
        (4, 4, 1),
        0.5,
        True,
        Expression("int(8 * alpha)"),
        Expression("channels * 2"),
        Expression("nonsense"),
    ]
)


class Editing(Recorded):
    """A person who edits without mercy."""

    @initialize()
    def open(self) -> None:
        self.start(Document())

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.document.model.blocks)))

    @rule(type_name=TYPES, place=PLACES, data=st.data())
    def add(self, type_name: str, place: tuple[float, float], data: st.DataObject) -> None:
        blocks = self.document.model.blocks
        after = self.pick(data) if blocks and data.draw(st.booleans()) else None
        self.do(commands.add_block(self.document, type_name, place, after)[1])

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data())
    def connect(self, data: st.DataObject) -> None:
        source, target = self.pick(data), self.pick(data)
        port = data.draw(st.sampled_from(["input", "input_1", "input_2", "input_3", "input_9"]))
        wire = Wire(source, "output", target, port)
        self.attempt(lambda: commands.connect(self.document, wire))

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data(), dissolve=st.booleans())
    def remove(self, data: st.DataObject, dissolve: bool) -> None:
        ids = {self.pick(data), self.pick(data)}
        action = commands.dissolve_blocks if dissolve else commands.remove_blocks
        self.do(action(self.document, ids))

    @precondition(lambda self: any(True for _ in self.document.model.wires()))
    @rule(data=st.data(), type_name=TYPES)
    def insert(self, data: st.DataObject, type_name: str) -> None:
        wire = data.draw(st.sampled_from(sorted(self.document.model.wires())))
        try:
            self.do(commands.insert_on_wire(self.document, type_name, wire, (0.0, 0.0))[1])
        except EditError:
            assert type_name == "Input"

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data(), value=VALUES)
    def change(self, data: st.DataObject, value: object) -> None:
        block = self.document.model.blocks[self.pick(data)]
        kind = self.document.model.kind_of(block)
        name = data.draw(st.sampled_from([parameter.name for parameter in kind.parameters]))
        self.do(commands.set_values(self.document, block.id, **{name: value}))

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data(), name=st.sampled_from(["", "stem", "head_1", "conv2d"]))
    def rename(self, data: st.DataObject, name: str) -> None:
        block_id = self.pick(data)
        if name and not can_be_named(self.document.model.blocks[block_id]):
            with pytest.raises(InvalidValue):
                commands.rename_block(self.document, block_id, name)
            return
        self.do(commands.rename_block(self.document, block_id, name))

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data(), place=PLACES)
    def use_again(self, data: st.DataObject, place: tuple[float, float]) -> None:
        block_id = self.pick(data)
        self.attempt(lambda: use_again(self.document.model, block_id, place)[1])

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data())
    def use_alone(self, data: st.DataObject) -> None:
        self.do(use_alone(self.document.model, self.pick(data)))

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data(), place=PLACES)
    def move(self, data: st.DataObject, place: tuple[float, float]) -> None:
        self.do(commands.move_blocks(self.document, {self.pick(data): place}))

    @precondition(lambda self: self.document.model.blocks)
    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        text = copy_text(self.document, {self.pick(data), self.pick(data)})
        ids, edits = paste(self.document, text)
        self.do(edits)
        assert set(ids) <= self.document.model.blocks.keys()

    @rule(alpha=st.floats(0.25, 4.0))
    def tune(self, alpha: float) -> None:
        meta = Metaparameter(Number(name="alpha", minimum=0.25, maximum=4.0), alpha)
        self.do(commands.set_metaparameters(self.document, (meta,)))

    @rule(epochs=st.integers(1, 99))
    def settings(self, epochs: int) -> None:
        old = self.document.settings
        new = old.with_training(epochs=epochs)
        self.do([SetSettings(old, new)] if new != old else [])

    @invariant()
    def blocks_of_one_layer_are_alike(self) -> None:
        blocks = self.document.model.blocks
        for ids in groups(self.document.model).values():
            assert len({blocks[key].type for key in ids}) == 1
            assert all(blocks[key].values == blocks[ids[0]].values for key in ids)


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=5 * settings.default.max_examples, stateful_step_count=40
)
