"""What of a graph is there: blocks that are switched off are left out of what is shown, whoever shows it."""

from __future__ import annotations

import pytest

from app.summary.rows import opened, rows
from app.templates.catalog import names, open_template
from app.templates.thumbnails import draw
from blocks.check.checker import Checker
from blocks.commands.present import first_iteration, is_absent, present, sources
from blocks.graph.graph import MODEL
from blocks.graph.structure import Structure
from blocks.values.values import Expression
from canvas.diagram.parts import network_of
from tests.blocks.composites import Sketch, series, when


def chain(*structures: Structure | None) -> Checker:
    """Dense layers behind one another, one for each structure, and a last one."""
    sketch = Sketch()
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(4,))
    for structure in structures:
        x = model.add("Dense", x, units=4, structure=structure)
    model.add("Add", x, x)
    return Checker(sketch.document)


OFF = [when("channels != 4"), series(0), Structure(when=False)]


@pytest.mark.parametrize("structure", OFF, ids=["condition", "no times", "never"])
def test_every_reader_leaves_out_what_is_switched_off(structure: Structure) -> None:
    checker = chain(None, structure, structure)
    first, gone, *_ = (key for key, block in checker.graph.blocks.items() if block.type == "Dense")
    (add,) = (key for key, block in checker.graph.blocks.items() if block.type == "Add")

    assert is_absent(checker, gone)
    assert not is_absent(checker, first)
    assert [wire.source for wire in sources(checker, add)] == [first, first]
    assert [row.type for row in rows(checker)] == ["Input", "Dense", "Add"]
    assert rows(checker)[-1].sources == (checker.names[first],) * 2
    assert len(network_of(checker).parts) == 3
    assert len(present(checker).graph.blocks) == 3
    assert len(checker.graph.blocks) == 5, "the project itself stays as it is"
    assert draw(checker.document).count("<rect") == 3


def test_where_all_is_there_nothing_is_copied() -> None:
    checker = chain(None, when("channels == 4"))
    assert present(checker) is checker


def test_the_first_turn_that_is_there_is_looked_into() -> None:
    sketch = Sketch()
    inner = sketch.graph("Inner")
    inner.add("Out", inner.add("Dense", inner.add("In"), units=4))
    model = sketch.graph(MODEL)
    later = Structure(series=3, when=Expression("i == 1"))
    x = model.add("Inner", model.add("Input", shape=(4,)), structure=later)
    never = model.add("Inner", x, structure=Structure(when=False))
    checker = Checker(sketch.document)
    turn = first_iteration(checker, x)

    assert turn is not None
    assert turn.index == 1
    assert first_iteration(checker, never) is None


def test_a_composite_with_all_of_it_switched_off_is_not_there() -> None:
    sketch = Sketch()
    inner = sketch.graph("Head")
    inner.add("Out", inner.add("Dense", inner.add("In"), units=4, structure=when("channels > 9")))
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(4,))
    head = model.add("Head", x)
    end = model.add("ReLU", head)
    checker = Checker(sketch.document)

    assert is_absent(checker, head)
    assert [wire.source for wire in sources(checker, end)] == [x]
    assert [row.type for row in rows(checker)] == ["Input", "ReLU"]


def test_a_composite_that_only_exchanges_its_inputs_is_there() -> None:
    sketch = Sketch()
    inner = sketch.graph("Swap")
    left, right = inner.add("In", name="left"), inner.add("In", name="right")
    inner.add("Out", right)
    inner.add("Out", left)
    model = sketch.graph(MODEL)
    x, y = model.add("Input", shape=(4,)), model.add("Input", shape=(2,))
    swap = model.add("Swap", x, y)
    assert not is_absent(Checker(sketch.document), swap)


@pytest.mark.parametrize("name", names())
def test_no_template_shows_what_its_script_does_not_build(name: str) -> None:
    checker = Checker(open_template(name))
    shown = {row.id for _, row in opened(rows(checker), 0)}
    parts = {part.key.partition("/")[0] for part in network_of(checker).walk()}
    for key in checker.graph.blocks:
        if is_absent(checker, key):
            assert key not in shown | parts
            assert key not in present(checker).graph.blocks
