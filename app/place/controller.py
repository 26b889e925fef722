"""Puts the graph that the window is at onto the canvas, and remembers how each was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.look.transition import Crossing, animation_time
from app.project.crumbs import crumbs
from app.project.navigator import PathStep
from blocks.document.edits import Edit, SetExtra, SetSettings
from blocks.graph.graph import MODEL, Wire
from canvas.links import Links
from canvas.scene.touched import touched

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from app.frame.workbench import Workbench
    from app.place.breadcrumb import Breadcrumb
    from app.project.project import Project
    from blocks.files.library_index import LibraryIndex
    from canvas.scene.inline_views import InlineSpot
    from canvas.view.camera import Viewpoint
    from canvas.view.view import GraphView


@dataclass(frozen=True)
class Seen:
    """The view of a graph when it was left, and its selected blocks."""

    look: Viewpoint
    selected: tuple[str, ...]


class PlaceView(QObject):
    """Follows the navigator of the open project with canvas and breadcrumb.

    Signals:
        moved: another graph is on screen.
        selection_changed: other blocks are selected.
        field_wanted (str): the first field of a block is to be edited.
        left: the focus is to go on to what follows the canvas.
    """

    moved = Signal()
    selection_changed = Signal()
    field_wanted = Signal(str)
    left = Signal()

    def __init__(
        self,
        bench: Workbench,
        breadcrumb: Breadcrumb,
        library_index: LibraryIndex,
        show_canvas: Callable[[GraphView], object],
    ) -> None:
        """Follow no project yet.

        Args:
            bench: the window.
            breadcrumb: the line that tells the place.
            library_index: composites that a canvas offers.
            show_canvas: puts a new canvas into the window. No signal, which would keep what fails there to itself:
                who shows a project must know.
        """
        super().__init__(bench.widget)
        self.bench = bench
        self._show_canvas = show_canvas
        self._breadcrumb = breadcrumb
        self._library_index = library_index
        self._looks: dict[str, Seen] = {}
        self._path: tuple[str, ...] = ()
        self._picture: QPixmap | None = None
        self._links = Links()
        breadcrumb.chosen.connect(self.go)
        breadcrumb.iteration_chosen.connect(self._show_iteration)

    def follow(self, project: Project) -> None:
        """Follow another project."""
        self._looks.clear()
        self._path = tuple(step.block for step in project.place.path)
        self._links.clear()
        self._links.connect(project.place.leaving, self._leaving)
        self._links.connect(project.place.moved, self._moved)
        self._links.connect(project.place.iteration_changed, self._show_place)
        self._links.connect(project.place.updated, self._updated)
        self._show_place()

    def put_canvas(self) -> None:
        """Show the graph of the place on a new canvas."""
        from canvas.view.view import GraphView

        bench, project = self.bench, self.bench.project
        place = project.place
        view = GraphView(
            project.document, project.history, place.checker, bench.theme, place.graph_name
        )
        view.setObjectName("canvas")
        view.editor.library_index = self._library_index
        view.signals.selection_changed.connect(self.selection_changed)
        view.signals.block_activated.connect(self.activate)
        view.signals.inside_activated.connect(self.activate_inside)
        view.signals.left.connect(self.escape)
        view.signals.message.connect(lambda text: bench.tell(text))
        self._show_canvas(view)

    def activate(self, block_id: str) -> None:
        """Step into a composite; of any other block edit the first field."""
        place = self.bench.project.place
        if place.can_enter(block_id):
            place.enter(block_id)
        else:
            self.field_wanted.emit(block_id)

    def activate_inside(self, spot: InlineSpot) -> None:
        """Step along the path to a place in a composite that is opened on the canvas, and select the block there."""
        place = self.bench.project.place
        if place.show([*place.path, *(PathStep(*step) for step in spot.path)]) and spot.block:
            self.show_block(spot.block)

    def enter_selected(self) -> None:
        """Step into the selected composite."""
        chosen = self.bench.canvas.selected_ids()
        if len(chosen) == 1:
            self.bench.project.place.enter(chosen[0])

    def leave(self) -> None:
        """Step out of the composite on screen."""
        self.go(self.bench.project.place.depth - 1)

    def escape(self) -> None:
        """Step out of the composite on screen; from the model itself the focus goes on to what follows the canvas."""
        if self.bench.project.place.depth:
            self.leave()
        else:
            self.left.emit()

    def go(self, depth: int) -> None:
        """Go back to a depth; what was stepped into is selected there."""
        place = self.bench.project.place
        inside = place.path[max(depth, 0) :]
        if place.go(depth) and inside and not self.bench.canvas.selected_ids():
            self._select_again([inside[0].block])
            self.bench.canvas.camera.show_block(inside[0].block)

    def next_iteration(self) -> None:
        """Look at the next iteration of the innermost loop; after the last comes the first."""
        self._step_iteration(1)

    def previous_iteration(self) -> None:
        """Look at the iteration before."""
        self._step_iteration(-1)

    def _step_iteration(self, by: int) -> None:
        place, looped = self.bench.project.place, self._looped()
        if looped:
            level = place.levels[looped - 1]
            count = (level.iteration.count if level.iteration else 0) or 1
            place.set_iteration((level.step.index + by) % count, looped)

    def _looped(self) -> int:
        """Return the depth of the innermost step that has several iterations; 0 for none."""
        found = [
            at + 1
            for at, crumb in enumerate(crumbs(self.bench.project.place)[1:])
            if crumb.count > 1
        ]
        return max(found, default=0)

    def states(self) -> set[str]:
        """Return ``inside`` in a composite, ``composite`` where one is selected, ``looped`` in a loop."""
        place, chosen = self.bench.project.place, self.bench.canvas.selected_ids()
        states = {"inside"} if place.depth else set()
        states |= {"looped"} if self._looped() else set()
        if len(chosen) == 1 and place.can_enter(chosen[0]):
            states.add("composite")
        return states

    def show_inside(self, path: tuple[PathStep, ...], block_id: str) -> None:
        """Step to where a block inside composites is, and select it."""
        if self.bench.project.place.show(path):
            self.show_block(block_id)

    def show_block(self, block_id: str) -> None:
        """Select a block of the graph on screen and bring it to the middle."""
        view: GraphView = self.bench.canvas
        view.select([block_id])
        view.camera.center_on(block_id)

    def watch(self, word: str, change: Callable[[], object]) -> None:
        """Undo or redo, and go to where something changed where that is not on screen."""
        document, place = self.bench.project.document, self.bench.project.place
        seen: list[Edit] = []
        graph_name = place.graph_name
        document.changed.connect(seen.extend)
        try:
            change()
        finally:
            document.changed.disconnect(seen.extend)
        named = [edit for edit in seen if getattr(edit, "graph", None) in document.graphs]
        names = [edit.graph for edit in named if not isinstance(edit, (SetExtra, SetSettings))]
        if not names or place.graph_name in names or place.graph_name != graph_name:
            return
        name = MODEL if MODEL in names else names[0]
        found = touched(named, name)
        self._go_to_change(
            name, [each.target if isinstance(each, Wire) else each for each in found]
        )
        self.bench.tell(f"{word} in {name or 'the model'}")

    def _go_to_change(self, name: str, ids: Iterable[str]) -> None:
        place, graph = self.bench.project.place, self.bench.project.document.graph(name)
        path = place.find(name)
        if path is None or not place.show(path):
            return
        shown = [block_id for block_id in dict.fromkeys(ids) if block_id in graph]
        if shown:
            self.bench.canvas.select(shown)
            self.bench.canvas.camera.show_block(shown[0])

    def _show_iteration(self, depth: int, index: int) -> None:
        self.bench.project.place.set_iteration(index, depth)

    def _updated(self, _: object) -> None:
        self._show_place()

    def _show_place(self) -> None:
        self._breadcrumb.show_place(self.bench.project.place)

    def _leaving(self) -> None:
        view: GraphView = self.bench.canvas
        seen = view.isVisible() and animation_time(view) > 0
        self._picture = view.viewport().grab() if seen else None

    def _moved(self) -> None:
        bench = self.bench
        self._show_place()
        old: GraphView = bench.canvas
        had_focus = old.hasFocus()
        look: Seen | None = self._remember(old)
        picture, self._picture = self._picture, None
        old.detach()
        self.put_canvas()
        view: GraphView = bench.canvas
        view.setGeometry(old.geometry())  # at once: what is to be shown depends on the size
        view.show()
        path = tuple(step.block for step in bench.project.place.path)
        if path != self._path:  # else the same under another name
            look = self._looks.get(bench.project.place.graph_name)
        if look is None:
            view.camera.look_first()
        else:
            view.camera.look_again(look.look)
            self._select_again(look.selected)
        self.moved.emit()
        if had_focus:
            view.setFocus()
        if picture is not None:
            Crossing(view.viewport(), picture, len(path) > len(self._path))
        self._path = path

    def _select_again(self, ids: Iterable[str]) -> None:
        view: GraphView = self.bench.canvas
        if self.bench.project.place.depth:
            view.editing.select_as_found(ids)
        else:
            view.select(ids)

    def _remember(self, view: GraphView) -> Seen:
        chosen = tuple(view.graph_scene.selection.blocks)
        seen = self._looks[view.graph_scene.graph_name] = Seen(view.camera.look(), chosen)
        return seen
