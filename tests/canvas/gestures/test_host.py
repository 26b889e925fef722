"""Gestures on a view that is none: they know it by a protocol, and need no window."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from blocks.graph.graph import Wire
from canvas.editor import Editor
from canvas.geometry.boxes import HEIGHT, Box
from canvas.geometry.spots import PortSpot
from canvas.gestures.base import Gesture, Pointer
from canvas.gestures.drop import DropGesture
from canvas.gestures.finder import Finder
from canvas.gestures.host import GestureHost
from canvas.gestures.move import MoveGesture
from canvas.gestures.select import BandGesture, PanGesture
from canvas.gestures.wire import WireGesture
from canvas.items.overlay import GestureOverlay
from canvas.items.rects import box_of
from canvas.scene.scene import GraphScene
from canvas.theme.pens import Pens
from canvas.theme.themes import LIGHT
from tests.canvas.graphs import Model, chain

pytestmark = pytest.mark.window


class Eye:
    """Sees the same part of the scene always, at 100 %."""

    zoom, is_far = 1.0, False

    def __init__(self) -> None:
        self.panned = QPoint()

    def visible_rect(self) -> QRectF:
        return QRectF(-500, -500, 1500, 1500)

    def visible_box(self) -> Box:
        return box_of(self.visible_rect())

    def pan(self, by: QPoint) -> None:
        self.panned += by


class Sheet:
    """Keeps what is drawn."""

    def __init__(self) -> None:
        self.overlays: list[GestureOverlay] = []
        self.lifted: frozenset[str] = frozenset()

    def add(self, overlay: GestureOverlay) -> None:
        self.overlays.append(overlay)

    def drop(self, overlay: GestureOverlay) -> None:
        if overlay in self.overlays:
            self.overlays.remove(overlay)

    def lift(self, ids: Collection[str]) -> None:
        self.lifted = frozenset(ids)

    def refresh(self) -> None:
        pass

    def draws(self) -> bool:
        """Draw all that is there; tells whether anything can be seen."""
        image = QImage(900, 900, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        blank = QImage(image)
        painter = QPainter(image)
        painter.translate(300, 300)
        for overlay in self.overlays:
            overlay.draw(painter)
        painter.end()
        return image != blank


class Mouth:
    """Says words."""

    text = ""

    def say(self, text: str, at: QPoint, wrong: bool = True) -> None:
        self.text = text

    def hide(self) -> None:
        self.text = ""


class Host:
    """All that gestures ask of a view."""

    def __init__(self, model: Model) -> None:
        scene = GraphScene(model.document, model.checker, Pens(LIGHT), "")
        self.graph_scene = scene
        self.editor = Editor(model.document, model.history, "", self.refuse)
        self.camera, self.surface, self.bubble = Eye(), Sheet(), Mouth()
        self.finder = Finder(scene, self.camera)
        self.refused: list[str] = []
        self.searched: list[tuple[QPointF, PortSpot]] = []
        self.shape: Qt.CursorShape | None = None

    def show_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        self.shape = shape

    def refuse(self, reason: str) -> None:
        self.refused.append(reason)

    def open_search(self, at: QPointF, spot: PortSpot) -> None:
        self.searched.append((at, spot))

    def centre(self, block: str) -> Pointer:
        return place(*self.graph_scene.places.boxes[block].centre)

    def port(self, spot: PortSpot) -> Pointer:
        return place(*self.graph_scene.port_place(*spot))


def place(
    x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> Pointer:
    return Pointer(QPointF(x, y), QPoint(int(x), int(y)), keys)


@pytest.fixture(autouse=True)
def no_window(qapp: QApplication) -> Iterator[None]:
    before = set(QApplication.allWidgets())
    yield
    assert not set(QApplication.allWidgets()) - before


def host_of(model: Model) -> tuple[Host, GestureHost]:
    """The same twice: as it is, and as gestures know it."""
    host = Host(model)
    return host, host


def carry(gesture: Gesture, host: Host, to: Pointer) -> None:
    """Move to a place; what is drawn on the way can be seen."""
    gesture.move(to)
    assert host.surface.draws()


def test_a_wire_is_drawn_from_port_to_port() -> None:
    model = Model()
    source, target = model.add("Input"), model.add("Dense", 0, 200)
    host, view = host_of(model)
    start, end = PortSpot(source, "output", True), PortSpot(target, "input", False)
    gesture = WireGesture(view, host.port(start), start)
    carry(gesture, host, host.port(end))
    assert not host.bubble.text
    gesture.finish(host.port(end))
    assert set(model.document.model.wires()) == {Wire(source, "output", target, "input")}
    assert not host.surface.overlays
    assert not host.bubble.text


def test_a_wire_to_a_taken_port_is_refused_and_one_into_the_open_searches() -> None:
    model, (source, target) = chain("Input", "Dense")
    other = model.add("Input", 300)
    host, view = host_of(model)
    start, end = PortSpot(other, "output", True), PortSpot(target, "input", False)
    gesture = WireGesture(view, host.port(start), start)
    gesture.move(host.port(end))
    reason = host.bubble.text
    gesture.finish(host.port(end))
    assert host.refused == [reason]
    assert reason
    WireGesture(view, host.port(start), start).finish(place(300, 400))
    assert host.searched == [(QPointF(300, 400), start)]
    assert set(model.document.model.wires()) == {Wire(source, "output", target, "input")}


def test_the_end_of_a_wire_is_pulled_out_or_stays_where_the_gesture_is_given_up() -> None:
    model, (source, target) = chain("Input", "Dense")
    (wire,) = model.document.model.wires()
    host, view = host_of(model)
    start, end = PortSpot(source, "output", True), PortSpot(target, "input", False)
    gesture = WireGesture(view, host.port(end), start, wire)
    assert not host.graph_scene.wires[wire].isVisible()
    gesture.cancel()
    assert host.graph_scene.wires[wire].isVisible()
    WireGesture(view, host.port(end), start, wire).finish(place(300, 400))
    assert not list(model.document.model.wires())


def test_selected_blocks_are_moved_together_and_back_where_it_is_given_up() -> None:
    model, (first, second) = chain("Input", "Dense")
    host, view = host_of(model)
    host.graph_scene.selection.set([first, second])
    before = dict(model.document.model.positions)
    start = host.centre(first)
    end = place(start.scene.x() + 200, start.scene.y() + 100, Qt.KeyboardModifier.AltModifier)
    for finish in (False, True):
        gesture = MoveGesture(view, start, first)
        gesture.move(end)
        assert host.surface.lifted == {first, second}
        assert host.graph_scene.cards[second].x() == before[second][0] + 200
        gesture.finish(end) if finish else gesture.cancel()
        assert not host.surface.lifted
        assert (host.graph_scene.cards[second].x() == before[second][0]) is not finish
    moved = {key: (x + 200, y + 100) for key, (x, y) in before.items()}
    assert model.document.model.positions == moved


def test_a_block_without_wires_is_put_onto_a_wire() -> None:
    model, (source, target) = chain("Input", "Dense")
    (wire,) = model.document.model.wires()
    lone = model.add("Dropout", 600)
    host, view = host_of(model)
    host.graph_scene.selection.set([lone])
    gesture = MoveGesture(view, host.centre(lone), lone)
    on_wire = place(*host.graph_scene.wires[wire].route.middle)
    gesture.move(on_wire)
    assert host.graph_scene.wires[wire].lit
    assert host.bubble.text == "drop to insert here"
    gesture.finish(on_wire)
    assert set(model.document.model.wires()) == {
        Wire(source, "output", lone, "input"),
        Wire(lone, "output", target, "input"),
    }


def test_a_rubber_band_selects_what_it_touches() -> None:
    model, (first, second) = chain("Input", "Dense")
    host, view = host_of(model)
    box = host.graph_scene.places.boxes[first]
    start, inside = place(box.left - 50, box.top - 50), place(box.left + 20, box.top + HEIGHT / 2)
    selection = host.graph_scene.selection
    gesture = BandGesture(view, start)
    carry(gesture, host, inside)
    assert selection.blocks == {first}
    gesture.finish(inside)
    assert not host.surface.overlays
    selection.set([second])
    shift = Qt.KeyboardModifier.ShiftModifier
    gesture = BandGesture(view, start)
    gesture.move(inside._replace(keys=shift))
    assert selection.blocks == {first, second}
    gesture.cancel()
    assert selection.blocks == {second}


def test_a_block_is_dropped_into_a_wire() -> None:
    model, (source, target) = chain("Input", "Dense")
    (wire,) = model.document.model.wires()
    host, view = host_of(model)
    kind = host.editor.kind_named("Dropout")
    assert kind is not None
    at = place(*host.graph_scene.wires[wire].route.middle)
    gesture = DropGesture(view, place(600, 0), kind)
    carry(gesture, host, at)
    gesture.finish(at)
    (made,) = host.graph_scene.selection.blocks
    assert {w.source for w in model.document.model.incoming(made)} == {source}
    assert {w.source for w in model.document.model.incoming(target)} == {made}


def test_the_paper_is_dragged_and_goes_back_where_that_is_given_up() -> None:
    host, view = host_of(Model())
    gesture = PanGesture(view, place(10, 10))
    assert host.shape == Qt.CursorShape.ClosedHandCursor
    gesture.move(place(25, 5))
    assert host.camera.panned == QPoint(15, -5)
    gesture.cancel()
    assert host.camera.panned == QPoint()
    assert host.shape is None
