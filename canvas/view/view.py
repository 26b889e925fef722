"""The canvas: a graph that can be looked at and edited with mouse and keys."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QKeyCombination, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.document.history import History
from blocks.graph.graph import MODEL
from canvas.editor import Editor
from canvas.geometry.spots import PortSpot
from canvas.gestures.base import Gesture
from canvas.gestures.drop import MIME
from canvas.gestures.finder import Finder
from canvas.items.bubble import Bubble
from canvas.items.guard import guarded, quiet
from canvas.items.port_words import port_words
from canvas.links import Links
from canvas.scene.inline_views import InlineViews
from canvas.scene.scene import GraphScene
from canvas.search.popup import SearchPopup
from canvas.theme.pens import Pens
from canvas.theme.plain_text import plain_tip
from canvas.theme.themes import Theme
from canvas.view.adding import Adding
from canvas.view.camera import Camera
from canvas.view.editing import Editing
from canvas.view.keys import press_key
from canvas.view.menus import context_menu
from canvas.view.mouse import Mouse
from canvas.view.signals import CanvasSignals
from canvas.view.surface import Surface
from canvas.view.tips import block_tip, describe_selection

_TAB = QKeyCombination(Qt.Key.Key_Tab)


class GraphView(QGraphicsView):
    """Shows and edits one graph of a document. It makes its parts, and hands them what Qt tells it.

    Attributes:
        signals: what the window is told.
        graph_scene: the cards and wires.
        history: undo and redo.
        editor: the changes that can be made to the graph.
        camera: which part of the scene is seen, and how large.
        inline_views: the composites that are opened in place.
        surface: what is painted from far away, and what gestures draw.
        finder: what a point means.
        editing: what is done to the selected blocks.
        adding: how blocks come.
        bubble: the label beside the pointer.
        block_actions: actions of the window that the menu of a block offers as well.
        canvas_actions: the same for the menu of the canvas.
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
        scene = GraphScene(document, checker, Pens(theme), graph_name)
        super().__init__(scene, parent)
        scene.setParent(self)
        self.signals = CanvasSignals(self)
        self.graph_scene, self.history = scene, history
        self.editor = Editor(document, history, graph_name, self.refuse)
        self.camera = Camera(self, scene, self.signals)
        self.inline_views = InlineViews(scene)
        self.surface = Surface(self, scene, self.camera, self.inline_views)
        self.finder = Finder(scene, self.camera)
        self.editing = Editing(scene, self.editor, self.camera, self.signals)
        self.adding = Adding(self, scene, self.editor, self.camera)
        self.bubble = Bubble(self.viewport(), scene.pens)
        self.block_actions: list[QAction] = []
        self.canvas_actions: list[QAction] = []
        self._mouse = Mouse(self)
        self._links = Links()
        self._links.connect(scene.selection.changed, self._tell_selection)
        # A change from elsewhere, undo say, while the mouse is at work: what it holds may be gone.
        scene.changing.connect(self.cancel_gesture)
        self.inline_views.opened.connect(self._show_inline_view)
        self._set_up()
        self._tell_selection()

    def _set_up(self) -> None:
        """Set what Qt offers to a view."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.viewport().setMouseTracking(True)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Graph")

    def detach(self) -> None:
        """Stop following the document; the view can then be deleted."""
        self.cancel_gesture()
        self.inline_views.close_all()
        self.graph_scene.detach()

    def set_theme(self, theme: Theme) -> None:
        """Show in other colours."""
        pens = Pens(theme)
        self.graph_scene.set_pens(pens)
        self.inline_views.set_pens()
        self.bubble.set_pens(pens)
        self.viewport().update()

    # ------------------------------------------------------------------ selection

    def select(self, ids: Iterable[str]) -> None:
        """Select these blocks and nothing else."""
        self.graph_scene.select(ids)

    def selected_ids(self) -> list[str]:
        """Return the selected blocks, in the graph's order."""
        return self.graph_scene.selected_ids()

    def _tell_selection(self) -> None:
        self.setAccessibleDescription(describe_selection(self.graph_scene))
        self.signals.selection_changed.emit(self.selected_ids())

    def _show_inline_view(self, block_id: str) -> None:
        self.camera.show_corner(self.inline_views.frames[block_id].box())

    # ------------------------------------------------------------------ for gestures, keys and menus

    @property
    def gesture(self) -> Gesture | None:
        """The gesture that the mouse is at; ``None`` for none."""
        return self._mouse.gesture

    def cancel_gesture(self) -> bool:
        """Give up what the mouse is doing; tells whether there was anything."""
        return self._mouse.cancel()

    def show_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        """Show a cursor; by default the one for what the mouse would do now."""
        self._mouse.show_cursor(shape)

    def refuse(self, reason: str) -> None:
        """Say why something was not done."""
        self.signals.message.emit(reason)

    def open_search(self, at: QPointF | None = None, spot: PortSpot | None = None) -> SearchPopup:
        """Search for a block to add at a point, by default at the pointer, wired to a port if one is given."""
        return self.adding.open_search(at, spot)

    # ------------------------------------------------------------------ what Qt tells

    @quiet
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scene item by item, or as a whole from far away."""
        if self.camera.is_far:
            self.surface.paint_far()
        else:
            super().paintEvent(event)

    @quiet
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Fill with the canvas's colour."""
        painter.fillRect(rect, self.graph_scene.pens.canvas)

    @quiet
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom or pan."""
        self.camera.wheel(event)

    @quiet
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture, or get ready for one."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._mouse.press(event)

    @quiet
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or hover."""
        self._mouse.move(event)

    @quiet
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the gesture, or click."""
        self._mouse.release(event)

    @quiet
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Activate what is there, or search."""
        self._mouse.double_click(event)

    @quiet
    def leaveEvent(self, event: QEvent) -> None:
        """Hover over nothing."""
        self._mouse.leave()

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Take Tab for the search; Qt would move the focus."""
        pressed = event if event.type() == QEvent.Type.KeyPress else None
        if isinstance(pressed, QKeyEvent) and pressed.keyCombination() == _TAB:
            self.adding.open_search()
            return True
        return super().event(event)

    @guarded(False)
    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips and pinches."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        if isinstance(event, QNativeGestureEvent) and self.camera.pinch(event):
            return True
        return super().viewportEvent(event)

    def tip_at(self, pos: QPoint) -> str:
        """Return the tooltip for a place of the viewport, safe for Qt; empty where there is none."""
        at = self.mapToScene(pos)
        spot = self.inline_views.spot_at(at)
        scene, block = (
            (spot.scene, spot.block) if spot else (self.graph_scene, self.finder.block_meant(at))
        )
        port = None if spot or self.gesture else self.finder.port_at(at)
        if port is not None:
            words = port_words(scene.graph, port.block, port.port, port.out)
            if words:
                return plain_tip(words)
        return block_tip(scene, block) if block and not self.gesture else ""

    @quiet
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key means."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._mouse.hold_space()
        elif press_key(self, event):
            event.accept()
        else:
            event.ignore()

    @quiet
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the paper."""
        released = event.key() == Qt.Key.Key_Space and not event.isAutoRepeat()
        if released and self._mouse.let_go_space():
            self.inline_views.toggle_selected()
        super().keyReleaseEvent(event)

    @quiet
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the keys that were held."""
        self._mouse.forget_keys()
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
        self._mouse.carry_in(self.camera.pointer(event), kind, name)
        event.acceptProposedAction()

    @quiet
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Let the ghost follow."""
        if self._mouse.carry(self.camera.pointer(event)):
            event.acceptProposedAction()

    @quiet
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the ghost."""
        self.cancel_gesture()

    @quiet
    def dropEvent(self, event: QDropEvent) -> None:
        """Add the block."""
        if self._mouse.drop(self.camera.pointer(event)):
            event.acceptProposedAction()
            self.setFocus()
