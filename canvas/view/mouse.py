"""The mouse on the canvas: what is under it, and which gesture a press begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt

from blocks.graph.graph import Wire
from canvas.geometry.spots import PortSpot
from canvas.gestures.base import Gesture, Pointer
from canvas.gestures.drop import DropGesture
from canvas.gestures.edge_scroll import EdgeScroll
from canvas.gestures.move import MoveGesture
from canvas.gestures.select import BandGesture, PanGesture
from canvas.gestures.wire import WireGesture

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from blocks.types.block_type import BlockType
    from canvas.view.canvas import Canvas

_SLOP = 4
"""Pixels that a press may wander before it is a drag."""
_END_REACH = 22.0
"""How near is near enough to mean the end of a wire, in pixels of the screen."""


class Mouse:
    """Turns presses into gestures.

    Attributes:
        gesture: what is going on; ``None`` for nothing.
    """

    def __init__(self, canvas: Canvas) -> None:
        """Watch the mouse over a canvas."""
        self._canvas = canvas
        self._scene, self._camera = canvas.graph_scene, canvas.camera
        self._finder, self._inline_views = canvas.finder, canvas.inline_views
        self.gesture: Gesture | None = None
        self._pending: tuple[Pointer, Callable[[], Gesture]] | None = None
        self._click: Callable[[], None] | None = None
        self._space_held = self._space_used = False
        self._edge = EdgeScroll(canvas.viewport(), self._scroll_gesture)
        self._last: Pointer | None = None

    # ------------------------------------------------------------------ events

    def press(self, event: QMouseEvent) -> None:
        """Begin a gesture, or get ready for one."""
        if self.gesture is not None:
            return
        if event.button() == Qt.MouseButton.BackButton:
            self._canvas.signals.left.emit()
            return
        at = self._camera.pointer(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space_held):
            self._space_used = True
            self._begin(PanGesture(self._canvas, at))
        elif left:
            self._press_left(at)

    def _press_left(self, at: Pointer) -> None:
        self._click = None
        inside = self._inline_views.owner_at(at.scene, self._camera.zoom)
        if self._inline_views.press(at.scene, self._camera.zoom):
            if inside:
                self._choose(at, [inside])
            return
        spot, block = self._finder.port_at(at.scene), self._finder.block_at(at.scene)
        if spot is not None and not self._camera.is_far:
            self._pending = at, lambda: self._wire_from(at, spot)
            self._click = lambda: self._choose(at, [spot.block])
        elif block is not None:
            self._press_block(at, block)
        elif (wire := self._finder.wire_at(at.scene)) is not None:
            self._press_wire(at, wire)
        else:
            self._click = None if at.adds or at.toggles else self._scene.selection.set
            self._pending = at, lambda: BandGesture(self._canvas, at)

    def _press_block(self, at: Pointer, block: str) -> None:
        selection = self._scene.selection
        if at.toggles or at.adds or block not in selection.blocks:
            self._choose(at, [block])
        else:  # it may be dragged with the others that are selected
            self._click = lambda: selection.set([block])
        if block in selection.blocks:
            self._pending = at, lambda: MoveGesture(self._canvas, at, block)

    def _choose(self, at: Pointer, blocks: Iterable[str] = (), wires: Iterable[Wire] = ()) -> None:
        """Select these: with Ctrl toggle them, with Shift add them."""
        selection = self._scene.selection
        if at.toggles:
            selection.toggle(blocks, wires)
        elif at.adds:
            selection.add(blocks, wires)
        else:
            selection.set(blocks, wires)

    def _press_wire(self, at: Pointer, wire: Wire) -> None:
        self._choose(at, wires=[wire])
        route = self._scene.wires[wire].route
        reach = _END_REACH / self._camera.zoom
        ends = (
            (route.points[-1], PortSpot(wire.source, wire.source_port, True)),
            (route.points[0], PortSpot(wire.target, wire.target_port, False)),
        )
        near = [spot for end, spot in ends if (QPointF(*end) - at.scene).manhattanLength() <= reach]
        if near:
            self._pending = at, lambda: WireGesture(self._canvas, at, near[0], wire)

    def _wire_from(self, at: Pointer, spot: PortSpot) -> Gesture:
        """Draw a new wire, or take up the end of the one that is plugged in here."""
        old = None if spot.out else self._scene.graph.wire_into(spot.block, spot.port)
        if old is None:
            return WireGesture(self._canvas, at, spot)
        return WireGesture(self._canvas, at, PortSpot(old.source, old.source_port, True), old)

    def move(self, event: QMouseEvent) -> None:
        """Go on with the gesture, begin the one that is pending, or hover."""
        at = self._camera.pointer(event)
        if self.gesture is not None:
            self.gesture.move(at)
            self._follow_edge(at)
        elif self._pending is not None:
            start, make = self._pending
            if (at.view - start.view).manhattanLength() >= _SLOP:
                self._pending = self._click = None
                gesture = make()
                self._begin(gesture)
                gesture.move(at)
        else:
            self._hover(at.scene)

    def _follow_edge(self, at: Pointer) -> None:
        """Scroll where something is held at the edge."""
        self._last = at
        if not isinstance(self.gesture, PanGesture):
            self._edge.follow(at.view, self._canvas.viewport().rect())

    def _scroll_gesture(self, by: QPoint) -> None:
        if self.gesture is None or self._last is None:
            self._edge.stop()
            return
        self._camera.pan(by)
        self._last = self._camera.moved_under(self._last)
        self.gesture.move(self._last)

    def release(self, event: QMouseEvent) -> None:
        """Finish the gesture, or take the press for a click."""
        at = self._camera.pointer(event)
        self._pending = None
        self._edge.stop()
        if self.gesture is not None:
            self._finish(at)
            self._canvas.signals.hint.emit("")
        elif self._click is not None:
            click, self._click = self._click, None
            click()
        self._hover(at.scene)

    def _finish(self, at: Pointer) -> None:
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.finish(at)

    def double_click(self, event: QMouseEvent) -> None:
        """Activate the block; on empty canvas search for a new one."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._camera.pointer(event).scene
        block = self._finder.block_meant(at)
        self._pending = self._click = None
        if self._activate_inside(at):
            return
        if block is not None:
            self._canvas.signals.block_activated.emit(block)
        elif self._finder.wire_at(at) is None:
            self._canvas.adding.open_search(at)

    def _activate_inside(self, at: QPointF) -> bool:
        """Tell of a double click within a frame; tells whether it was there."""
        views, zoom = self._inline_views, self._camera.zoom
        spot, frame = views.spot_at(at), views.frame_at(at)
        if spot is None or frame is None:
            return bool(views.chevron_at(at, zoom)) and views.press(at, zoom)
        if frame.button_at(at):
            views.press(at, zoom)
        else:
            self._canvas.signals.inside_activated.emit(spot)
        return True

    # ------------------------------------------------------------------ from the palette

    def carry_in(self, at: Pointer, kind: BlockType, name: str) -> None:
        """Begin to drop a block type; ``name`` is what the editor knows it by."""
        self.cancel()
        self._begin(DropGesture(self._canvas, at, kind, name))

    def carry(self, at: Pointer) -> bool:
        """Let what is dropped follow the pointer; tells whether something is."""
        if not isinstance(self.gesture, DropGesture):
            return False
        self.gesture.move(at)
        return True

    def drop(self, at: Pointer) -> bool:
        """Add what is dropped; tells whether something was."""
        if not isinstance(self.gesture, DropGesture):
            return False
        self._finish(at)
        return True

    # ------------------------------------------------------------------ gestures

    def _begin(self, gesture: Gesture) -> None:
        """Go on with a gesture from now on."""
        self.gesture = gesture
        self._scene.hover(None)
        self._canvas.signals.hint.emit(gesture.hint)

    def cancel(self) -> bool:
        """Give up what the mouse is doing; tells whether there was anything."""
        self._edge.stop()
        busy = self.gesture is not None or self._pending is not None
        gesture, self.gesture = self.gesture, None
        self._pending = self._click = None
        if gesture is not None:
            gesture.cancel()
            self._canvas.signals.hint.emit("")
        return busy

    # ------------------------------------------------------------------ the space bar

    def hold_space(self) -> None:
        """Drag the paper with the left button from now on."""
        self._space_held, self._space_used = True, False
        self.show_cursor()

    def let_go_space(self) -> bool:
        """Drag the paper no more; tells whether nothing was dragged meanwhile."""
        self._space_held = False
        self.show_cursor()
        return not self._space_used

    def forget_keys(self) -> None:
        """Take the space bar for released: the keyboard belongs to another widget."""
        self._space_held = False

    # ------------------------------------------------------------------ hovering

    def leave(self) -> None:
        """Hover over nothing."""
        self._scene.hover(None)

    def _hover(self, at: QPointF) -> None:
        views, finder = self._inline_views, self._finder
        covered = views.frame_at(at) is not None
        over_port = not covered and not self._camera.is_far and finder.port_at(at) is not None
        over_wire = None
        if not covered and not over_port and finder.block_at(at) is None:
            over_wire = finder.wire_at(at)
        self._scene.hover(over_wire)
        shape = Qt.CursorShape.ArrowCursor
        if over_port:
            shape = Qt.CursorShape.CrossCursor
        elif over_wire is not None or (views.chevron_at(at, self._camera.zoom) and not covered):
            shape = Qt.CursorShape.PointingHandCursor
        if not self._space_held and self._canvas.viewport().cursor().shape() != shape:
            self.show_cursor(shape)

    def show_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        """Show a cursor; by default the one for what the mouse would do now."""
        held = Qt.CursorShape.OpenHandCursor if self._space_held else Qt.CursorShape.ArrowCursor
        self._canvas.viewport().setCursor(held if shape is None else shape)
