"""A look inside a composite without leaving the graph around it: its blocks in a frame beside the card, read only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.check.iterations import Turn, turn_of
from blocks.document.edits import Edit
from canvas.geometry.boxes import Box, around
from canvas.items.guard import quiet
from canvas.later import Later
from canvas.links import Links
from canvas.scene.scene import GraphScene

if TYPE_CHECKING:
    from canvas.theme.ink import Ink

SCALE = 0.7
"""Scale of the blocks inside, where the frame does not grow too large."""
NESTED = 0.85
"""The same for a frame within a frame, which is small already."""
LARGEST = 1400.0
"""Longest side of what is inside, in pixels of the scene around it."""
_HEAD = 30.0
_RIM = 16.0
_LEAST = 230.0
_GAP = 34.0
"""Space between the card and its frame."""


class Inside(QObject):
    """The blocks of one instance, kept as the graph around it has them.

    Signals:
        changed: it looks different.
        gone: there is no such instance any more.

    Attributes:
        turn: which time the block is applied, with what comes in there.
        checker: the check of the definition for that.
        scene: its cards and wires.
    """

    changed = Signal()
    gone = Signal()

    def __init__(self, outer: GraphScene, block_id: str) -> None:
        """Look into a block of a scene; it is an instance of a composite."""
        super().__init__(outer)
        self.outer, self.block_id = outer, block_id
        self.name = outer.graph.blocks[block_id].type
        self.turn: Turn = turn_of(outer.checker, block_id)
        document = outer.document
        self.checker = Checker(document, self.name, self.turn.instance, follows=False)
        self._links = Links()
        # Before the scene inside does, which needs the check.
        self._links.connect(document.changed, self._follow)
        self.scene = GraphScene(document, self.checker, outer.ink, self.name, self)
        self.scene.touched.connect(self.changed)
        self._soon = Later(self, self._look_again)
        self._links.connect(outer.checker.updated, self._updated)

    def show_turn(self, index: int) -> None:
        """Show another time that the block is applied, from 0."""
        self._look(turn_of(self.outer.checker, self.block_id, index))

    def close(self) -> None:
        """Stop following."""
        self._soon.stop()
        self._links.clear()
        self.scene.detach()
        self.deleteLater()

    def _exists(self) -> bool:
        outer, document = self.outer, self.outer.document
        if outer.graph_name not in document.graphs or self.block_id not in outer.graph:
            return False
        block = outer.graph.blocks[self.block_id]
        return block.type == self.name and is_composite(outer.graph, self.block_id)

    def _follow(self, edits: Sequence[Edit]) -> None:
        if not self._exists():
            self.gone.emit()
            return
        self.checker.follow(edits)
        self._soon.start()

    def _updated(self, ids: frozenset[str]) -> None:
        if self.block_id in ids:
            self._soon.start()  # the edit that is the cause may not have reached the check inside

    def _look_again(self) -> None:
        if self._exists():
            self._look(turn_of(self.outer.checker, self.block_id, self.turn.index))

    def _look(self, turn: Turn) -> None:
        self.turn = turn
        self.checker.look_at(turn.instance)
        self.changed.emit()


class Spot(NamedTuple):
    """A place within frames.

    Attributes:
        way: the composites that lead there, the outer one first: id, name, and the turn that is looked at.
        block: the block there; empty where there is none.
        scene: the scene that it is in.
    """

    way: tuple[tuple[str, str, int], ...]
    block: str
    scene: GraphScene


class FramesWithin(Protocol):
    """The frames that are open within a frame, as it knows them; see `canvas.scene.inline_views.Peeks`.

    Attributes:
        depth: how many frames lie around.
        frames: by the id of their composite.
    """

    depth: int
    frames: dict[str, PeekFrame]

    def boxes(self) -> Iterable[Box]:
        """Return where the frames are, in the scene."""

    def point_at(self, way: Sequence[str]) -> None:
        """Mark where the problem is that is told now."""

    def press(self, at: QPointF, scale: float = 1.0) -> bool:
        """Do what a press at a point means; tells whether it meant a frame, or a mark for opening."""

    def spot_at(self, at: QPointF) -> Spot | None:
        """Return what is at a point within a frame."""

    def close_last(self) -> bool:
        """Close what was opened last; tells whether anything was open."""

    def close_all(self) -> None:
        """Close everything."""

    def set_ink(self) -> None:
        """Use the colours of the scene around."""


class PeekFrame(QGraphicsItem):
    """The frame; it stands at the right of its card, above everything.

    Attributes:
        inside: what it shows.
        peeks: frames of composites within it.
    """

    def __init__(self, inside: Inside, peeks: FramesWithin) -> None:
        """Show what is inside a block."""
        super().__init__()
        self.inside, self.peeks = inside, peeks
        self._content = QRectF()
        self._scale = SCALE
        self._bounds = QRectF()
        self.setZValue(5)
        self.measure()

    @property
    def ink(self) -> Ink:
        """What to paint with."""
        return self.inside.outer.ink

    @property
    def frame(self) -> QRectF:
        """The frame in its own coordinates."""
        width = max(_LEAST, self._content.width() * self._scale + 2 * _RIM)
        return QRectF(0, 0, width, self._content.height() * self._scale + _HEAD + _RIM)

    def measure(self) -> None:
        """Take the size of what is inside, and the place beside the card."""
        self.prepareGeometryChange()
        scene = self.inside.scene
        wires = [wire.extent() for wire in scene.wires.values()]
        boxes = [*scene.places.boxes.values(), *wires, *self.peeks.boxes()]
        box = around(boxes or [Box(0, 0, 10, 10)]).grown(14)
        self._content = QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)
        longest = max(self._content.width(), self._content.height())
        self._scale = min(NESTED if self.peeks.depth > 1 else SCALE, LARGEST / longest)
        self.stand()
        self._bounds = self.frame.adjusted(-_GAP - 4, -4, 6, 8)
        self.update()

    def stand(self) -> None:
        """Stand beside the card."""
        card = self.inside.outer.cards.get(self.inside.block_id)
        if card is not None:
            self.setPos(card.x() + card.ports.width + _GAP, card.y() - 4)

    def box(self) -> Box:
        """The frame in the scene around it."""
        rect = self.frame.translated(self.pos())
        return Box(rect.left(), rect.top(), rect.right(), rect.bottom())

    @property
    def inner_scale(self) -> float:
        """Pixels of the scene around it per pixel of the scene inside."""
        return self._scale

    def to_inside(self, at: QPointF) -> QPointF:
        """Return where a point of the scene around it is in the scene inside."""
        return (at - self.pos() - self._corner()) / self._scale + self._content.topLeft()

    def button_at(self, at: QPointF) -> str:
        """Return which button of its head is at a point of the scene around it: close, before, after, or none."""
        point = at - self.pos()
        return next((name for name, rect in self._buttons().items() if rect.contains(point)), "")

    def _corner(self) -> QPointF:
        spare = self.frame.width() - self._content.width() * self._scale
        return QPointF(spare / 2, _HEAD)

    def _buttons(self) -> dict[str, QRectF]:
        right = self.frame.right()
        found = {"close": QRectF(right - 26, 3, 22, 24)}
        if (self.inside.turn.count or 1) > 1:
            found |= {
                "before": QRectF(right - 122, 3, 22, 24),
                "after": QRectF(right - 50, 3, 22, 24),
            }
        return found

    # Qt asks for bounds many times a frame, and this cannot fail: no decorator.
    def boundingRect(self) -> QRectF:
        """The frame with its shadow and what joins it to the card."""
        return self._bounds

    @quiet
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the frame and what is inside."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        self._paint_head(painter)
        painter.save()
        painter.setClipRect(self.frame, Qt.ClipOperation.IntersectClip)
        painter.translate(self._corner())
        painter.scale(self._scale, self._scale)
        painter.translate(-self._content.topLeft())
        scene = self.inside.scene
        items = [*scene.wires.values(), *scene.cards.values(), *self.peeks.frames.values()]
        for item in items:
            painter.save()
            painter.translate(item.pos())
            item.paint(painter, option, None)
            painter.restore()
        painter.restore()

    def _paint_frame(self, painter: QPainter) -> None:
        ink, frame = self.ink, self.frame
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.shadow)
        painter.drawRoundedRect(frame.adjusted(-1, 2, 2, 5), 9, 9)
        outline = QPainterPath()
        outline.addRoundedRect(frame, 8, 8)
        tip = QPolygonF([QPointF(1, 18), QPointF(-_GAP + 6, 29), QPointF(1, 40)])
        joined = QPainterPath()
        joined.addPolygon(tip)
        joined.closeSubpath()
        painter.setPen(ink.peek_border)
        painter.setBrush(ink.canvas)
        painter.drawPath(outline.united(joined))

    def _paint_head(self, painter: QPainter) -> None:
        ink, turn, frame = self.ink, self.inside.turn, self.frame
        buttons = self._buttons()
        right = buttons.get("before", buttons["close"]).left()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(ink.title_font)
        painter.setPen(ink.text)
        words = self.inside.name + (" (not there here)" if turn.absent else "")
        words = ink.title_metrics.elidedText(words, Qt.TextElideMode.ElideRight, right - _RIM)
        painter.drawText(QRectF(_RIM, 0, frame.width(), _HEAD), middle, words)
        painter.setPen(ink.muted)
        for name, sign in (("before", "◂"), ("after", "▸"), ("close", "×")):
            if name in buttons:
                painter.drawText(buttons[name], Qt.AlignmentFlag.AlignCenter, sign)
        if "before" in buttons:
            painter.setFont(ink.words_font)
            gap = QRectF(buttons["before"].topRight(), buttons["after"].bottomLeft())
            place = f"i = {turn.index}"
            painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, place)
