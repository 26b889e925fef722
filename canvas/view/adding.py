"""Adding blocks: from the palette, and by the search at the pointer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from canvas.geometry.boxes import HEIGHT, WIDTH, snapped
from canvas.geometry.placing import below
from canvas.search.popup import SearchPopup

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QGraphicsView

    from blocks.graph.graph import Position, Wire
    from blocks.types.block_type import BlockType
    from blocks.values.values import Value
    from canvas.editor import Editor
    from canvas.geometry.spots import PortSpot
    from canvas.scene.scene import GraphScene
    from canvas.search.match import Match
    from canvas.view.camera import Camera


class Adding(QObject):
    """Adds blocks where they are wanted.

    Attributes:
        search: the search that is open.
    """

    def __init__(
        self, view: QGraphicsView, scene: GraphScene, editor: Editor, camera: Camera
    ) -> None:
        """Add to what a view shows of a scene.

        Args:
            view: the search is shown on it.
            scene: the scene, with what is selected.
            editor: the changes that can be made.
            camera: shows what came.
        """
        super().__init__(view)
        self._view, self._scene = view, scene
        self._editor, self._camera = editor, camera
        self.search: SearchPopup | None = None

    def add_block(self, type_name: str, scene_pos: QPointF | None = None) -> str:
        """Add a block at a point, or below the selected block and wired to it; returns its id."""
        return self._add(type_name, {}, scene_pos)

    def _add(self, type_name: str, values: Mapping[str, Value], at: QPointF | None) -> str:
        scene = self._scene
        chosen = scene.selected_ids()
        after = chosen[0] if len(chosen) == 1 and at is None else ""
        made = self._editor.add(type_name, self._place_for(at, after), values, after)
        if made:
            scene.selection.set([made])
            self._camera.show_block(made)
        return made

    def place_for_new(self, after: str = "") -> Position:
        """Return where a new block is wanted: below another one, else in the middle of what is seen."""
        return self._place_for(None, after)

    def _place_for(self, at: QPointF | None, after: str) -> Position:
        if after:
            return below(self._scene.places, after)
        at = self._middle() if at is None else at
        return snapped(at.x() - WIDTH / 2), snapped(at.y() - HEIGHT / 2)

    def _middle(self) -> QPointF:
        return self._view.mapToScene(self._view.viewport().rect().center())

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
        if self.search is not None:
            self.search.finish()
        where = self._camera.pointer_in_scene() if at is None else at
        where = self._middle() if where is None else where
        offered = _fitting(self._editor.addable_types(), spot, on)
        names = {id(kind): name for name, kind in offered}
        self.search = SearchPopup(
            self._view,
            self._scene.pens,
            [kind for _, kind in offered],
            lambda match: self._add_found(names[id(match.kind)], match, where, spot, on),
        )
        self.search.closed.connect(self._forget_search)
        self.search.open_at(self._view.mapFromScene(where))
        return self.search

    def _forget_search(self) -> None:
        self.search = None

    def _add_found(
        self, name: str, match: Match, at: QPointF, spot: PortSpot | None, on: Wire | None
    ) -> None:
        """Add the block that was chosen, wired to what the search was about."""
        values, scene = match.values, self._scene
        if on is not None and on in scene.wires:
            made = self._editor.insert(name, on, (at.x(), at.y()), values)
        elif spot is None or spot.block not in scene.cards:
            made = self._add(name, values, None if scene.selected_ids() else at)
        elif spot.out:
            place = self._beside(at, 0)
            made = self._editor.add_from_port(name, place, spot.block, spot.port, values)
        else:
            place = self._beside(at, HEIGHT)
            made = self._editor.add_before(name, place, spot.block, spot.port, values)
        if made:
            scene.select([made])

    def _beside(self, at: QPointF, up: float) -> Position:
        return snapped(at.x() - WIDTH / 2), snapped(at.y() - up)


def _fitting(
    offered: list[tuple[str, BlockType]], spot: PortSpot | None, on: Wire | None
) -> list[tuple[str, BlockType]]:
    """Return the block types that can be wired where the search was opened."""
    needs_input = on is not None or (spot is not None and spot.out)
    needs_output = on is not None or (spot is not None and not spot.out)
    return [
        (name, kind)
        for name, kind in offered
        if (not needs_input or kind.inputs.names or kind.inputs.many)
        and (not needs_output or kind.outputs)
    ]
