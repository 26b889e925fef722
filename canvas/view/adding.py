"""Adding blocks: from the palette, and by the search at the pointer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from canvas.geometry.boxes import HEIGHT, WIDTH, snapped
from canvas.geometry.placing import below
from canvas.search.popup import SearchPopup
from canvas.view.editing import EditingView

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QWidget

    from blocks.document.history import History
    from blocks.graph.graph import Position, Wire
    from blocks.types.block_type import BlockType
    from blocks.values.values import Value
    from canvas.geometry.spots import PortSpot
    from canvas.scene.scene import GraphScene
    from canvas.search.match import Match
    from canvas.theme.ink import Ink


class AddingView(EditingView):
    """Adds blocks where they are wanted."""

    def __init__(self, scene: GraphScene, history: History, parent: QWidget | None = None) -> None:
        """Add to what a scene shows."""
        super().__init__(scene, history, parent)
        self._search: SearchPopup | None = None

    @property
    def ink(self) -> Ink:
        """Colours and fonts."""
        return self.graph_scene.ink

    def add_block(self, type_name: str, scene_pos: QPointF | None = None) -> str:
        """Add a block at a point, or below the selected block and wired to it; returns its id."""
        return self._add(type_name, {}, scene_pos)

    def _add(self, type_name: str, values: Mapping[str, Value], at: QPointF | None) -> str:
        scene = self.graph_scene
        chosen = self.selected_ids()
        after = chosen[0] if len(chosen) == 1 and at is None else ""
        made = self.editor.add(type_name, self._place_for(at, after), values, after)
        if made:
            scene.selection.set([made])
            self.show_block(made)
        return made

    def place_for_new(self, after: str = "") -> Position:
        """Return where a new block is wanted: below another one, else in the middle of what is seen."""
        return self._place_for(None, after)

    def _place_for(self, at: QPointF | None, after: str) -> Position:
        places = self.graph_scene.places
        if after:
            return below(places, after)
        spot = at or self.mapToScene(self.viewport().rect().center())
        return snapped(spot.x() - WIDTH / 2), snapped(spot.y() - HEIGHT / 2)

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
        if self._search is not None:
            self._search.finish()
        place = self.pointer_place() or self.viewport().rect().center()
        corner = self.mapFromScene(at) if at is not None else place
        where = at if at is not None else self.mapToScene(place)
        offered = _fitting(self.editor.on_offer(), spot, on)
        names = {id(kind): name for name, kind in offered}
        self._search = SearchPopup(
            self,
            self.ink,
            [kind for _, kind in offered],
            lambda match: self._add_found(names[id(match.kind)], match, where, spot, on),
        )
        self._search.closed.connect(self._forget_search)
        self._search.open_at(corner)
        return self._search

    def _forget_search(self) -> None:
        self._search = None

    def _add_found(
        self, name: str, match: Match, at: QPointF, spot: PortSpot | None, on: Wire | None
    ) -> None:
        """Add the block that was chosen, wired to what the search was about."""
        values = match.values
        if on is not None and on in self.graph_scene.wires:
            made = self.editor.insert(name, on, (at.x(), at.y()), values)
        elif spot is None or spot.block not in self.graph_scene.cards:
            made = self._add(name, values, None if self.selected_ids() else at)
        elif spot.out:
            place = self._beside(at, 0)
            made = self.editor.add_from_port(name, place, spot.block, spot.port, values)
        else:
            place = self._beside(at, HEIGHT)
            made = self.editor.add_before(name, place, spot.block, spot.port, values)
        if made:
            self.select([made])

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
