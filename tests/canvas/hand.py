"""A hand on the mouse: real events at places of the scene."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QApplication

from canvas.geometry.boxes import around
from canvas.gestures.drop import MIME
from canvas.items.rects import rect_of
from canvas.view.view import GraphView

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton


class Hand:
    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.button, self.keys = LEFT, NONE
        self._mime = QMimeData()

    def at(self, x: float, y: float) -> QPoint:
        return self.view.mapFromScene(QPointF(x, y))

    def port(self, block: str, port: str, out: bool = False) -> tuple[float, float]:
        return self.view.graph_scene.port_place(block, port, out)

    def body(self, block: str) -> tuple[float, float]:
        """A place on a card away from ports and middle."""
        x, y = self.view.graph_scene.places.boxes[block].centre
        return x - 70, y

    def _send(self, kind: QEvent.Type, place: tuple[float, float]) -> None:
        at = self.at(*place)
        pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else self.button
        cause = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else self.button
        event = QMouseEvent(
            kind,
            QPointF(at),
            QPointF(self.view.viewport().mapToGlobal(at)),
            cause,
            pressed,
            self.keys,
        )
        QApplication.sendEvent(self.view.viewport(), event)
        QApplication.processEvents()

    def press(self, place: tuple[float, float]) -> None:
        self._send(QEvent.Type.MouseButtonPress, place)

    def move(self, place: tuple[float, float]) -> None:
        self._send(QEvent.Type.MouseMove, place)

    def release(self, place: tuple[float, float]) -> None:
        self._send(QEvent.Type.MouseButtonRelease, place)

    def double_click(self, place: tuple[float, float]) -> None:
        self._send(QEvent.Type.MouseButtonDblClick, place)

    def click(self, place: tuple[float, float]) -> None:
        self.press(place)
        self.release(place)

    def carry(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, and move to the end without letting go."""
        self.press(start)
        self.move(((start[0] * 2 + end[0]) / 3, (start[1] * 2 + end[1]) / 3))
        self.move(end)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.carry(start, end)
        self.release(end)

    def hold(self, type_name: str, place: tuple[float, float]) -> bool:
        """Drag a block type from the palette to a place, without dropping it; tells whether it may."""
        self.leave()
        self._mime.setData(MIME, QByteArray(type_name.encode()))
        at = self.at(*place)
        # No move without a welcome: Qt would send it to whatever took the last drag, alive or not.
        return all(
            self._drag(kind(at, Qt.DropAction.CopyAction, self._mime, LEFT, NONE))
            for kind in (QDragEnterEvent, QDragMoveEvent)
        )

    def drop(self, type_name: str, place: tuple[float, float]) -> None:
        if self.hold(type_name, place):
            at = QPointF(self.at(*place))
            self._drag(QDropEvent(at, Qt.DropAction.CopyAction, self._mime, LEFT, NONE))

    def _drag(self, event: QDropEvent) -> bool:
        QApplication.sendEvent(self.view.viewport(), event)
        return event.isAccepted()

    def leave(self) -> None:
        QApplication.sendEvent(self.view.viewport(), QDragLeaveEvent())


def picture_of(view: GraphView, scale: float = 1.0) -> QImage:
    """A picture of the whole graph, which is not empty; ``scale`` is device pixels per scene pixel."""
    scene = view.graph_scene
    scene.finish()
    area = rect_of(around(list(scene.places.boxes.values())).grown(30))
    image = QImage((area.size() * scale).toSize(), QImage.Format.Format_RGB32)
    image.fill(scene.pens.canvas)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scene.render(painter, QRectF(image.rect()), area)
    painter.end()
    return image
