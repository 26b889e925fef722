"""The column beside the curves: state and buttons, trouble, and tabs; it scrolls by itself where room is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.widgets.parts import Modest, scrolled
from canvas.theme.measure import margins, px

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

COLUMN = (252, 310)
"""Least and largest width of the column in pixels; in between it is a third of the panel."""

TABS = 96
"""Least height of the tabs in pixels: their names and a field."""


def make_column(status: QWidget, trouble: QWidget, tabs: QWidget) -> QScrollArea:
    """Return the column with its parts; the curves beside it keep their height whatever it needs."""
    column = Modest()
    right = QVBoxLayout(column)
    right.setContentsMargins(margins(4, 8, 10, 0))
    right.setSpacing(px(6))
    right.addWidget(status)
    right.addWidget(trouble)
    right.addWidget(tabs, 1)
    tabs.setMinimumHeight(px(TABS))
    area = QScrollArea()
    area.setObjectName("trainingColumn")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumSize(px(COLUMN[0]), px(120))
    area.setMaximumWidth(px(COLUMN[1]))
    area.setWidget(column)
    return area


def make_tabs(form: QWidget, outputs: QWidget, runs: QWidget) -> QTabWidget:
    """Return the tabs below the buttons."""
    tabs = QTabWidget()
    tabs.addTab(scrolled(form), "Settings")
    tabs.addTab(scrolled(outputs), "Outputs")
    tabs.addTab(runs, "Runs")
    return tabs


class _Filled(QWidget):
    """Gives all its room to a widget and asks for none: words that break their lines let no page scroll."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        inner.setParent(self)
        self._inner = inner

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._inner.setGeometry(self.rect())


def make_stack(hint: QLabel, plots: QWidget) -> QStackedWidget:
    """Return what is beside the column: a hint before the first run, then the curves."""
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    stack = QStackedWidget()
    stack.addWidget(_Filled(hint))
    stack.addWidget(plots)
    stack.setMinimumWidth(px(120))
    return stack
