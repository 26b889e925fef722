"""A canvas on the offscreen screen, and hands for it: frames, presses, moves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.look.theme import apply_theme
from app.project.project import Project
from canvas.theme.themes import LIGHT

if TYPE_CHECKING:
    from canvas.view.view import GraphView

VIEWPORT = (1600, 1000)
"""Size of the canvas in pixels."""


def application() -> QApplication:
    """Return the one application, in our theme."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        apply_theme(app, LIGHT)
    return app


class Desk:
    """A project on a shown canvas.

    Attributes:
        view: the canvas.
        project: what is on it.
    """

    def __init__(self, project: Project) -> None:
        """Put a project on a canvas of the size that everything is measured at."""
        self.app = application()
        self.project = project
        self.view: GraphView = make_view(project)
        self.view.resize(*VIEWPORT)
        self.view.show()
        self.app.processEvents()
        self.frame()

    def frame(self) -> None:
        """Paint what is out of date, now and not when Qt's timer comes round."""
        self.app.processEvents()
        self.app.sendEvent(self.view.window(), QEvent(QEvent.Type.UpdateRequest))

    def full_frame(self) -> None:
        """Paint the whole viewport."""
        self.view.viewport().repaint()

    def mouse(self, kind: QEvent.Type, at: QPoint) -> None:
        """Send an event of the left button to the canvas, at a point of the viewport."""
        button = Qt.MouseButton.LeftButton
        moving = kind == QEvent.Type.MouseMove
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
        event = QMouseEvent(
            kind,
            QPointF(at),
            QPointF(self.view.viewport().mapToGlobal(at)),
            Qt.MouseButton.NoButton if moving else button,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        self.app.sendEvent(self.view.viewport(), event)

    def close(self) -> None:
        """Take the canvas away."""
        self.view.graph_scene.detach()
        self.view.close()
        self.view.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def make_view(project: Project) -> Any:
    """Make a canvas for a project."""
    from canvas.view.view import GraphView

    return GraphView(project.document, project.history, project.checker, LIGHT)


class PaintCounter(QObject):
    """Counts how often a widget is painted, to be sure that what is measured happens."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count paint events and let them pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False

    def during(self, desk: Desk, action: Callable[[], object]) -> int:
        """Return how often the canvas is painted while something is done."""
        self.count = 0
        desk.view.viewport().installEventFilter(self)
        action()
        desk.view.viewport().removeEventFilter(self)
        return self.count
