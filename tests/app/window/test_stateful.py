"""Random work in the whole window: canvas, inspector, status and problems follow, and undo takes all of it back."""

from __future__ import annotations

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
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.project.project import Project
from app.templates.catalog import open_template
from app.window.window import MainWindow
from blocks.check.checker import Checker
from blocks.files.project_file import from_text, to_text
from canvas.items.card_item import CardItem

pytestmark = pytest.mark.window

TYPES = ("Input", "Conv2D", "Dense", "Flatten", "Add", "MaxPooling2D", "Slice")
FIELDS = ("filters", "units", "kernel_size", "shape", "start")
TEXTS = ("8", "2", "(4, 4, 1)", "int(2 * alpha)", "channels", "no such", "(", "0")
ACTIONS = (
    "edit.undo",
    "edit.redo",
    "edit.copy",
    "edit.cut",
    "edit.paste",
    "edit.duplicate",
    "edit.delete",
    "edit.dissolve",
    "edit.select_all",
    "model.layout",
    "model.next_problem",
    "model.fix",
)


class Work(RuleBasedStateMachine):
    """Does what people do, through the window's own actions and fields."""

    window: ClassVar[MainWindow]

    @initialize(template=st.sampled_from(["", "digits-cnn", "digits-residual"]))
    def open(self, template: str) -> None:
        QGuiApplication.clipboard().clear()
        document = open_template(template) if template else None
        self.project = Project(document)
        self.first = to_text(self.project.document)
        self.window.put_project(self.project)

    @rule(kind=st.sampled_from(TYPES))
    def add(self, kind: str) -> None:
        self.window.canvas.adding.add_block(kind)

    @rule(number=st.integers(0, 100), more=st.booleans())
    def select(self, number: int, more: bool) -> None:
        ids = sorted(self.project.document.model.blocks)
        if ids:
            chosen = (
                {ids[number % len(ids)], ids[number * 7 % len(ids)]}
                if more
                else {ids[number % len(ids)]}
            )
            self.window.canvas.select(sorted(chosen))

    @rule(action=st.sampled_from(ACTIONS))
    def act(self, action: str) -> None:
        if len(self.project.document.model.blocks) < 40:
            self.window.actions_of[action].trigger()

    @rule(name=st.sampled_from(FIELDS), text=st.sampled_from(TEXTS))
    def type_a_value(self, name: str, text: str) -> None:
        QApplication.processEvents()
        form = self.window.inspector.block_page.form
        field = form.fields.get(name) if form and self.window.canvas.selected_ids() else None
        if field is not None and field.isVisible():
            line = field.input.lineEdit() if hasattr(field.input, "lineEdit") else field.input
            line.setFocus()
            line.selectAll()
            QTest.keyClicks(line, text)
            QTest.keyClick(field.input, Qt.Key.Key_Return)

    @invariant()
    def everything_agrees(self) -> None:
        QApplication.processEvents()
        document = self.project.document
        items = self.window.canvas.graph_scene.items()
        assert {item.block_id for item in items if isinstance(item, CardItem)} == set(
            document.model.blocks
        )
        fresh = Checker(document)
        fresh.close()
        assert self.project.checker.results == fresh.results
        assert to_text(from_text(to_text(document))) == to_text(document)

    def teardown(self) -> None:
        if not hasattr(self, "project"):
            return
        last = to_text(self.project.document)
        steps = 0
        while self.project.history.undo_label:
            self.window.actions_of["edit.undo"].trigger()
            steps += 1
        assert to_text(self.project.document) == self.first
        for _ in range(steps):  # what had been undone before stays undone
            self.window.actions_of["edit.redo"].trigger()
        assert to_text(self.project.document) == last


def test_work_in_the_window(window: MainWindow) -> None:
    Work.window = window
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=max(settings.default.max_examples // 2, 10),
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
