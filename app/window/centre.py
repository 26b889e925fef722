"""The middle of the window: notices, the breadcrumb line, the canvas, and the strip with the first problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from app.frame.notices import Notices, Toast
from app.place.breadcrumb import Breadcrumb
from app.problems.bar import ProblemBar
from app.widgets.layouts import column
from app.widgets.parts import with_name

if TYPE_CHECKING:
    from app.files.controller import FileActions
    from app.files.welcome import Welcome
    from app.project.project import Project


class Centre(QWidget):
    """A column with the canvas in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.notices = Notices(self)
        self.breadcrumb = Breadcrumb(self)
        self.view: QWidget = with_name(QFrame(self), "placeholder")
        self.problem_bar = ProblemBar(self)
        parts = self.notices, self.breadcrumb, (self.view, 1), self.problem_bar
        self._column = column(*parts, on=self, gap=0)
        self.toast = Toast(self.view)
        self.welcome: Welcome | None = None

    def welcome_if_empty(self, project: Project, files: FileActions) -> None:
        """Show what an empty canvas offers, until there is a block."""
        self.end_welcome()
        if project.checker.graph.blocks or project.path is not None:
            return
        from app.files.welcome import Welcome

        self.welcome = Welcome(self.view, files.use_template, files.open_path, files.new)

    def end_welcome(self) -> None:
        """Take the welcome away."""
        if self.welcome is not None:
            self.welcome.hide()
            self.welcome.deleteLater()
            self.welcome = None

    def put_view(self, view: QWidget) -> None:
        """Show a canvas in place of what is there."""
        old, self.view = self.view, view
        self._column.replaceWidget(old, view)
        self._column.setStretchFactor(view, 1)
        self.toast = Toast(view)
        self.welcome = None  # it goes with the canvas that it stands on
        old.hide()
        old.deleteLater()
