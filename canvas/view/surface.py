"""Paints a canvas: the scene item by item, or from far away as a whole; gestures draw above it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from canvas.scene.overview import Overview

if TYPE_CHECKING:
    from PySide6.QtWidgets import QGraphicsView

    from canvas.items.overlay import GestureOverlay
    from canvas.scene.inline_views import InlineViews
    from canvas.scene.scene import GraphScene
    from canvas.view.camera import Camera


class Surface(QObject):
    """Paints a view from far away, and keeps what gestures draw.

    Attributes:
        overlays: what gestures draw above everything.
    """

    def __init__(
        self, view: QGraphicsView, scene: GraphScene, camera: Camera, inline_views: InlineViews
    ) -> None:
        """Paint what a camera shows of a scene."""
        super().__init__(view)
        self._view, self._scene = view, scene
        self._camera, self._inline_views = camera, inline_views
        self._overview = Overview(scene)
        self.overlays: list[GestureOverlay] = []
        scene.touched.connect(self._forget)
        inline_views.changed.connect(camera.refresh_far)

    def add(self, overlay: GestureOverlay) -> None:
        """Draw something above everything."""
        self.overlays.append(overlay)
        self._scene.addItem(overlay)

    def drop(self, overlay: GestureOverlay) -> None:
        """Draw it no more; nothing happens where it was dropped already."""
        if overlay in self.overlays:
            self.overlays.remove(overlay)
            self._scene.removeItem(overlay)
            self.refresh()

    def lift(self, ids: Collection[str]) -> None:
        """Draw these blocks singly from now on, since they move; none ends it."""
        self._overview.lift(ids)

    def refresh(self) -> None:
        """Draw again what a gesture moves, where that is not left to the scene."""
        self._camera.refresh_far()

    def _forget(self) -> None:
        self._overview.forget()
        self.refresh()

    def paint_far(self) -> None:
        """Draw the scene as a whole, then what stands above the cards."""
        view = self._view
        painter = QPainter(view.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = QRectF(view.viewport().rect())
        self._overview.paint(painter, view.viewportTransform(), size, view.devicePixelRatioF())
        painter.setTransform(view.viewportTransform())
        self._inline_views.paint(painter, QStyleOptionGraphicsItem())
        for overlay in self.overlays:
            painter.save()
            overlay.draw(painter)
            painter.restore()
        painter.end()
