"""Random work with composites in the whole window: canvas, frames, inspector and check follow; undo takes it back."""

from __future__ import annotations

from typing import Any, ClassVar

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
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QLineEdit

from app.project.project import Project
from app.templates.catalog import open_template
from app.window.window import MainWindow
from blocks.check.checker import Checker
from blocks.files.project_file import from_text, to_text

pytestmark = pytest.mark.window

ACTIONS = (
    "edit.undo",
    "edit.redo",
    "edit.copy",
    "edit.paste",
    "edit.delete",
    "edit.dissolve",
    "model.enter",
    "model.leave",
    "composite.make",
    "composite.expand",
    "composite.independent",
    "composite.peek",
    "composite.rename",
    "composite.new",
    "composite.input",
    "composite.output",
)
TYPES = ("Conv2D", "ReLU", "BatchNormalization", "Dropout")
MODES = ("once", "in series", "in parallel")
TEXTS = ("2", "blocks", "channels // 4", "i + 1", "nobody", "(", "0", "")


class Work(RuleBasedStateMachine):
    """Does what people do with composites, through the window's own actions, dialogs and fields."""

    window: ClassVar[MainWindow]

    @initialize(template=st.sampled_from(["digits-cnn", "resnet50", "densenet121"]))
    def open(self, template: str) -> None:
        self.names = 0
        self.project = Project(open_template(template))
        self.first = to_text(self.project.document)
        self.window.put_project(self.project)

    @rule(kind=st.sampled_from(TYPES))
    def add(self, kind: str) -> None:
        if len(self.project.place.graph.blocks) < 30:
            self.window.canvas.adding.add_block(kind)

    @rule(number=st.integers(0, 100), count=st.integers(1, 4))
    def select(self, number: int, count: int) -> None:
        order = self.project.place.graph.order()
        at = number % len(order) if order else 0
        self.window.canvas.select(order[at : at + count])

    @rule(action=st.sampled_from(ACTIONS), promote=st.booleans())
    def act(self, action: str, promote: bool) -> None:
        made = self.window.actions_of[action]
        if made.isEnabled():
            made.trigger()
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                self._answer(dialog, promote)

    @rule(mode=st.sampled_from(MODES), text=st.sampled_from(TEXTS), when=st.sampled_from(TEXTS))
    def repeat(self, mode: str, text: str, when: str) -> None:
        QApplication.processEvents()
        form = self.window.inspector.block_page.structure
        if not self.window.canvas.selected_ids() or not form.isVisible():
            return
        form.unfold()
        box: Any = form.form.fields["mode"].input
        box.setCurrentIndex(box.findText(mode))
        box.activated.emit(box.currentIndex())
        QTest.qWait(15)
        for name, typed in (("series", text), ("parallel", text), ("when", when)):
            self._type(form.form.fields[name], typed)

    @rule(text=st.sampled_from(TEXTS))
    def type_a_value(self, text: str) -> None:
        QApplication.processEvents()
        form = self.window.inspector.block_page.form
        if form is not None and form.isVisible() and form.fields:
            self._type(next(iter(form.fields.values())), text)

    @invariant()
    def everything_agrees(self) -> None:
        QApplication.processEvents()
        place, document = self.project.place, self.project.document
        scene = self.window.canvas.graph_scene
        assert scene.graph_name == place.graph_name
        assert set(scene.cards) == set(place.graph.blocks)
        fresh = Checker(document, place.graph_name, place.checker.instance, follows=False)
        assert place.checker.results == fresh.results
        for block_id, frame in self.window.canvas.inline_views.frames.items():
            assert frame.content.name == place.graph.blocks[block_id].type
            inner = frame.content.checker
            again = Checker(document, inner.graph_name, inner.instance, follows=False)
            assert inner.results == again.results
            assert set(frame.content.scene.cards) == set(inner.graph.blocks)
        self.window.canvas.viewport().repaint()
        assert to_text(from_text(to_text(document))) == to_text(document)

    def _answer(self, dialog: QDialog, promote: bool) -> None:
        self.names += 1
        line = dialog.findChild(QLineEdit, "compositeNameEdit")
        if line is None:
            dialog.reject()
            return
        boxes = dialog.findChildren(QCheckBox)
        if promote and boxes:
            boxes[0].click()
        line.setText(f"Made{self.names}")
        dialog._try()  # type: ignore[attr-defined]

    def _type(self, field: Any, text: str) -> None:
        line = (
            field.input.lineEdit()
            if isinstance(field.input, QComboBox)
            else field.input.findChild(QLineEdit) or field.input
        )
        if field.isVisible() and isinstance(line, QLineEdit):
            line.setFocus()
            line.selectAll()
            QTest.keyClick(field.input, Qt.Key.Key_Delete)
            QTest.keyClicks(field.input, text)
            QTest.keyClick(field.input, Qt.Key.Key_Return)

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


def test_work_with_composites(window: MainWindow) -> None:
    Work.window = window
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=max(settings.default.max_examples // 4, 5),
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
