"""Looking around: zoom to the pointer, pan, fit. The view of a scene, without any editing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from canvas.geometry.boxes import Box, around
from canvas.items.guard import quiet
from canvas.items.overlay import Overlay
from canvas.scene.overview import Overview
from canvas.scene.scene import GraphScene
from canvas.theme.measure import text_scale
from canvas.view.anchor import Anchor

FAR = 0.3
"""Scale below which everything is drawn in a few calls."""
SMALLEST, LARGEST = 0.04, 4.0
_STEP = 1.2
"""Factor of one notch of the wheel."""
_RIM = 28.0
"""Space around what is fitted into the view, in scene pixels."""
_READABLE, _FIRST = 0.5, 0.8
"""Scale from which cards can be read, and the scale at which a larger graph is first shown."""
_ENDLESS = QRectF(-1e6, -1e6, 2e6, 2e6)


class Look(NamedTuple):
    """How a scene is looked at: the scale as people are told it, and what is in the corner of the window."""

    zoom: float
    corner: QPointF


class NavigationView(QGraphicsView):
    """Shows a graph scene; the paper has no end.

    Attributes:
        graph_scene: the scene.
        overview: draws it at small scales.
    """

    zoom_changed = Signal(float)

    def __init__(self, scene: GraphScene, parent: QWidget | None = None) -> None:
        """Look at a scene."""
        super().__init__(scene, parent)
        self.graph_scene = scene
        self._text_scale = text_scale()
        self.overview = Overview(scene)
        self._overlays: list[Overlay] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSceneRect(_ENDLESS)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        scene.touched.connect(self._forget_overview)
        self.scale(self._text_scale, self._text_scale)
        self.centerOn(0, 0)
        self._anchor = Anchor(self, self.pan)

    # ------------------------------------------------------------------ zoom and pan

    @property
    def zoom(self) -> float:
        """Pixels of the viewport for one of the scene."""
        return self.transform().m11()

    @property
    def shown_zoom(self) -> float:
        """The scale that people are told: 1 is 100 %, where letters are as large as those of the window."""
        return self.zoom / self._text_scale

    def follow_text_size(self) -> None:
        """Show cards and wires as large as the text of the window now is; the middle stays."""
        before, self._text_scale = self._text_scale, text_scale()
        self.zoom_by(self._text_scale / before)

    def zoom_by(self, factor: float, at: QPoint | None = None) -> None:
        """Zoom so that what is at a point of the viewport stays there; the middle by default."""
        largest = LARGEST * self._text_scale
        factor = min(max(self.zoom * factor, SMALLEST), largest) / self.zoom
        if abs(factor - 1) < 1e-9:
            return
        pivot = at or self.viewport().rect().center()
        before = self.mapToScene(pivot)
        self.scale(factor, factor)
        moved = self.mapFromScene(before) - pivot
        self.pan(QPoint(-moved.x(), -moved.y()))
        self.zoom_changed.emit(self.shown_zoom)

    def zoom_in(self) -> None:
        """Come nearer."""
        self.zoom_by(_STEP)

    def zoom_out(self) -> None:
        """Go farther away."""
        self.zoom_by(1 / _STEP)

    def zoom_reset(self) -> None:
        """Show at 100 %."""
        self.zoom_by(1 / self.shown_zoom)

    def pan(self, by: QPoint) -> None:
        """Move the paper by pixels of the viewport."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - by.x())
        down.setValue(down.value() - by.y())
        if self.is_far:
            self.viewport().update()

    def show_box(self, box: Box, largest: float = 1.0) -> None:
        """Zoom and pan so that a box fills the view, never larger than ``largest``; 1 is 100 %."""
        room = self.viewport().rect()
        width, height = box.right - box.left + 2 * _RIM, box.bottom - box.top + 2 * _RIM
        scale = min(room.width() / width, room.height() / height, largest * self._text_scale)
        scale = max(scale, SMALLEST)
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(QPointF(*box.centre))
        self.viewport().update()
        self.zoom_changed.emit(self.shown_zoom)

    def fit(self, ids: Iterable[str] | None = None) -> None:
        """Show these blocks, by default all, at 100 % at most."""
        boxes = self.graph_scene.places.boxes
        chosen = [boxes[key] for key in (boxes if ids is None else ids) if key in boxes]
        if chosen:
            self.show_box(around(chosen))
        else:
            self.zoom_reset()
            self.centerOn(0, 0)

    def look_first(self) -> None:
        """Show a graph that was just opened: all of it where that can be read, else where its data come in."""
        self.fit()
        if self.shown_zoom >= _READABLE or not self.graph_scene.places.boxes:
            return
        graph = self.graph_scene.graph
        starts = [
            key for key in graph.sources() if graph.network.out_degree(key)
        ] or graph.sources()
        start = self.graph_scene.places.boxes[starts[0]]
        self.zoom_by(_FIRST / self.shown_zoom)
        half = self.viewport().height() / self.zoom / 2
        self.centerOn(QPointF(start.centre[0], start.top - _RIM + half))
        self.viewport().update()

    def look(self) -> Look:
        """Return how the scene is looked at now."""
        return Look(self.shown_zoom, self.mapToScene(-self._anchor.corner()))

    def look_again(self, look: Look) -> None:
        """Look as before: everything is where it was in the window."""
        self.zoom_by(look.zoom / self.shown_zoom)
        self.pan(-self._anchor.corner() - self.mapFromScene(look.corner))
        self.viewport().update()

    def center_on(self, block_id: str) -> None:
        """Bring a block into the middle."""
        box = self.graph_scene.places.boxes.get(block_id)
        if box is not None:
            if self.zoom < FAR * 2:
                self.zoom_by(0.8 / self.shown_zoom)
            self.centerOn(QPointF(*box.centre))
            self.viewport().update()

    def show_block(self, block_id: str) -> None:
        """Pan just far enough that a block can be seen."""
        box = self.graph_scene.places.boxes.get(block_id)
        if box is not None:
            rect = QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)
            self.ensureVisible(rect, 40, 40)
            self.refresh_overview()

    def visible_rect(self) -> QRectF:
        """Return the part of the scene that is in view."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def visible_box(self) -> Box:
        """Return the part of the scene that is in view."""
        rect = self.visible_rect()
        return Box(rect.left(), rect.top(), rect.right(), rect.bottom())

    @quiet
    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms to the pointer, Shift pans across; two fingers on a touchpad pan."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        touchpad = event.device().type() == QInputDevice.DeviceType.TouchPad
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.ShiftModifier:
            self.pan(QPoint(angle.y() or angle.x(), 0) / 2)
        elif touchpad and not keys & Qt.KeyboardModifier.ControlModifier:
            self.pan(pixels if not pixels.isNull() else angle / 2)
        else:
            notches = pixels.y() / 80 if touchpad and not pixels.isNull() else angle.y() / 120
            self.zoom_by(_STEP**notches, event.position().toPoint())
        event.accept()

    def pinch(self, event: QEvent) -> bool:
        """Zoom by two fingers; tells whether the event was that."""
        if not isinstance(event, QNativeGestureEvent):
            return False
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_by(1 + event.value(), event.position().toPoint())
        return True

    # ------------------------------------------------------------------ painting

    @property
    def is_far(self) -> bool:
        """Tell whether everything is drawn in a few calls."""
        return self.zoom < FAR

    def add_overlay(self, overlay: Overlay) -> None:
        """Draw something above everything."""
        self._overlays.append(overlay)
        self.graph_scene.addItem(overlay)

    def drop_overlay(self, overlay: Overlay) -> None:
        """Draw it no more; nothing happens where it was dropped already."""
        if overlay in self._overlays:
            self._overlays.remove(overlay)
            self.graph_scene.removeItem(overlay)
            if self.is_far:
                self.viewport().update()

    def refresh_overview(self) -> None:
        """Draw again what a gesture moves, where that is not left to the scene."""
        if self.is_far:
            self.viewport().update()

    def _forget_overview(self) -> None:
        self.overview.forget()
        if self.is_far:
            self.viewport().update()

    @quiet
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scene item by item, or as a whole from far away."""
        if not self.is_far:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = QRectF(self.viewport().rect())
        self.overview.paint(painter, self.viewportTransform(), size, self.devicePixelRatioF())
        painter.setTransform(self.viewportTransform())
        self.draw_above(painter)
        for overlay in self._overlays:
            painter.save()
            overlay.draw(painter)
            painter.restore()
        painter.end()

    def draw_above(self, painter: QPainter) -> None:
        """Draw what stands above the cards, from far away; near by, the scene does."""

    @quiet
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Fill with the canvas's colour."""
        painter.fillRect(rect, self.graph_scene.ink.canvas)
