"""The inspector at the right: the selected block, several blocks together, or the graph on screen itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from app.inspector.block_page import BlockPage
from app.inspector.definition_page import DefinitionPage
from app.inspector.model_page import ModelPage
from app.project.project import Project
from app.widgets.escape import forget_typing
from app.widgets.layouts import STRETCH, column
from app.widgets.parts import with_name
from blocks.document.edits import Edit, Place
from canvas.later import Later
from canvas.links import Links
from canvas.theme.measure import px
from canvas.theme.themes import Theme

QUIET = 10
"""Milliseconds after an edit before the form is bound again."""


class Inspector(QScrollArea):
    """Shows and edits what is selected."""

    def __init__(self, project: Project, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(px(270))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._project = project
        self._ids: tuple[str, ...] = ()
        self.block_page = BlockPage(project, theme)
        self.model_page = ModelPage(project, theme)
        self.definition_page = DefinitionPage(project, theme)
        self._pages = self.model_page, self.block_page, self.definition_page
        self._stack = _FrontStack()
        for page in self._pages:
            self._stack.addWidget(page)
        body = with_name(QWidget(), "inspectorBody")
        column(self._stack, STRETCH, on=body, rim=(12, 4, 12, 16))
        self.setWidget(body)
        self._links = Links()
        self._timer = Later(self, self.refresh, QUIET)
        self._follow()

    def set_project(self, project: Project) -> None:
        """Show another project."""
        self._project = project
        forget_typing(self)
        for page in self._pages:
            page.set_project(project)
        self._follow()
        self.show_selection([])

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        for page in self._pages:
            page.set_theme(theme)
        self.refresh()

    def show_selection(self, ids: Sequence[str]) -> None:
        """Show these blocks; the model, or the composite on screen, where there are none."""
        self.commit()
        self._ids = tuple(ids)
        self.refresh()
        self.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Show the values as they are now."""
        self._timer.stop()
        graph = self._project.place.graph
        ids = [block_id for block_id in self._ids if block_id in graph]
        if ids:
            self.block_page.show_blocks(ids)
            self._stack.setCurrentWidget(self.block_page)
        else:
            page = self.definition_page if graph.name else self.model_page
            page.refresh()
            self._stack.setCurrentWidget(page)

    def commit(self) -> None:
        """Take over what is being typed."""
        for page in self._pages:
            page.commit()

    def edit_name(self) -> None:
        """Put the cursor into the layer's name."""
        self._catch_up()
        self.block_page.edit_name()

    def edit_structure(self) -> None:
        """Put the cursor where repeats and the condition of the selected block are."""
        self._catch_up()
        self.block_page.edit_structure()

    def edit_first(self) -> None:
        """Put the cursor into the first field."""
        self._catch_up()
        self.block_page.edit_first()

    def _catch_up(self) -> None:
        """Show what an edit of just now has changed."""
        if self._timer.isActive():
            self.refresh()

    def _follow(self) -> None:
        self._links.clear()
        self._links.connect(self._project.document.changed, self._changed)
        self._links.connect(self._project.place.updated, self._checked)
        self._links.connect(self._project.place.leaving, self.commit)

    def _changed(self, edits: Sequence[Edit]) -> None:
        if not all(isinstance(edit, Place) for edit in edits):
            self._timer.start()

    def _checked(self, ids: frozenset[str]) -> None:
        if ids:
            self._timer.start()


class _FrontStack(QStackedWidget):
    """A stack as large as the page in front, so that the scroll area fits it: pages behind it have no say."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self._fit)

    def addWidget(self, widget: QWidget) -> int:
        at = super().addWidget(widget)
        self._fit(self.currentIndex())
        return at

    def _fit(self, current: int) -> None:
        for at in range(self.count()):
            policy = QSizePolicy.Policy.Preferred if at == current else QSizePolicy.Policy.Ignored
            page = self.widget(at)
            if page is not None:
                page.setSizePolicy(policy, policy)
        self.updateGeometry()
