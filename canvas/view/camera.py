"""Looking around: zoom to the pointer, pan, fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QCursor,
    QDropEvent,
    QInputDevice,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)

from canvas.geometry.boxes import Box, around
from canvas.gestures.base import Pointer
from canvas.items.rects import box_of, rect_of
from canvas.theme.measure import text_scale
from canvas.view.anchor import ViewAnchor

if TYPE_CHECKING:
    from PySide6.QtWidgets import QGraphicsView

    from canvas.scene.scene import GraphScene
    from canvas.view.signals import CanvasSignals

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


class Viewpoint(NamedTuple):
    """The view of a scene: the scale as people are told it, and the point in the corner of the window."""

    zoom: float
    corner: QPointF


class Camera(QObject):
    """Chooses which part of a scene a view shows, and how large; the paper has no end."""

    def __init__(self, view: QGraphicsView, scene: GraphScene, signals: CanvasSignals) -> None:
        """Look at the middle of the paper, at 100 %."""
        super().__init__(view)
        self._view, self._scene, self._signals = view, scene, signals
        self._text_scale = text_scale()
        view.setSceneRect(_ENDLESS)
        view.setTransformationAnchor(view.ViewportAnchor.NoAnchor)
        view.setResizeAnchor(view.ViewportAnchor.NoAnchor)
        view.scale(self._text_scale, self._text_scale)
        view.centerOn(0, 0)
        self._anchor = ViewAnchor(view, self.pan)

    @property
    def zoom(self) -> float:
        """Pixels of the viewport for one of the scene."""
        return self._view.transform().m11()

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
        pivot = self._view.viewport().rect().center() if at is None else at
        before = self._view.mapToScene(pivot)
        self._view.scale(factor, factor)
        moved = self._view.mapFromScene(before) - pivot
        self.pan(QPoint(-moved.x(), -moved.y()))
        self._signals.zoom_changed.emit(self.shown_zoom)

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
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() - by.x())
        down.setValue(down.value() - by.y())
        self.refresh_far()

    def show_box(self, box: Box, largest: float = 1.0) -> None:
        """Zoom and pan so that a box fills the view, never larger than ``largest``; 1 is 100 %."""
        room = self._view.viewport().rect()
        width, height = box.right - box.left + 2 * _RIM, box.bottom - box.top + 2 * _RIM
        scale = min(room.width() / width, room.height() / height, largest * self._text_scale)
        scale = max(scale, SMALLEST)
        self._view.resetTransform()
        self._view.scale(scale, scale)
        self._view.centerOn(QPointF(*box.centre))
        self._view.viewport().update()
        self._signals.zoom_changed.emit(self.shown_zoom)

    def fit(self, ids: Iterable[str] | None = None) -> None:
        """Show these blocks, by default all, at 100 % at most."""
        boxes = self._scene.places.boxes
        chosen = [boxes[key] for key in (boxes if ids is None else ids) if key in boxes]
        if chosen:
            self.show_box(around(chosen))
        else:
            self.zoom_reset()
            self._view.centerOn(0, 0)

    def fit_selection(self) -> None:
        """Show the selected blocks, or all."""
        self.fit(self._scene.selected_ids() or None)

    def look_first(self) -> None:
        """Show a graph that was just opened: all of it where that can be read, else where its data come in."""
        self.fit()
        if self.shown_zoom >= _READABLE or not self._scene.places.boxes:
            return
        graph = self._scene.graph
        starts = [
            key for key in graph.sources() if graph.network.out_degree(key)
        ] or graph.sources()
        start = self._scene.places.boxes[starts[0]]
        self.zoom_by(_FIRST / self.shown_zoom)
        half = self._view.viewport().height() / self.zoom / 2
        self._view.centerOn(QPointF(start.centre[0], start.top - _RIM + half))
        self._view.viewport().update()

    def look(self) -> Viewpoint:
        """Return how the scene is looked at now."""
        return Viewpoint(self.shown_zoom, self._view.mapToScene(-self._anchor.corner()))

    def look_again(self, look: Viewpoint) -> None:
        """Look as before: everything is where it was in the window."""
        self.zoom_by(look.zoom / self.shown_zoom)
        self.pan(-self._anchor.corner() - self._view.mapFromScene(look.corner))
        self._view.viewport().update()

    def center_on(self, block_id: str) -> None:
        """Bring a block into the middle."""
        box = self._scene.places.boxes.get(block_id)
        if box is not None:
            if self.zoom < FAR * 2:
                self.zoom_by(0.8 / self.shown_zoom)
            self._view.centerOn(QPointF(*box.centre))
            self._view.viewport().update()

    def show_block(self, block_id: str) -> None:
        """Pan just far enough that a block can be seen."""
        box = self._scene.places.boxes.get(block_id)
        if box is not None:
            self._view.ensureVisible(rect_of(box), 40, 40)
            self.refresh_far()

    def show_corner(self, box: Box) -> None:
        """Pan just far enough that a box can be seen, its upper left part at least."""
        room, rim = self.visible_rect().size(), 60 / self.zoom
        wide = min(box.right - box.left, room.width() - rim)
        high = min(box.bottom - box.top, room.height() - rim)
        self._view.ensureVisible(QRectF(box.left, box.top, wide, high), 20, 20)
        self.refresh_far()

    def visible_rect(self) -> QRectF:
        """Return the part of the scene that is in view."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def visible_box(self) -> Box:
        """Return the part of the scene that is in view."""
        return box_of(self.visible_rect())

    def wheel(self, event: QWheelEvent) -> None:
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

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom by two fingers; tells whether the event was that."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_by(1 + event.value(), event.position().toPoint())
        return True

    # ------------------------------------------------------------------ places

    @property
    def is_far(self) -> bool:
        """Tell whether everything is drawn in a few calls."""
        return self.zoom < FAR

    def refresh_far(self) -> None:
        """Draw again from far away; near by that is left to the scene."""
        if self.is_far:
            self._view.viewport().update()

    def pointer(self, event: QMouseEvent | QDropEvent) -> Pointer:
        """Return where an event is."""
        at = event.position().toPoint()
        return Pointer(self._view.mapToScene(at), at, event.modifiers())

    def moved_under(self, at: Pointer) -> Pointer:
        """Return what is under a pointer that stayed while the paper moved."""
        return at._replace(scene=self._view.mapToScene(at.view))

    def pointer_in_scene(self) -> QPointF | None:
        """Return where the pointer is in the scene; ``None`` where it is not over the view."""
        viewport = self._view.viewport()
        at = viewport.mapFromGlobal(QCursor.pos())
        return self._view.mapToScene(at) if viewport.rect().contains(at) else None
