"""The mouse on the canvas: what is under it, and which gesture a press begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal

from blocks.graph.graph import Wire
from canvas.geometry.spots import PortSpot
from canvas.gestures.base import Gesture, Pointer
from canvas.gestures.edge_scroll import EdgeScroll
from canvas.gestures.move import MoveGesture
from canvas.gestures.select import BandGesture, PanGesture
from canvas.gestures.wire import WireGesture
from canvas.items.bubble import Bubble
from canvas.items.guard import quiet
from canvas.scene.inline_views import Peeks
from canvas.scene.scene import GraphScene
from canvas.view.finding import FindingView

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from canvas.gestures.host import GestureHost

_SLOP = 4
"""Pixels that a press may wander before it is a drag."""
_END_REACH = 22.0
"""How near is near enough to mean the end of a wire, in pixels of the screen."""


class PointingView(FindingView):
    """Turns presses into gestures.

    Attributes:
        bubble: the label beside the pointer.
        peeks: the composites that are opened in place.
    """

    block_activated = Signal(str)
    inside_activated = Signal(object)
    hint = Signal(str)
    left = Signal()

    def __init__(self, scene: GraphScene, parent: QWidget | None = None) -> None:
        """Watch the mouse over a scene."""
        super().__init__(scene, parent)
        self.bubble = Bubble(self.viewport(), scene.ink)
        self.peeks = Peeks(scene)
        self.peeks.changed.connect(self.refresh_overview)
        self.gesture: Gesture | None = None
        self._pending: tuple[Pointer, Callable[[], Gesture]] | None = None
        self._click: Callable[[], None] | None = None
        self._hovered: Wire | None = None
        self.space_held = False
        self._space_used = False
        self._edge = EdgeScroll(self, self._scroll_gesture)
        self._last: Pointer | None = None
        self.viewport().setMouseTracking(True)
        self.setMouseTracking(True)

    def pointer(self, event: QMouseEvent) -> Pointer:
        """Return where an event is."""
        at = event.position().toPoint()
        return Pointer(self.mapToScene(at), at, event.modifiers())

    @property
    def _me(self) -> GestureHost:
        """This view as gestures know it: they need its actions as well."""
        return cast("GestureHost", self)

    # ------------------------------------------------------------------ events

    @quiet
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture, or get ready for one."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.gesture is not None:
            return
        if event.button() == Qt.MouseButton.BackButton:
            self.left.emit()
            return
        at = self.pointer(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self.space_held):
            self._space_used = True
            self.begin(PanGesture(self._me, at))
        elif left:
            self._press(at)

    def _press(self, at: Pointer) -> None:
        self._click = None
        inside = self.peeks.owner_at(at.scene, self.zoom)
        if self.peeks.press(at.scene, self.zoom):
            if inside:
                self._choose(at, inside)
            return
        spot, block = self.port_at(at.scene), self.block_at(at.scene)
        if spot is not None and not self.is_far:
            self._pending = at, lambda: self._wire_from(at, spot)
            self._click = lambda: self._choose(at, spot.block)
        elif block is not None:
            self._press_block(at, block)
        elif (wire := self.wire_at(at.scene)) is not None:
            self._press_wire(at, wire)
        else:
            self._click = None if at.adds or at.toggles else self.graph_scene.selection.set
            self._pending = at, lambda: BandGesture(self._me, at)

    def _press_block(self, at: Pointer, block: str) -> None:
        selection = self.graph_scene.selection
        if at.toggles or at.adds or block not in selection.blocks:
            self._choose(at, block)
        else:  # it may be dragged with the others that are selected
            self._click = lambda: selection.set([block])
        if block in selection.blocks:
            self._pending = at, lambda: MoveGesture(self._me, at, block)

    def _choose(self, at: Pointer, block: str) -> None:
        selection = self.graph_scene.selection
        if at.toggles:
            selection.toggle([block])
        elif at.adds:
            selection.add([block])
        else:
            selection.set([block])

    def _press_wire(self, at: Pointer, wire: Wire) -> None:
        selection = self.graph_scene.selection
        if at.toggles:
            selection.toggle(wires=[wire])
        elif at.adds:
            selection.add(wires=[wire])
        else:
            selection.set(wires=[wire])
        route = self.graph_scene.wires[wire].route
        reach = _END_REACH / self.zoom
        ends = (
            (route.points[-1], PortSpot(wire.source, wire.source_port, True)),
            (route.points[0], PortSpot(wire.target, wire.target_port, False)),
        )
        near = [spot for end, spot in ends if (QPointF(*end) - at.scene).manhattanLength() <= reach]
        if near:
            self._pending = at, lambda: WireGesture(self._me, at, near[0], wire)

    def _wire_from(self, at: Pointer, spot: PortSpot) -> Gesture:
        """Draw a new wire, or take up the end of the one that is plugged in here."""
        old = None if spot.out else self.graph_scene.graph.wire_into(spot.block, spot.port)
        if old is None:
            return WireGesture(self._me, at, spot)
        return WireGesture(self._me, at, PortSpot(old.source, old.source_port, True), old)

    @quiet
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, begin the one that is pending, or hover."""
        at = self.pointer(event)
        if self.gesture is not None:
            self.gesture.move(at)
            self._follow_edge(at)
        elif self._pending is not None:
            start, make = self._pending
            if (at.view - start.view).manhattanLength() >= _SLOP:
                self._pending = self._click = None
                gesture = make()
                self.begin(gesture)
                gesture.move(at)
        else:
            self._hover(at.scene)

    def _follow_edge(self, at: Pointer) -> None:
        """Scroll where something is held at the edge."""
        self._last = at
        if not isinstance(self.gesture, PanGesture):
            self._edge.follow(at.view, self.viewport().rect())

    def _scroll_gesture(self, by: QPoint) -> None:
        if self.gesture is None or self._last is None:
            self._edge.stop()
            return
        self.pan(by)
        self._last = self._last._replace(scene=self.mapToScene(self._last.view))
        self.gesture.move(self._last)

    @quiet
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the gesture, or take the press for a click."""
        at = self.pointer(event)
        self._pending = None
        self._edge.stop()
        if self.gesture is not None:
            gesture, self.gesture = self.gesture, None
            gesture.finish(at)
            self.hint.emit("")
        elif self._click is not None:
            click, self._click = self._click, None
            click()
        self._hover(at.scene)

    @quiet
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Activate the block; on empty canvas search for a new one."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self.pointer(event)
        block = self.block_meant(at.scene)
        self._pending = self._click = None
        if self._activate_inside(at.scene):
            return
        if block is not None:
            self.block_activated.emit(block)
        elif self.wire_at(at.scene) is None:
            self._me.open_search(at.scene)

    def _activate_inside(self, at: QPointF) -> bool:
        """Tell of a double click within a frame; tells whether it was there."""
        spot = self.peeks.spot_at(at)
        if spot is not None:
            frame = self.peeks.frame_at(at)
            if frame is not None and frame.button_at(at):
                self.peeks.press(at, self.zoom)
            else:
                self.inside_activated.emit(spot)
            return True
        return bool(self.peeks.chevron_at(at, self.zoom)) and self.peeks.press(at, self.zoom)

    @quiet
    def leaveEvent(self, event: QEvent) -> None:
        """Hover over nothing."""
        self._hover_wire(None)

    def begin(self, gesture: Gesture) -> None:
        """Go on with a gesture from now on."""
        self.gesture = gesture
        self._hover_wire(None)
        self.hint.emit(gesture.hint)

    def cancel_gesture(self) -> bool:
        """Give up what the mouse is doing; tells whether there was anything."""
        self._edge.stop()
        busy = self.gesture is not None or self._pending is not None
        gesture, self.gesture = self.gesture, None
        self._pending = self._click = None
        if gesture is not None:
            gesture.cancel()
            self.hint.emit("")
        return busy

    # ------------------------------------------------------------------ hovering

    def _hover(self, at: QPointF) -> None:
        covered = self.peeks.frame_at(at) is not None
        over_port = not covered and not self.is_far and self.port_at(at) is not None
        over_wire = None
        if not covered and not over_port and self.block_at(at) is None:
            over_wire = self.wire_at(at)
        self._hover_wire(over_wire)
        shape = Qt.CursorShape.ArrowCursor
        if over_port:
            shape = Qt.CursorShape.CrossCursor
        elif over_wire is not None or (self.peeks.chevron_at(at, self.zoom) and not covered):
            shape = Qt.CursorShape.PointingHandCursor
        if not self.space_held and self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _hover_wire(self, wire: Wire | None) -> None:
        if wire == self._hovered:
            return
        for known, on in ((self._hovered, False), (wire, True)):
            if known is not None and known in self.graph_scene.wires:
                self.graph_scene.wires[known].set_state(hovered=on)
        self._hovered = wire

    def show_cursor(self) -> None:
        """Show the cursor for what the mouse would do now."""
        held = Qt.CursorShape.OpenHandCursor if self.space_held else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(held)

    def pointer_place(self) -> QPoint | None:
        """Return where the pointer is in the viewport; ``None`` where it is elsewhere."""
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        return at if self.viewport().rect().contains(at) else None
