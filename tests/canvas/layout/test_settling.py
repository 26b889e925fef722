"""Whatever is done to whatever document: no two cards overlap, and none lies on a wire that is not its own."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings, strategies as st

from blocks.commands.blocks import GAP, dissolve_blocks, fresh_block, move_blocks, set_values
from blocks.commands.composites import (
    can_make,
    expand_instance,
    free_composite_name,
    make_composite,
)
from blocks.commands.sharing import use_again
from blocks.document.edits import AddBlock, AddWire, Edit, RemoveWire
from blocks.errors import NetwrightError
from blocks.fixes.finder import fixes
from blocks.graph.graph import Wire
from canvas.editor import Editor
from canvas.geometry.boxes import HEIGHT, RANK_GAP
from canvas.geometry.placing import LEAST_GAP
from canvas.layout.paths import cards_of, route_among
from tests.canvas.geometry.test_routing import passes
from tests.canvas.graphs import Model, chain

TYPES = ["Input", "Dense", "Conv2D", "Flatten", "Add", "Concatenate", "Dropout", "MaxPooling2D", "LSTM"]  # fmt: skip


def check(model: Model, name: str = "") -> None:
    """No card lies on another or nearer than a wire needs; no wire passes behind a card."""
    graph = model.document.graph(name)
    places = cards_of(graph)
    boxes = places.boxes
    for key, box in boxes.items():
        near = [other for other in places.near(box.grown(LEAST_GAP - 0.6)) if other != key]
        assert not near, (key, box, [(other, boxes[other]) for other in near])
    for wire in graph.wires():
        foreign = [box for key, box in boxes.items() if key not in (wire.source, wire.target)]
        assert not passes(route_among(graph, places, wire), foreign), wire


class Hand:
    """Does anything to a document, as all doors of the program together can."""

    def __init__(self, model: Model, chance: random.Random) -> None:
        self.model, self.chance = model, chance
        self.editor = Editor(model.document, model.history, "", lambda reason: None)

    @property
    def ids(self) -> list[str]:
        return sorted(self.model.document.model.blocks)

    def place(self) -> tuple[float, float]:
        return self.chance.randrange(-40, 40) * 10.0, self.chance.randrange(-10, 90) * 10.0

    def some(self) -> list[str]:
        return self.chance.sample(self.ids, min(len(self.ids), self.chance.randint(1, 4)))

    def act(self) -> None:
        doings = [self.add, self.insert, self.connect, self.connect, self.move, self.nudge, self.copy, self.delete,
                  self.dissolve, self.group, self.expand, self.again, self.fix, self.fix, self.back]  # fmt: skip
        if not self.ids:
            doings = [self.add]
        self.chance.choice(doings)()

    def add(self) -> None:
        after = self.chance.choice([*self.ids, ""])
        self.editor.add(self.chance.choice(TYPES), self.place(), after=after)

    def insert(self) -> None:
        wires = sorted(self.model.document.model.wires())
        if wires:
            kind = self.chance.choice(["Dropout", "Dense", "BatchNormalization"])
            self.editor.insert(kind, self.chance.choice(wires), self.place())

    def connect(self) -> None:
        graph = self.model.document.model
        source, target = self.chance.choice(self.ids), self.chance.choice(self.ids)
        outputs, ports = graph.output_ports(source), graph.input_ports(target, spare=True)
        if outputs and ports:
            self.editor.connect(Wire(source, outputs[0], target, ports[-1]))

    def move(self) -> None:
        x, y = self.place()
        places, some = self.model.document.model.positions, self.some()
        left, top = places[some[0]]
        self.editor.move(
            {key: (places[key][0] - left + x, places[key][1] - top + y) for key in some}
        )

    def nudge(self) -> None:
        places, by = (
            self.model.document.model.positions,
            self.chance.choice([1.0, -1.0, 10.0, -10.0]),
        )
        self.editor.move(
            {key: (places[key][0] + by, places[key][1]) for key in self.some()}, "nudge"
        )

    def copy(self) -> None:
        text = self.editor.copy(self.some())
        self.editor.paste(text, self.chance.choice([None, self.place()]))

    def delete(self) -> None:
        self.editor.delete(self.some()[:2], [])

    def dissolve(self) -> None:
        some = self.some()[:1]
        self.editor.do("take out", lambda: dissolve_blocks(self.model.document, some))

    def group(self) -> None:
        some, document = self.some(), self.model.document
        if not can_make(document, some):
            name = free_composite_name(document, "Part")
            self.editor.do("group", lambda: make_composite(document, some, name))

    def expand(self) -> None:
        document = self.model.document
        for key in self.ids:
            if document.model.blocks[key].type in document.graphs:
                self.editor.do("expand", lambda key=key: expand_instance(document, key))  # type: ignore[misc]
                return

    def again(self) -> None:
        key = self.chance.choice(self.ids)
        x, y = self.model.document.model.positions[key]
        self.editor.do("again", lambda: use_again(self.model.document.model, key, (x, y + 30))[1])

    def fix(self) -> None:
        problems = list(self.model.checker.problems())
        if problems:
            found = fixes(self.model.checker, self.chance.choice(problems))
            if found:
                self.model.history.do("fix", self.chance.choice(found).edits)

    def back(self) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.model.history.undo()
        if self.chance.random() < 0.5:
            self.model.history.redo()


@settings(max_examples=40)
@given(st.integers(0, 10**9))
def test_no_command_puts_a_card_on_another_or_on_a_foreign_wire(seed: int) -> None:
    chance = random.Random(seed)
    model, _ = chain(*chance.choices(TYPES[1:4], k=chance.randint(1, 6)))
    hand = Hand(model, chance)
    for _ in range(25):
        hand.act()
        for name in model.document.graphs:
            check(model, name)


def test_a_fix_leaves_the_usual_gap_and_moves_only_what_follows() -> None:
    model, (first, conv, dense) = chain("Input", "Conv2D", "Dense")
    model.document.apply(set_values(model.document, first, shape=(8, 8, 1)))
    aside = model.add("Dense", 300, 200)
    before = dict(model.document.model.positions)
    editor = Editor(model.document, model.history, "", lambda reason: None)
    wire = model.document.model.wire_into(dense, "input")
    assert wire is not None
    made = editor.insert("Flatten", wire, (37.0, 151.0))
    boxes, after = cards_of(model.document.model).boxes, model.document.model.positions
    assert boxes[made].top - boxes[conv].bottom == RANK_GAP
    assert boxes[dense].top - boxes[made].bottom == RANK_GAP
    assert after[made][0] == after[conv][0]
    assert [after[key] for key in (first, conv, aside)] == [
        before[key] for key in (first, conv, aside)
    ]
    check(model)


def test_every_fix_that_inserts_leaves_the_usual_gap() -> None:
    model, _ = chain("Input", "Conv2D", "Dense", "Dense")
    model.document.apply(set_values(model.document, "input-1", shape=(8, 8)))
    problems = list(model.checker.problems())
    assert problems
    for problem in problems:
        for fix in fixes(model.checker, problem):
            model.history.do(fix.title, fix.edits)
            check(model)
            boxes = cards_of(model.document.model).boxes
            for wire in model.document.model.wires():
                gap = boxes[wire.target].top - boxes[wire.source].bottom
                assert gap >= RANK_GAP, fix.title
            model.history.undo()


def test_a_block_that_joins_branches_gets_the_usual_gap_too() -> None:
    model = Model()
    left, right = model.add("Input", 0, 0), model.add("Input", 260, 30)
    end = model.add("Dense", 0, 100)
    old = model.wire(left, end)
    block = fresh_block(model.document.model, "Add")
    edits: list[Edit] = [RemoveWire("", old), AddBlock("", block, (0.0, 50.0))]
    edits += [
        AddWire("", Wire(source, "output", block.id, f"input_{number}"))
        for number, source in enumerate((left, right), 1)
    ]
    model.history.do("join", [*edits, AddWire("", Wire(block.id, "output", end, "input"))])
    boxes = cards_of(model.document.model).boxes
    assert boxes[block.id].top - boxes[right].bottom == RANK_GAP
    assert boxes[end].top - boxes[block.id].bottom == RANK_GAP
    assert boxes[block.id].centre[0] == boxes[end].centre[0]
    check(model)


def test_a_duplicate_stands_beside_its_original_in_line_with_it() -> None:
    model, (_, dense) = chain("Input", "Dense")
    editor = Editor(model.document, model.history, "", lambda reason: None)
    for _ in range(4):
        editor.paste(editor.copy([dense]), (0.0, 100.0))
    places = model.document.model.positions
    copies = sorted(places[key] for key in places if key.startswith("dense") and key != dense)
    assert (260.0, 100.0) in copies
    assert len(set(copies)) == 4
    check(model)


def test_blocks_that_are_added_one_after_the_other_have_the_usual_gap() -> None:
    assert GAP == HEIGHT + RANK_GAP


def test_what_is_dropped_where_there_is_no_room_goes_no_farther_than_it_must() -> None:
    model, ids = chain("Input", "Dense", "Dense")
    loose = model.add("Dense", 500, 100)
    editor = Editor(model.document, model.history, "", lambda reason: None)
    editor.move({loose: (200.0, 100.0)})
    assert model.document.model.positions[loose] == (230.0, 100.0)
    assert ids
    check(model)


def test_a_step_into_a_neighbour_is_no_step() -> None:
    model = Model()
    one, _ = model.add("Dense", 0, 0), model.add("Dense", 230, 0)
    editor = Editor(model.document, model.history, "", lambda reason: None)
    assert editor.move({one: (10.0, 0.0)}, "nudge")
    assert model.document.model.positions[one] == (0.0, 0.0)
    assert model.history.undo_label is None
    editor.move({one: (0.0, 10.0)}, "nudge")
    assert model.history.undo_label


def test_a_card_that_grows_pushes_its_neighbours_aside() -> None:
    model = Model()
    merge, right = model.add("Concatenate", 0, 300), model.add("Dense", 240, 300)
    sources = [model.add("Input", at * 260, 0) for at in range(14)]
    editor = Editor(model.document, model.history, "", lambda reason: None)
    for number, source in enumerate(sources, 1):
        editor.connect(Wire(source, "output", merge, f"input_{number}"))
        check(model)
    assert model.document.model.positions[right][0] > 300


def test_a_composite_that_is_expanded_makes_room_and_comes_back() -> None:
    model, ids = chain("Input", "Dense", "Dense", "Dense", "Dense")
    document = model.document
    model.history.do("group", make_composite(document, ids[1:4], "Part"))
    (part,) = [key for key, block in document.model.blocks.items() if block.type == "Part"]
    check(model)
    model.history.do("move", move_blocks(document, {ids[4]: (0.0, 300.0)}))
    model.history.do("expand", expand_instance(document, part))
    check(model)
    boxes = cards_of(document.model).boxes
    assert boxes[ids[4]].top - boxes[ids[3]].bottom >= RANK_GAP


def test_edits_that_do_not_fit_are_left_to_the_document_to_refuse() -> None:
    model, (first, second) = chain("Input", "Dense")
    with pytest.raises(NetwrightError):
        model.history.do("loop", [AddWire("", Wire(second, "output", first, "input"))])
    check(model)
