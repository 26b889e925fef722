"""The middle of the window: notices, the breadcrumb line, the canvas, and the strip with the first problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.frame.notices import Notices, Toast
from app.place.breadcrumb import Breadcrumb
from app.problems.bar import ProblemBar

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
        self.view: QWidget = QFrame(self)
        self.view.setObjectName("placeholder")
        self.problem_bar = ProblemBar(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.notices, self.breadcrumb, self.view, self.problem_bar):
            column.addWidget(widget)
        column.setStretchFactor(self.view, 1)
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
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        old, self.view = self.view, view
        column.replaceWidget(old, view)
        column.setStretchFactor(view, 1)
        self.toast = Toast(view)
        self.welcome = None  # it goes with the canvas that it stands on
        old.hide()
        old.deleteLater()
