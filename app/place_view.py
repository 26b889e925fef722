"""Puts the graph that the window is at onto the canvas, and remembers how each was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF

from app.navigator import Step
from app.panels.following import Links

if TYPE_CHECKING:
    from app.project import Project
    from app.window import MainWindow
    from canvas.peeks import Spot
    from canvas.view import GraphView


@dataclass(frozen=True)
class Look:
    """How a graph was looked at: the scale, what was in the middle, and the selected blocks."""

    zoom: float
    middle: QPointF
    selected: tuple[str, ...]


class PlaceView(QObject):
    """Follows the navigator of the open project with canvas and breadcrumb."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._looks: dict[str, Look] = {}
        self._links = Links()

    def follow(self, project: Project) -> None:
        """Follow another project."""
        self._looks.clear()
        self._links.clear()
        self._links.connect(project.place.moved, self._moved)

    def put_canvas(self) -> None:
        """Show the graph of the place on a new canvas."""
        from canvas.view import GraphView

        window, project = self.window, self.window.project
        place = project.place
        view = GraphView(
            project.document, project.history, place.checker, window.theme, place.graph_name
        )
        view.setObjectName("canvas")
        view.selection_changed.connect(self._selected)
        view.block_activated.connect(self.activate)
        view.inside_activated.connect(self.activate_inside)
        view.message.connect(lambda text: window.centre.toast.tell(text))
        view.zoom_changed.connect(window.status.show_zoom)
        window.actions_of.use_canvas(view)
        window.canvas = view
        window.status.show_zoom(1.0)
        window.centre.put_view(view)

    def activate(self, block_id: str) -> None:
        """Step into a composite; of any other block edit the first field."""
        from app.parts import edit_block

        place = self.window.project.place
        if place.can_enter(block_id):
            place.enter(block_id)
        else:
            edit_block(self.window, block_id)

    def activate_inside(self, spot: Spot) -> None:
        """Step along the way to a place in a composite that is opened on the canvas, and select the block there."""
        place = self.window.project.place
        if place.show([*place.path, *(Step(*step) for step in spot.way)]) and spot.block:
            self.show_block(spot.block)

    def show_block(self, block_id: str) -> None:
        """Select a block of the graph on screen and bring it to the middle."""
        view: GraphView = self.window.canvas
        view.select([block_id])
        view.center_on(block_id)

    def _selected(self) -> None:
        from app.parts import selected

        selected(self.window)

    def _moved(self) -> None:
        window = self.window
        old: GraphView = window.canvas
        had_focus = old.hasFocus()
        self._remember(old)
        old.detach()
        self.put_canvas()
        view: GraphView = window.canvas
        view.setGeometry(old.geometry())  # at once: what is to be shown depends on the size
        view.show()
        look = self._looks.get(window.project.place.graph_name)
        if look is None:
            view.fit()
        else:
            view.zoom_by(look.zoom / view.zoom)
            view.centerOn(look.middle)
            view.select(look.selected)
        window.inspector.show_selection(view.selected_ids())
        window.problem_centre.refresh()
        if had_focus:
            view.setFocus()

    def _remember(self, view: GraphView) -> None:
        middle = view.mapToScene(view.viewport().rect().center())
        chosen = tuple(view.graph_scene.selection.blocks)
        self._looks[view.graph_scene.graph_name] = Look(view.zoom, middle, chosen)
