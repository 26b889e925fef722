"""The canvas: a graph that can be looked at and edited with mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QToolTip, QWidget

from blocks.check import Checker
from blocks.document import Document
from blocks.graph import MODEL, Position, Wire
from blocks.history import History
from blocks.problems import Problem
from blocks.registry import block_type, block_types
from canvas.editor import Editor
from canvas.geometry import HEIGHT, WIDTH, around
from canvas.gesture import Pointer
from canvas.gesture_drop import MIME, DropGesture
from canvas.gesture_wire import PortSpot
from canvas.guard import guarded, quiet
from canvas.ink import Ink
from canvas.keys import press_key
from canvas.layout import arrange
from canvas.menus import context_menu
from canvas.placing import below, free_place, on_wire
from canvas.pointing import PointingView
from canvas.scene import GraphScene
from canvas.search import Match
from canvas.search_popup import SearchPopup
from canvas.style import Theme
from canvas.tips import block_tip, describe_selection


class GraphView(PointingView):
    """Shows and edits one graph of a document.

    Attributes:
        document: what is edited.
        history: every change goes through it.
        editor: the changes that the canvas can make.
        selection_changed: emitted with the list of selected block ids.
        block_activated: emitted with a block's id on double click or Enter.
        message: emitted with words when an action was refused.
        hint: emitted with words about the gesture that is going on.
        zoom_changed: emitted with the scale.
    """

    selection_changed = Signal(object)
    message = Signal(str)

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
        scene = GraphScene(document, checker, Ink(theme), graph_name)
        super().__init__(scene, parent)
        scene.setParent(self)
        self.document, self.history = document, history
        self.editor = Editor(document, history, graph_name, self.refuse)
        self._search: SearchPopup | None = None
        self._pasted = 0
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Graph")
        scene.selection.changed.connect(self._tell_selection)
        self._tell_selection()

    @property
    def ink(self) -> Ink:
        """Colours and fonts."""
        return self.graph_scene.ink

    def detach(self) -> None:
        """Stop following the document; the view can then be deleted."""
        self.cancel_gesture()
        self.graph_scene.detach()

    def set_theme(self, theme: Theme) -> None:
        """Show in other colours."""
        ink = Ink(theme)
        self.graph_scene.set_ink(ink)
        self.bubble.set_ink(ink)
        self.viewport().update()

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Show these problems on cards and wires, besides those that the live check finds."""
        self.graph_scene.set_problems(problems)

    def refuse(self, reason: str) -> None:
        """Say why something was not done."""
        self.message.emit(reason)

    # ------------------------------------------------------------------ selection

    def select(self, ids: Iterable[str]) -> None:
        """Select these blocks and nothing else."""
        self.graph_scene.selection.set(key for key in ids if key in self.graph_scene.cards)

    def selected_ids(self) -> list[str]:
        """Return the selected blocks, in the graph's order."""
        chosen = self.graph_scene.selection.blocks
        return [key for key in self.graph_scene.graph.order() if key in chosen]

    def select_all(self) -> None:
        """Select every block."""
        self.graph_scene.selection.set(self.graph_scene.cards)

    def highlight(self, ids: Iterable[str]) -> None:
        """Draw a halo around these blocks and no others."""
        self.graph_scene.highlight(ids)

    def activate_selected(self) -> None:
        """Open the one selected block."""
        chosen = self.selected_ids()
        if len(chosen) == 1:
            self.block_activated.emit(chosen[0])

    def _tell_selection(self) -> None:
        self.setAccessibleDescription(describe_selection(self.graph_scene))
        self.selection_changed.emit(self.selected_ids())

    # ------------------------------------------------------------------ editing

    def copy(self) -> None:
        """Put the selected blocks into the clipboard."""
        text = self.editor.copy(self.graph_scene.selection.blocks)
        if text:
            QGuiApplication.clipboard().setText(text)
            self._pasted = 0

    def cut(self) -> None:
        """Copy and delete."""
        self.copy()
        self.delete_selected()

    def paste(self, at: QPointF | None = None) -> None:
        """Paste at a point of the scene, else at the pointer, else beside what was copied."""
        place = self.pointer_place()
        if at is None and place is not None:
            at = self.mapToScene(place)
        corner = None if at is None else (at.x() - at.x() % 10, at.y() - at.y() % 10)
        ids = self.editor.paste(QGuiApplication.clipboard().text(), corner)
        if ids:
            self.select(ids)

    def duplicate(self) -> None:
        """Paste a copy beside the selection, leaving the clipboard alone."""
        text = self.editor.copy(self.graph_scene.selection.blocks)
        ids = self.editor.paste(text, None, "duplicate") if text else []
        if ids:
            self.select(ids)

    def delete_selected(self) -> None:
        """Delete the selected blocks and wires."""
        selection = self.graph_scene.selection
        if selection:
            self.editor.delete(selection.blocks, selection.wires)

    def dissolve_selected(self) -> None:
        """Take the selected blocks out and join what came before to what comes after."""
        selection = self.graph_scene.selection
        if selection.blocks:
            self.editor.dissolve(selection.blocks)

    def add_block(self, type_name: str, scene_pos: QPointF | None = None) -> str:
        """Add a block at a point, or below the selected block and wired to it; returns its id."""
        return self._add(type_name, {}, scene_pos)

    def _add(self, type_name: str, values: dict[str, object], at: QPointF | None) -> str:
        scene = self.graph_scene
        chosen = self.selected_ids()
        after = chosen[0] if len(chosen) == 1 and at is None else ""
        made = self.editor.add(type_name, self._place_for(at, after), values, after)  # type: ignore[arg-type]
        if made:
            scene.selection.set([made])
            self.show_block(made)
        return made

    def _place_for(self, at: QPointF | None, after: str) -> Position:
        places = self.graph_scene.places
        if after:
            return below(places, after)
        spot = at or self.mapToScene(self.viewport().rect().center())
        return free_place(places, spot.x() - WIDTH / 2, spot.y() - HEIGHT / 2)

    def layout_blocks(self) -> None:
        """Lay out the selected blocks, or all where fewer than two are selected."""
        chosen = self.selected_ids()
        self.layout_ids(chosen if len(chosen) > 1 else None)

    def layout_ids(self, ids: Iterable[str] | None = None) -> None:
        """Lay out these blocks from top to bottom, by default all, as one undo step."""
        scene = self.graph_scene
        chosen = set(scene.cards if ids is None else ids) & scene.cards.keys()
        if not chosen:
            return
        boxes = {key: scene.places.boxes[key] for key in chosen}
        order = [key for key in scene.graph.order() if key in chosen]
        sizes = {key: (box.right - box.left, box.bottom - box.top) for key, box in boxes.items()}
        wires = [(w.source, w.target) for key in order for w in scene.graph.incoming(key)]
        new = arrange(sizes, [pair for pair in wires if pair[0] in chosen], order)
        corner = around(list(boxes.values()))
        dx = corner.left - min(x for x, _ in new.values())
        dy = corner.top - min(y for _, y in new.values())
        dx, dy = round(dx / 10) * 10, round(dy / 10) * 10
        self.editor.move({key: (x + dx, y + dy) for key, (x, y) in new.items()})

    # ------------------------------------------------------------------ looking

    def fit_selection(self) -> None:
        """Show the selected blocks, or all."""
        self.fit(self.selected_ids() or None)

    def show_block(self, block_id: str) -> None:
        """Pan just far enough that a block can be seen."""
        box = self.graph_scene.places.boxes.get(block_id)
        if box is not None:
            rect = QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)
            self.ensureVisible(rect, 40, 40)
            self.refresh_overview()

    def grab_image(self, scale: float = 1.0) -> QImage:
        """Return a picture of the whole graph; ``scale`` is device pixels per scene pixel."""
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

    # ------------------------------------------------------------------ search

    def open_search(
        self, at: QPointF | None = None, spot: PortSpot | None = None, on: Wire | None = None
    ) -> SearchPopup:
        """Search for a block to add.

        Args:
            at: where, in the scene; by default at the pointer.
            spot: the port that it is to be wired to.
            on: the wire that it is to be put onto.
        """
        place = self.pointer_place() or self.viewport().rect().center()
        corner = self.mapFromScene(at) if at is not None else place
        if self._search is not None:
            self._search.finish()
        chosen = self._adder(at, spot, on, corner)
        self._search = SearchPopup(self, self.ink, list(block_types().values()), chosen)
        self._search.closed.connect(self._forget_search)
        self._search.open_at(corner)
        return self._search

    def _forget_search(self) -> None:
        self._search = None

    def _adder(
        self, at: QPointF | None, spot: PortSpot | None, on: Wire | None, corner: QPoint
    ) -> Callable[[Match], None]:
        """Return what adds the block that will be chosen."""

        def add(match: Match) -> None:
            name, values, editor = match.kind.name, dict(match.values), self.editor
            places = self.graph_scene.places
            where = at or self.mapToScene(corner)
            if on is not None:
                made = editor.insert(name, on, on_wire(places, on), places, values)
            elif spot is None:
                made = self._add(name, values, None if self.selected_ids() else where)  # type: ignore[arg-type]
            elif spot.out:
                made = editor.add_from_port(
                    name, self._beside(where, 0), spot.block, spot.port, values
                )
            else:
                made = editor.add_before(
                    name, self._beside(where, HEIGHT), spot.block, spot.port, values
                )
            if made:
                self.select([made])
                self.setFocus()

        return add

    def _beside(self, at: QPointF, up: float) -> Position:
        return free_place(self.graph_scene.places, at.x() - WIDTH / 2, at.y() - up)

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
            block = self.block_at(self.mapToScene(event.pos()))
            text = block_tip(self.graph_scene, block) if block and not self.gesture else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return self.pinch(event) or super().viewportEvent(event)

    @quiet
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key means."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held = True
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
        kind = block_type(name)
        if kind is None:
            event.ignore()
            return
        self.cancel_gesture()
        self.begin(DropGesture(self, self._drop_pointer(event), kind))
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
