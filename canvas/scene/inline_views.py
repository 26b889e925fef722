"""Keeps the composites of a scene that are opened in place, and handles a press on their frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPointF, Signal

from blocks.check.instance import is_composite
from canvas.items.card_body import CHEVRON
from canvas.items.card_item import FULL_DETAIL
from canvas.items.rects import box_at
from canvas.scene.inline_content import InlineContent
from canvas.scene.inline_frame import InlineFrame

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionGraphicsItem

    from canvas.scene.scene import GraphScene

DEEPEST = 4
"""So many frames may stand within one another."""


class InlineSpot(NamedTuple):
    """A place within frames.

    Attributes:
        path: the composites that lead there, the outer one first: id, name, and the iteration that is looked at.
        block: the block there; empty where there is none.
        scene: the scene that it is in.
    """

    path: tuple[tuple[str, str, int], ...]
    block: str
    scene: GraphScene


class InlineViews(QObject):
    """The frames of one scene. Those of scenes within frames are painted by their frame, not by Qt.

    Signals:
        changed: a frame came, went or looks different.
        opened (str): somebody opened a frame of the scene itself.

    Attributes:
        frames: the frame of each composite that is open, by id, the last opened last.
        within: the inline views in each frame.
    """

    changed = Signal()
    opened = Signal(str)

    def __init__(self, scene: GraphScene, depth: int = 0) -> None:
        """Begin with all closed."""
        super().__init__(scene)
        self.scene, self.depth = scene, depth
        self.frames: dict[str, InlineFrame] = {}
        self.within: dict[str, InlineViews] = {}
        scene.touched.connect(self._measure)
        scene.dragged.connect(self._follow_cards)

    def toggle(self, block_id: str) -> bool:
        """Open or close a composite; tells whether it is open now."""
        if block_id in self.frames:
            self.close(block_id)
            return False
        opened = self.open(block_id)
        if opened:
            self.opened.emit(block_id)
        return opened

    def toggle_selected(self) -> None:
        """Open the one selected composite, or close it."""
        chosen = self.scene.selection.blocks
        if len(chosen) == 1:
            self.toggle(*chosen)

    def open(self, block_id: str) -> bool:
        """Open a composite; tells whether that can be."""
        scene = self.scene
        if block_id not in scene.cards or not is_composite(scene.graph, block_id):
            return False
        if self.depth >= DEEPEST or block_id in self.frames:
            return block_id in self.frames
        content = InlineContent(scene, block_id)
        within = InlineViews(content.scene, self.depth + 1)
        frame = InlineFrame(content, within.frames, nested=self.depth > 0)
        self.frames[block_id], self.within[block_id] = frame, within
        self._point_inside(block_id)
        if not self.depth:
            scene.addItem(frame)
        scene.cards[block_id].set_opened(True)
        content.changed.connect(self._measure)
        content.gone.connect(lambda: self.close(block_id))
        within.changed.connect(self._measure)
        self._measure()
        return True

    def point_at(self, path: Sequence[str]) -> None:
        """Mark where the problem is that is told now, in the scene and in what is open in it."""
        self.scene.point_at(path)
        for block_id in self.frames:
            self._point_inside(block_id)

    def _point_inside(self, block_id: str) -> None:
        path = self.scene.pointed
        self.within[block_id].point_at(path[1:] if path[:1] == (block_id,) else ())

    def close(self, block_id: str) -> None:
        """Close a composite, and what is open within it."""
        frame = self.frames.pop(block_id, None)
        if frame is None:
            return
        self.within.pop(block_id).close_all()
        if not self.depth:
            self.scene.removeItem(frame)
        if block_id in self.scene.cards:
            self.scene.cards[block_id].set_opened(False)
        frame.content.close()
        self.changed.emit()

    def close_last(self) -> bool:
        """Close what was opened last; tells whether anything was open."""
        for block_id in reversed(self.frames):
            if not self.within[block_id].close_last():
                self.close(block_id)
            return True
        return False

    def close_all(self) -> None:
        """Close everything."""
        for block_id in list(self.frames):
            self.close(block_id)

    def frame_at(self, at: QPointF) -> InlineFrame | None:
        """Return the frame at a point of the scene, the last opened first."""
        found = (f for f in reversed(self.frames.values()) if f.box().holds(at.x(), at.y()))
        return next(found, None)

    def chevron_at(self, at: QPointF, scale: float = 1.0) -> str:
        """Return the composite whose mark for opening is at a point of the scene; empty for none.

        Args:
            at: the point.
            scale: pixels of the screen per pixel of the scene: at small ones the marks are not drawn.
        """
        if scale < FULL_DETAIL:
            return ""
        for block_id in _at(self.scene, at):
            card = self.scene.cards[block_id]
            place = CHEVRON.adjusted(-5, -5, 5, 12).translated(card.pos())
            if place.contains(at) and is_composite(self.scene.graph, block_id):
                return block_id
        return ""

    def press(self, at: QPointF, scale: float = 1.0) -> bool:
        """Do what a press at a point of the scene means; tells whether it meant a frame or a mark for opening."""
        frame = self.frame_at(at)
        if frame is not None:
            if not self._press_button(frame, frame.button_at(at)):
                within = self.within[frame.content.block_id]
                within.press(frame.to_inside(at), scale * frame.inner_scale)
            return True
        found = self.chevron_at(at, scale)
        if found:
            self.toggle(found)
        return bool(found)

    def owner_at(self, at: QPointF, scale: float = 1.0) -> str:
        """Return the composite that a click at a point selects: the one that is opened there, or opens by its mark.

        The buttons of a frame select nothing.
        """
        frame = self.frame_at(at)
        if frame is None:
            return self.chevron_at(at, scale)
        return "" if frame.button_at(at) else frame.content.block_id

    def spot_at(self, at: QPointF) -> InlineSpot | None:
        """Return what is at a point within a frame; ``None`` where there is no frame."""
        frame = self.frame_at(at)
        if frame is None:
            return None
        place, content = frame.to_inside(at), frame.content
        outer = content.block_id, content.name, content.iteration.index
        inner = self.within[content.block_id].spot_at(place)
        if inner is not None:
            return InlineSpot((outer, *inner.path), inner.block, inner.scene)
        return InlineSpot((outer,), next(reversed(_at(content.scene, place)), ""), content.scene)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem) -> None:
        """Draw the frames where Qt does not: from far away."""
        for frame in self.frames.values():
            painter.save()
            painter.translate(frame.pos())
            frame.paint(painter, option, None)
            painter.restore()

    def _press_button(self, frame: InlineFrame, button: str) -> bool:
        if button == "close":
            self.close(frame.content.block_id)
        elif button:
            content, by = frame.content, 1 if button == "after" else -1
            content.show_iteration(content.iteration.index + by)
        return bool(button)

    def _measure(self) -> None:
        if self.frames:
            for block_id, frame in self.frames.items():
                if block_id in self.scene.cards:
                    self.scene.cards[block_id].set_opened(True)
                frame.measure()
            self.changed.emit()

    def _follow_cards(self) -> None:
        for frame in self.frames.values():
            frame.stand()

    def set_pens(self) -> None:
        """Use the colours of the scene around in every frame."""
        for block_id, frame in self.frames.items():
            frame.content.scene.set_pens(self.scene.pens)
            self.within[block_id].set_pens()


def _at(scene: GraphScene, at: QPointF) -> list[str]:
    return scene.places.near(box_at(at, 0.5))
