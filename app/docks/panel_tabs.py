"""The tabs below the canvas: a page for each panel, put there when it is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget


def panel_tabs(names: Sequence[str], parent: QWidget) -> QTabWidget:
    """Make tabs with empty pages."""
    tabs = QTabWidget(parent)
    tabs.setObjectName("panelTabs")
    tabs.setDocumentMode(True)
    tabs.tabBar().setDrawBase(False)
    tabs.setUsesScrollButtons(True)
    for name in names:
        tabs.addTab(_Page(f"page{name}", tabs), name)
    return tabs


class _Column(QVBoxLayout):
    """A column that asks for the least height of what is in it, not for the height that its words would like."""

    def hasHeightForWidth(self) -> bool:
        return False


class _Page(QScrollArea):
    """A page; where its content has no room, it can be scrolled."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        self.column = _Column(body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(body)


def page_of(tabs: QTabWidget, at: int) -> QVBoxLayout:
    """Return the layout of a page."""
    page = tabs.widget(at)
    assert isinstance(page, _Page)
    return page.column
