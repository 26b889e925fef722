"""A canvas as its mouse, keys and menus know it: what gestures need, and the other parts of the view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from canvas.gestures.host import GestureHost

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from blocks.document.history import History
    from canvas.gestures.base import Gesture
    from canvas.scene.inline_views import InlineViews
    from canvas.view.adding import Adding
    from canvas.view.camera import Camera
    from canvas.view.editing import Editing
    from canvas.view.signals import CanvasSignals


class Canvas(GestureHost, Protocol):
    """The view, without what it is as a widget; `canvas.view.view` has it.

    Attributes:
        history: undo and redo.
        camera: which part of the scene is seen.
        signals: what the window is told.
        inline_views: the composites that are opened in place.
        editing: what is done to the selected blocks.
        adding: how blocks come.
        block_actions: actions of the window that the menu of a block offers as well.
        canvas_actions: the same for the menu of the canvas.
    """

    history: History
    camera: Camera
    signals: CanvasSignals
    inline_views: InlineViews
    editing: Editing
    adding: Adding
    block_actions: list[QAction]
    canvas_actions: list[QAction]

    @property
    def gesture(self) -> Gesture | None:
        """The gesture that the mouse is at; ``None`` for none."""

    def cancel_gesture(self) -> bool:
        """Give up what the mouse is doing; tells whether there was anything."""

    def viewport(self) -> QWidget:
        """Return the widget that is painted on."""
