"""The canvas: a graph that can be looked at and edited with mouse and keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QToolTip, QWidget

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.document.history import History
from blocks.graph.graph import MODEL
from blocks.types.problems import Problem
from canvas.geometry.boxes import around
from canvas.gestures.base import Pointer
from canvas.gestures.drop import MIME, DropGesture
from canvas.items.guard import guarded, quiet
from canvas.items.port_words import port_words
from canvas.scene.scene import GraphScene
from canvas.theme.ink import Ink
from canvas.theme.plain_text import plain_tip
from canvas.theme.themes import Theme
from canvas.view.acting import ActingView
from canvas.view.keys import press_key
from canvas.view.menus import context_menu
from canvas.view.tips import block_tip


class GraphView(ActingView):
    """Shows and edits one graph of a document.

    It is made of layers: looking around, the mouse, the selection, adding; here is what holds them together.

    Signals: ``selection_changed`` with the list of selected block ids, ``block_activated`` with an id on double click
    or Enter, ``left`` on Escape where there is nothing to give up, ``message`` with words when an action was refused,
    ``hint`` with words about the gesture that is going on, ``zoom_changed`` with the scale.
    """

    def __init__(
        self,
        document: Document,
        history: History,
        checker: Checker,
        theme: Theme,
        graph_name: str = MODEL,
        parent: QWidget | None = None,
    ) -> None:
        """Show a graph."""
        super().__init__(GraphScene(document, checker, Ink(theme), graph_name), history, parent)
        self.peeks.opened.connect(self.show_peek)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Graph")

    def detach(self) -> None:
        """Stop following the document; the view can then be deleted."""
        self.cancel_gesture()
        self.peeks.close_all()
        self.graph_scene.detach()

    def set_theme(self, theme: Theme) -> None:
        """Show in other colours."""
        ink = Ink(theme)
        self.graph_scene.set_ink(ink)
        self.peeks.set_ink()
        self.bubble.set_ink(ink)
        self.viewport().update()

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Show these problems on cards and wires, besides those that the live check finds."""
        self.graph_scene.set_problems(problems)

    def point_at(self, way: Sequence[str]) -> None:
        """Mark the block whose problem is told now; inside composites, the way there. See `GraphScene.point_at`."""
        self.peeks.point_at(way)

    # ------------------------------------------------------------------ looking

    def grab_image(self, scale: float = 1.0) -> QImage:
        """Return a picture of the whole graph; ``scale`` is device pixels per scene pixel."""
        self.graph_scene.finish()
        boxes = list(self.graph_scene.places.boxes.values())
        area = QRectF(0, 0, 10, 10)
        if boxes:
            box = around(boxes).grown(30)
            area = QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)
        image = QImage((area.size() * scale).toSize(), QImage.Format.Format_RGB32)
        image.fill(self.ink.canvas)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.graph_scene.render(painter, QRectF(image.rect()), area)
        painter.end()
        return image

    def draw_above(self, painter: QPainter) -> None:
        """Draw the frames of composites that are opened in place."""
        self.peeks.paint(painter, QStyleOptionGraphicsItem())

    # ------------------------------------------------------------------ events

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Take Tab for the search; Qt would move the focus."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() == Qt.Key.Key_Tab and not event.modifiers():  # type: ignore[attr-defined]
            self.open_search()
            return True
        return super().event(event)

    @guarded(False)
    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips and pinches."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return self.pinch(event) or super().viewportEvent(event)

    def tip_at(self, pos: QPoint) -> str:
        """Return the tooltip for a place of the viewport, safe for Qt; empty where there is none."""
        at = self.mapToScene(pos)
        spot = self.peeks.spot_at(at)
        scene, block = (
            (spot.scene, spot.block) if spot else (self.graph_scene, self.block_meant(at))
        )
        port = None if spot or self.gesture else self.port_at(at)
        if port is not None:
            words = port_words(scene.graph, port.block, port.port, port.out)
            if words:
                return plain_tip(words)
        return block_tip(scene, block) if block and not self.gesture else ""

    @quiet
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key means."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held, self._space_used = True, False
            self.show_cursor()
        elif press_key(self, event):
            event.accept()
        else:
            event.ignore()

    @quiet
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the paper."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held = False
            self.show_cursor()
            if not self._space_used:
                self.peek_selected()
        super().keyReleaseEvent(event)

    @quiet
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the keys that were held."""
        self.space_held = False
        super().focusOutEvent(event)

    @quiet
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu for what is under the pointer."""
        if self.gesture is None:
            menu = context_menu(self, self.mapToScene(event.pos()))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    @quiet
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take block types from the palette."""
        name = event.mimeData().data(MIME).toStdString() if event.mimeData().hasFormat(MIME) else ""
        kind = self.editor.kind_named(name) if name else None
        if kind is None:
            event.ignore()
            return
        self.cancel_gesture()
        self.begin(DropGesture(self, self._drop_pointer(event), kind, name))
        event.acceptProposedAction()

    def _drop_pointer(self, event: QDropEvent) -> Pointer:
        at = event.position().toPoint()
        return Pointer(self.mapToScene(at), at, event.modifiers())

    @quiet
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Let the ghost follow."""
        if isinstance(self.gesture, DropGesture):
            self.gesture.move(self._drop_pointer(event))
            event.acceptProposedAction()

    @quiet
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the ghost."""
        self.cancel_gesture()

    @quiet
    def dropEvent(self, event: QDropEvent) -> None:
        """Add the block."""
        if isinstance(self.gesture, DropGesture):
            gesture, self.gesture = self.gesture, None
            gesture.finish(self._drop_pointer(event))
            event.acceptProposedAction()
            self.setFocus()
