"""The column beside the curves: state and buttons, trouble, and tabs; it scrolls by itself where room is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from app.widgets import layouts
from app.widgets.parts import Modest, scrolled
from canvas.theme.measure import px

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

COLUMN = (252, 310)
"""Least and largest width of the column in pixels; in between it is a third of the panel."""

NARROW = 170
"""Least width of the column where it stands below the curves."""

TABS = 96
"""Least height of the tabs in pixels: their names and a field."""

ENOUGH = 170
"""Height in pixels at 100 % from which on what is in the tabs is scrolled by itself."""


class _Area(QScrollArea):
    """Scrolls the column; where the tabs would keep little of it, what is in them is not scrolled besides.

    Two areas that scroll, one inside the other, would leave a few lines of the settings to be seen.
    """

    def __init__(self, column: Modest, tabs: QTabWidget) -> None:
        super().__init__()
        self._column, self._tabs = column, tabs
        self.setWidget(column)
        tabs.currentChanged.connect(lambda _: self._share())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if (
            event.type() == QEvent.Type.LayoutRequest
        ):  # other words above the tabs, or other fields in them
            self._share()
        return done

    def _share(self) -> None:
        """Give the tabs what is left, or all the height of what is in them."""
        tabs, room = self._tabs, self.viewport().height()
        others = self._column.heightForWidth(self.viewport().width()) - tabs.minimumHeight()
        least = px(TABS) if room - others >= px(ENOUGH) else self._whole()
        if least != tabs.minimumHeight():
            tabs.setMinimumHeight(least)

    def _whole(self) -> int:
        page = self._tabs.currentWidget()
        inner = page.widget() if isinstance(page, QScrollArea) else None
        if inner is None:
            return px(ENOUGH)
        names = self._tabs.tabBar().sizeHint().height()
        return max(names + inner.sizeHint().height() + px(2), px(TABS))


def make_column(status: QWidget, trouble: QWidget, tabs: QTabWidget) -> QScrollArea:
    """Return the column with its parts; the curves beside it keep their height whatever it needs."""
    column = Modest()
    layouts.column(status, trouble, (tabs, 1), on=column, rim=(4, 8, 10, 0), gap=6)
    tabs.setMinimumHeight(px(TABS))
    area = _Area(column, tabs)
    area.setObjectName("trainingColumn")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(px(120))
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
    return stack
