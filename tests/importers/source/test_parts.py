"""The reader of source is made of parts that are members, not bases, of one another; what it gives has one order."""

from __future__ import annotations

import ast
from pathlib import Path

import importers.source
from importers.source.interpreter.machine import Machine
from importers.source.reading.interpreter import Interpreter
from importers.source.reading.state import ReadingState
from importers.source.text.source import read_script
from importers.source.values.symbols import in_order, new_leaf
from tests.importers.source.scripts import script
from tests.sources import files_in

FOLDER = Path(importers.source.__file__).parent
PARTS = ("reading", "structure", "interpreter")

SPLIT = """
def split(x, cardinality=4):
    width = x.shape[-1] // cardinality
    groups = []
    for i in range(cardinality):
        group = x[:, :, :, i * width:(i + 1) * width]
        groups.append(layers.Conv2D(width, 3, padding="same")(group))
    return layers.concatenate(groups)

i = Input((8, 8, 16))
model = Model(i, split(i))
"""


def test_no_part_is_the_base_of_another_or_leaves_a_stub() -> None:
    found = 0
    for path in [each for name in PARTS for each in files_in(FOLDER / name, "*.py")]:
        text = path.read_text("utf-8")
        assert "NotImplementedError" not in text, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                found += 1
                assert all(isinstance(each, ast.Name) for each in node.bases), path
                assert {each.id for each in node.bases if isinstance(each, ast.Name)} <= {
                    "Protocol"
                }, f"{path}: {node.name} has a base"
    assert found > 20


def test_the_machine_is_an_interpreter() -> None:
    state = ReadingState(read_script(b"x = 1 + 2"), flat=True, unroll=set())
    machine: Interpreter = Machine(state)
    machine.run(state.source.tree.body, state.module)
    assert state.module.cells["x"] == 3


def test_metaparameters_come_in_the_order_of_their_symbols() -> None:
    leaves = [new_leaf(f"leaf {at}") for at in range(100)]
    assert in_order(set(leaves)) == leaves
    block = next(g for g in script(SPLIT).document.graphs.values() if g.name == "ConvBlock")
    names = [each.parameter.name for each in block.metaparameters]
    assert names == ["cardinality", "index", "in_channels"]
