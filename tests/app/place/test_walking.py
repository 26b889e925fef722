"""Random walks through composites: in, out, elsewhere, edits and undo; canvas, check and breadcrumb follow."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.project.project import Project
from app.window.window import MainWindow
from blocks.check.checker import Checker
from blocks.check.iterations import iteration_of
from blocks.commands.blocks import set_metaparameters, set_values
from blocks.document.document import Document
from blocks.document.edits import AddGraph, ReplaceBlock
from blocks.errors import NetwrightError
from blocks.files.project_file import to_text
from blocks.graph.graph import MODEL
from blocks.values.values import Expression, Value
from tests.app.place.test_navigation import broken
from tests.blocks.composites import Sketch, parallel, series, when
from tests.blocks.networks import resnet50, whole

pytestmark = pytest.mark.window

VALUES: tuple[Value, ...] = (1, 2, 3, 0, Expression("filters"), Expression("channels // 2"))
ACTIONS = (
    *("edit.undo", "edit.undo", "edit.redo", "edit.delete", "edit.dissolve", "edit.duplicate"),
    *("edit.copy", "edit.paste", "model.next_problem", "model.enter", "model.leave"),
)


def branches() -> Document:
    """Composites within composites: in parallel, in series, under a condition, and one that nobody uses."""
    sketch = Sketch()
    small = sketch.graph("Small", whole("filters", 2), whole("number", 1))
    x = small.add("Conv2D", small.add("In"), filters="=filters + number", kernel_size=1)
    small.add("Out", x)
    large = sketch.graph("Large", whole("filters", 2), whole("times", 3))
    x = large.add("In")
    y = large.add("Small", x, filters="=filters", number="=i + 1", structure=parallel("times"))
    y = large.add("Small", y, structure=when("channels > 7"))
    large.add("Out", y)
    sketch.graph("Spare").add("In")
    model = sketch.graph(MODEL, whole("filters", 3))
    x = model.add("Input", shape=(6, 6, 3))
    x = model.add("Large", x, filters="=filters", structure=series(2))
    model.add("Small", x)
    return sketch.document


class Walk(RuleBasedStateMachine):
    """Goes about in a document with composites."""

    window: ClassVar[MainWindow]

    @initialize(make=st.sampled_from([branches, broken, lambda: resnet50(32)]))
    def open(self, make: object) -> None:
        assert callable(make)
        self.project = Project(make())
        self.place = self.project.place
        self.first = to_text(self.project.document)
        self.window.put_project(self.project)

    def some(self, number: int) -> str:
        ids = sorted(self.place.graph.blocks)
        return ids[number % len(ids)] if ids else ""

    def try_to(self, *edits: object) -> None:
        try:
            self.project.do("change", edits)  # type: ignore[arg-type]
        except NetwrightError:
            return

    @rule(number=st.integers(0, 30))
    def go_in(self, number: int) -> None:
        self.window.canvas.select([self.some(number)])
        QTest.keyClick(self.window.canvas, Qt.Key.Key_Return)

    @rule(numbers=st.lists(st.integers(0, 30), min_size=1, max_size=4))
    def go_deep(self, numbers: list[int]) -> None:
        for number in numbers:
            found = [key for key in sorted(self.place.graph.blocks) if self.place.can_enter(key)]
            if found:
                self.window.place_view.activate(found[number % len(found)])

    @rule(numbers=st.lists(st.integers(0, 30), min_size=2, max_size=4))
    def go_deep_again(self, numbers: list[int]) -> None:
        self.go_deep(numbers)

    @rule()
    def press_escape(self) -> None:
        QTest.keyClick(self.window.canvas, Qt.Key.Key_Escape)

    @rule(depth=st.integers(0, 2))
    def go_up(self, depth: int) -> None:
        self.window.place_view.go(depth)

    @rule(number=st.integers(0, 30))
    def go_elsewhere(self, number: int) -> None:
        names = sorted(self.project.document.graphs)
        way = self.place.find(names[number % len(names)])
        if way is not None:
            assert self.place.show(way)

    @rule(depth=st.integers(1, 3), index=st.integers(0, 5))
    def turn(self, depth: int, index: int) -> None:
        self.place.set_iteration(index, depth)

    @rule(action=st.sampled_from(ACTIONS), number=st.integers(0, 30))
    def act(self, action: str, number: int) -> None:
        if len(self.place.graph.blocks) < 25:
            self.window.canvas.select([self.some(number)])
            self.window.actions_of[action].trigger()

    @rule(name=st.sampled_from(["filters", "times", "kernel_size"]), value=st.sampled_from(VALUES))
    def change_a_value(self, name: str, value: Value) -> None:
        place = self.place
        for block_id in sorted(place.graph.blocks):
            kind = place.graph.kind(block_id)
            if kind is not None and kind.parameter(name) is not None:
                edits = set_values(
                    self.project.document, block_id, place.graph_name, **{name: value}
                )
                self.try_to(*edits)

    @rule(number=st.integers(0, 30), count=st.integers(0, 4))
    def repeat(self, number: int, count: int) -> None:
        block = self.place.graph.blocks.get(self.some(number))
        if block is not None:
            new = replace(block, structure=series(count))
            self.try_to(ReplaceBlock(self.place.graph_name, block, new))

    @rule(value=st.integers(1, 5))
    def change_a_metaparameter(self, value: int) -> None:
        name = self.place.graph_name
        metas = self.place.graph.metaparameters
        if metas:
            new = (replace(metas[0], value=value), *metas[1:])
            self.try_to(*set_metaparameters(self.project.document, new, name))

    @rule()
    def add_a_definition(self) -> None:
        self.try_to(AddGraph(f"Fresh{len(self.project.document.graphs)}"))

    @rule(kind=st.sampled_from(["Conv2D", "In", "Out", "Small", "ReLU"]))
    def add(self, kind: str) -> None:
        if len(self.place.graph.blocks) < 25:
            self.window.canvas.adding.add_block(kind)

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "project"):
            return
        QApplication.processEvents()
        place, scene = self.place, self.window.canvas.graph_scene
        assert scene.graph_name == place.graph_name
        assert set(scene.cards) == set(place.graph.blocks)
        assert set(scene.wires) == set(place.graph.wires())
        assert self.window.centre.breadcrumb.words().count(" > ") == place.depth
        outside = Checker(self.project.document, MODEL, follows=False)
        for level in place.levels:
            instance = None
            if level.step.block:
                turn = iteration_of(outside, level.step.block, level.step.index)
                assert level.iteration == turn
                instance = turn.instance
            outside = Checker(self.project.document, level.step.graph, instance, follows=False)
            assert level.checker.results == outside.results
            assert level.checker.names == outside.names
        self.window.links.show_checks()

    def teardown(self) -> None:
        if not hasattr(self, "project"):
            return
        while self.project.history.undo_label:
            self.window.actions_of["edit.undo"].trigger()
        assert to_text(self.project.document) == self.first
        self.everything_agrees()


def test_walks_through_composites(window: MainWindow) -> None:
    Walk.window = window
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=max(settings.default.max_examples // 3, 10),
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
