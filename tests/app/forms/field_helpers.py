"""How tests of fields find one: in the inspector, and in the training settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.forms.field import Field
from app.window.window import MainWindow


def select(window: MainWindow, type_name: str, qtbot: Any, at: int = 0) -> str:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    graph = window.project.checker.graph
    block = [key for key in graph.order() if graph.blocks[key].type == type_name][at]
    window.canvas.select([block])
    QApplication.processEvents()
    return block


def block_field(window: MainWindow, name: str) -> Field:
    form = window.inspector.block_page.form
    assert form is not None
    form.unfold()
    window.inspector.ensureWidgetVisible(form.fields[name])
    QApplication.processEvents()
    return form.fields[name]


def training_field(window: MainWindow, name: str) -> Field:
    window.show_tab("Training")
    QApplication.processEvents()
    form = window.training_panel.form.form
    form.unfold()
    QApplication.processEvents()
    field: Field = form.fields[name]
    for area in (each for each in _above(field) if isinstance(each, QScrollArea)):
        area.ensureWidgetVisible(field)
    QApplication.processEvents()
    return field


def _above(widget: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()
