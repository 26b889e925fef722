"""A graph as a drawing of its own, as the canvas shows it: for files, without selection, marks and handles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.commands.present import first_iteration, present
from blocks.graph.graph import Wire
from blocks.types.problems import Problem
from canvas.diagram.output import Drawing
from canvas.geometry.boxes import Box, around
from canvas.items.card_content import CardContent, CardPorts
from canvas.items.card_paint import paint_card
from canvas.items.marks import WireLabel
from canvas.items.rects import box_of
from canvas.scene.scene import GraphScene
from canvas.theme.pens import Pens
from canvas.theme.themes import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QGraphicsItem

_MARGIN = 24.0
_HEAD = 34.0
"""Height of the line with the name of a composite, in scene pixels."""
_RIM = 18.0
_GAP = 40.0
"""Space between the graph and the insides of its composites."""


@dataclass(frozen=True, slots=True)
class PictureLook:
    """Options of a picture of a graph.

    Attributes:
        theme: its colours.
        transparent: nothing is behind it.
        shapes: write on wires what flows through.
        costs: write on cards how many parameters they have.
        problems: show what is wrong.
        insides: draw beside the graph what is inside its composites, each once.
    """

    theme: Theme = LIGHT
    transparent: bool = False
    shapes: bool = True
    costs: bool = True
    problems: bool = False
    insides: bool = False


class _Scene(GraphScene):
    """A scene that nobody touches: its items are only measured and painted."""

    defers = False

    def __init__(self, checker: Checker, pens: Pens, look: PictureLook) -> None:
        self.look = look
        super().__init__(checker.document, checker, pens, checker.graph_name)
        self.detach()

    def addItem(self, item: QGraphicsItem) -> None:
        """Leave items alone: a scene of Qt's would index them for nothing."""

    def content(self, block_id: str) -> CardContent:
        """Return what a card shows in a picture."""
        content = super()._content(block_id)
        if not self.look.problems:
            content = replace(content, error=False, warning=False, unfinished=False)
        return content if self.look.costs else replace(content, count="")

    def _label(self, wire: Wire) -> WireLabel:
        text, wrong = super()._label(wire)
        return WireLabel(text if self.look.shapes else "", wrong and self.look.problems)

    def ports(self, ports: CardPorts) -> CardPorts:
        """Return the ports of a card without the spare one, and without marks of missing wires."""
        kept = tuple(
            mark if self.look.problems else replace(mark, missing=False)
            for mark in ports.inputs
            if not (mark.spare or mark.optional)
        )
        return replace(ports, inputs=kept)

    def box(self) -> Box:
        """All cards and wires, in scene pixels."""
        wires = [box_of(item.boundingRect()) for item in self.wires.values()]
        return around([*self.places.boxes.values(), *wires] or [Box(0, 0, 10, 10)])

    def draw(self, painter: QPainter) -> None:
        """Draw wires, then cards, in full detail at any scale."""
        for wire in self.wires.values():
            wire.draw(painter, 1.0)
        for key, card in self.cards.items():
            ports = self.ports(card.ports)
            painter.save()
            # A card without its spare port may be narrower; its ports stay where wires end.
            painter.translate(card.pos() + QPointF((card.ports.width - ports.width) / 2, 0))
            paint_card(painter, self.pens, self.content(key), ports, False, None)
            painter.restore()


@dataclass(frozen=True)
class _Frame:
    """The inside of a composite in its frame.

    Attributes:
        scene: what is inside.
        name: the composite's name.
        words: which of its instances it is.
        x: left edge, in pixels of the drawing.
        y: top edge, in pixels of the drawing.
    """

    scene: _Scene
    name: str
    words: str
    x: float = 0.0
    y: float = 0.0

    @property
    def rect(self) -> QRectF:
        box = self.scene.box()
        width = max(box.right - box.left, 200.0) + 2 * _RIM
        return QRectF(self.x, self.y, width, box.bottom - box.top + _HEAD + _RIM)


def picture_of(
    checker: Checker, look: PictureLook = PictureLook(), problems: tuple[Problem, ...] = ()
) -> Drawing:
    """Draw a whole graph.

    What is switched off by its condition is not in the model, and so not in the picture.

    Args:
        checker: the check of the graph, or of a composite as one instance sees it. It is only read.
        look: what the picture shows.
        problems: further ones, of the model as a whole; shown where the look wants them.
    """
    pens = Pens(look.theme)
    scene = _Scene(present(checker), pens, look)
    scene.marks.set_further(problems if look.problems else ())
    box = scene.box()
    left, top = _MARGIN - box.left, _MARGIN - box.top
    width, height = box.right + left + _MARGIN, box.bottom + top + _MARGIN
    frames = list(_placed(_frames(scene), width, height)) if look.insides else []
    if frames:
        width = max(frame.rect.right() for frame in frames) + _MARGIN
        height = max(height, *(frame.rect.bottom() + _MARGIN for frame in frames))

    def paint(painter: QPainter) -> None:
        painter.save()
        painter.translate(left, top)
        scene.draw(painter)
        painter.restore()
        for frame in frames:
            _paint_frame(painter, pens, frame)

    return Drawing(width, height, None if look.transparent else pens.canvas, paint)


def _frames(scene: _Scene) -> Iterator[_Frame]:
    """Look into the first instance of each composite that is there."""
    checker, seen = scene.checker, set()
    for key in checker.graph.order():
        name = checker.graph.blocks[key].type
        if name in seen or not is_composite(checker.graph, key):
            continue
        iteration = first_iteration(checker, key)
        if iteration is None:
            continue
        seen.add(name)
        inside = present(Checker(checker.document, name, iteration.instance, follows=False))
        yield _Frame(_Scene(inside, scene.pens, scene.look), name, f"as in {checker.names[key]}")


def _placed(frames: Iterator[_Frame], left: float, height: float) -> Iterator[_Frame]:
    """Put frames into columns at the right of a graph, none much higher than the graph."""
    x, y, widest = left + _GAP - _MARGIN, _MARGIN, 0.0
    for frame in frames:
        if y > _MARGIN and y + frame.rect.height() > height - _MARGIN:
            x, y, widest = x + widest + _GAP, _MARGIN, 0.0
        yield replace(frame, x=x, y=y)
        y += frame.rect.height() + _GAP
        widest = max(widest, frame.rect.width())


def _paint_frame(painter: QPainter, pens: Pens, frame: _Frame) -> None:
    rect, box = frame.rect, frame.scene.box()
    painter.setPen(pens.inline_border)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, 8, 8)
    base = rect.top() + _HEAD / 2 + pens.title_metrics.capHeight() / 2
    painter.setFont(pens.title_font)
    painter.setPen(pens.text)
    painter.drawText(QPointF(rect.left() + _RIM, base), frame.name)
    painter.setFont(pens.words_font)
    painter.setPen(pens.muted)
    after = rect.left() + _RIM + pens.title_metrics.horizontalAdvance(frame.name) + 10
    room = rect.right() - _RIM / 2 - after
    words = pens.words_metrics.elidedText(frame.words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QPointF(after, base), words)
    painter.save()
    spare = rect.width() - (box.right - box.left)
    painter.translate(rect.left() + spare / 2 - box.left, rect.top() + _HEAD - box.top)
    frame.scene.draw(painter)
    painter.restore()
