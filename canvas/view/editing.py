"""Editing by menu and keys: what is done to the selection, the clipboard and the layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QGuiApplication

from blocks.graph.graph import Wire
from canvas.editor import Editor
from canvas.geometry.boxes import SIDE_GAP, around, snapped
from canvas.layout.arrange import arrange
from canvas.links import Links
from canvas.view.mouse import PointingView
from canvas.view.tips import describe_selection

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from blocks.document.history import History
    from canvas.scene.scene import GraphScene


class EditingView(PointingView):
    """Acts on what is selected.

    Attributes:
        document: what is edited.
        history: every change goes through it.
        editor: the changes that the canvas can make.
    """

    selection_changed = Signal(object)
    message = Signal(str)

    def __init__(self, scene: GraphScene, history: History, parent: QWidget | None = None) -> None:
        """Edit what a scene shows."""
        super().__init__(scene, parent)
        scene.setParent(self)
        self.document, self.history = scene.document, history
        self.editor = Editor(scene.document, history, scene.graph_name, self.refuse)
        self._found: frozenset[str] = frozenset()
        self._links = Links()
        self._links.connect(scene.selection.changed, self._tell_selection)
        # A change from elsewhere, undo say, while the mouse is at work: what it holds may be gone.
        scene.changing.connect(self.cancel_gesture)
        self._tell_selection()

    def refuse(self, reason: str) -> None:
        """Say why something was not done."""
        self.message.emit(reason)

    # ------------------------------------------------------------------ selection

    def select(self, ids: Iterable[str]) -> None:
        """Select these blocks and nothing else."""
        self.graph_scene.selection.set(key for key in ids if key in self.graph_scene.cards)

    def selected_ids(self) -> list[str]:
        """Return the selected blocks, in the graph's order."""
        chosen = self.graph_scene.selection.blocks
        return [key for key in self.graph_scene.graph.order() if key in chosen]

    def select_as_found(self, ids: Iterable[str]) -> None:
        """Select what was selected when this graph was last seen: Escape need not give that up before leaving."""
        self.select(ids)
        self._found = self.graph_scene.selection.blocks

    def is_as_found(self) -> bool:
        """Tell whether nothing but what `select_as_found` selected is selected."""
        selection = self.graph_scene.selection
        return not selection.wires and selection.blocks == self._found

    def select_all(self) -> None:
        """Select every block."""
        self.graph_scene.selection.set(self.graph_scene.cards)

    def activate_selected(self) -> None:
        """Open the one selected block."""
        chosen = self.selected_ids()
        if len(chosen) == 1:
            self.block_activated.emit(chosen[0])

    def _tell_selection(self) -> None:
        self.setAccessibleDescription(describe_selection(self.graph_scene))
        self.selection_changed.emit(self.selected_ids())

    # ------------------------------------------------------------------ editing

    def copy(self) -> None:
        """Put the selected blocks into the clipboard."""
        text = self.editor.copy(self.graph_scene.selection.blocks)
        if text:
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        """Copy and delete."""
        self.copy()
        self.delete_selected()

    def paste(self, at: QPointF | None = None) -> None:
        """Paste at a point of the scene, else at the pointer, else beside what was copied."""
        place = self.pointer_place()
        if at is None and place is not None:
            at = self.mapToScene(place)
        corner = None if at is None else (snapped(at.x()), snapped(at.y()))
        self._show_new(self.editor.paste(QGuiApplication.clipboard().text(), corner))

    def _show_new(self, ids: Sequence[str]) -> None:
        """Select what was added; where room was made for it out of sight, pan just far enough to see it."""
        self.select(ids)
        boxes = [self.graph_scene.places.boxes[key] for key in ids]
        if boxes and not self.visible_box().holds(*around(boxes).centre):
            self.show_block(ids[0])

    def duplicate(self) -> None:
        """Paste a copy beside the selection, leaving the clipboard alone."""
        scene = self.graph_scene
        chosen = [scene.places.boxes[key] for key in scene.selection.blocks]
        if not chosen:
            return
        box = around(chosen)
        text = self.editor.copy(scene.selection.blocks)
        self._show_new(self.editor.paste(text, (box.right + SIDE_GAP, box.top), "duplicate"))

    def delete_selected(self) -> None:
        """Delete the selected blocks and wires."""
        selection = self.graph_scene.selection
        if selection:
            self.editor.delete(selection.blocks, selection.wires)

    def dissolve_selected(self) -> None:
        """Take the selected blocks out and join what came before to what comes after."""
        selection = self.graph_scene.selection
        if selection.blocks:
            self.editor.dissolve(selection.blocks)

    def connect_selected(self) -> None:
        """Wire two selected blocks, from the upper one to the other's first free input, or else back."""
        boxes = self.graph_scene.places.boxes
        chosen = sorted(self.selected_ids(), key=lambda key: boxes[key].top)
        if len(chosen) != 2:
            self.refuse("select two blocks to connect them")
            return
        wires = [self._wire_between(*chosen), self._wire_between(*reversed(chosen))]
        possible = [wire for wire in wires if wire is not None]
        allowed = [wire for wire in possible if not self.editor.why_not(wire)]
        if possible:
            self.editor.connect((allowed or possible)[0])

    def _wire_between(self, source: str, target: str) -> Wire | None:
        graph = self.graph_scene.graph
        outputs = graph.output_ports(source)
        taken = {wire.target_port for wire in graph.incoming(target)}
        ports = graph.input_ports(target, spare=True)
        free = [port for port in ports if port not in taken] or list(ports)
        return Wire(source, outputs[0], target, free[0]) if outputs and free else None

    def layout_blocks(self) -> None:
        """Lay out the selected blocks, or all where fewer than two are selected."""
        chosen = self.selected_ids()
        self.layout_ids(chosen if len(chosen) > 1 else None)

    def layout_ids(self, ids: Iterable[str] | None = None) -> None:
        """Lay out these blocks from top to bottom, by default all, as one undo step."""
        scene = self.graph_scene
        chosen = set(scene.cards if ids is None else ids) & scene.cards.keys()
        if not chosen:
            return
        boxes = {key: scene.places.boxes[key] for key in chosen}
        order = [key for key in scene.graph.order() if key in chosen]
        sizes = {key: (box.right - box.left, box.bottom - box.top) for key, box in boxes.items()}
        wires = [(w.source, w.target) for key in order for w in scene.graph.incoming(key)]
        new = arrange(sizes, [pair for pair in wires if pair[0] in chosen], order)
        corner = around(list(boxes.values()))
        dx = corner.left - min(x for x, _ in new.values())
        dy = corner.top - min(y for _, y in new.values())
        dx, dy = round(dx / 10) * 10, round(dy / 10) * 10
        self.editor.move({key: (x + dx, y + dy) for key, (x, y) in new.items()})
