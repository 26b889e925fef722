"""The column beside the curves: state and buttons, trouble, and tabs; it scrolls by itself where room is short."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from canvas.measure import margins, px

COLUMN = (252, 310)
"""Least and largest width of the column in pixels; in between it is a third of the panel."""

TABS = 96
"""Least height of the tabs in pixels: their names and a field."""


def make_column(status: QWidget, trouble: QWidget, tabs: QWidget) -> QScrollArea:
    """Return the column with its parts; the curves beside it keep their height whatever it needs."""
    column = QWidget()
    right = QVBoxLayout(column)
    right.setContentsMargins(margins(4, 8, 10, 0))
    right.setSpacing(px(6))
    right.addWidget(status)
    right.addWidget(trouble)
    right.addWidget(tabs, 1)
    tabs.setMinimumHeight(px(TABS))
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumSize(px(COLUMN[0]), px(120))
    area.setMaximumWidth(px(COLUMN[1]))
    area.setWidget(column)
    return area
