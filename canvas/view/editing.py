"""Editing by menu and keys: what is done to the selection, the clipboard and the layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from blocks.graph.graph import Wire
from canvas.geometry.boxes import SIDE_GAP, around, snapped
from canvas.layout.arrange import arrange

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from canvas.editor import Editor
    from canvas.scene.scene import GraphScene
    from canvas.view.camera import Camera
    from canvas.view.signals import CanvasSignals


class Editing:
    """Acts on what is selected."""

    def __init__(
        self, scene: GraphScene, editor: Editor, camera: Camera, signals: CanvasSignals
    ) -> None:
        """Edit what a scene shows.

        Args:
            scene: the scene, with what is selected.
            editor: the changes that can be made.
            camera: shows what came.
            signals: is told why something was not done.
        """
        self._scene, self._editor = scene, editor
        self._camera, self._signals = camera, signals
        self._found: frozenset[str] = frozenset()

    # ------------------------------------------------------------------ selection

    def select_as_found(self, ids: Iterable[str]) -> None:
        """Select what was selected when this graph was last seen: Escape need not give that up before leaving."""
        self._scene.select(ids)
        self._found = self._scene.selection.blocks

    def is_as_found(self) -> bool:
        """Tell whether nothing but what `select_as_found` selected is selected."""
        selection = self._scene.selection
        return not selection.wires and selection.blocks == self._found

    def select_all(self) -> None:
        """Select every block."""
        self._scene.selection.set(self._scene.cards)

    def activate_selected(self) -> None:
        """Open the one selected block."""
        chosen = self._scene.selected_ids()
        if len(chosen) == 1:
            self._signals.block_activated.emit(chosen[0])

    # ------------------------------------------------------------------ editing

    def copy(self) -> None:
        """Put the selected blocks into the clipboard."""
        text = self._editor.copy(self._scene.selection.blocks)
        if text:
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        """Copy and delete."""
        self.copy()
        self.delete_selected()

    def paste(self, at: QPointF | None = None) -> None:
        """Paste at a point of the scene, else at the pointer, else beside what was copied."""
        at = self._camera.pointer_in_scene() if at is None else at
        corner = None if at is None else (snapped(at.x()), snapped(at.y()))
        self._show_new(self._editor.paste(QGuiApplication.clipboard().text(), corner))

    def _show_new(self, ids: Sequence[str]) -> None:
        """Select what was added; where room was made for it out of sight, pan just far enough to see it."""
        self._scene.select(ids)
        boxes = [self._scene.places.boxes[key] for key in ids]
        if boxes and not self._camera.visible_box().holds(*around(boxes).centre):
            self._camera.show_block(ids[0])

    def duplicate(self) -> None:
        """Paste a copy beside the selection, leaving the clipboard alone."""
        scene = self._scene
        chosen = [scene.places.boxes[key] for key in scene.selection.blocks]
        if not chosen:
            return
        box = around(chosen)
        text = self._editor.copy(scene.selection.blocks)
        self._show_new(self._editor.paste(text, (box.right + SIDE_GAP, box.top), "duplicate"))

    def delete_selected(self) -> None:
        """Delete the selected blocks and wires."""
        selection = self._scene.selection
        if selection:
            self._editor.delete(selection.blocks, selection.wires)

    def dissolve_selected(self) -> None:
        """Take the selected blocks out and join what came before to what comes after."""
        selection = self._scene.selection
        if selection.blocks:
            self._editor.dissolve(selection.blocks)

    def connect_selected(self) -> None:
        """Wire two selected blocks, from the upper one to the other's first free input, or else back."""
        boxes = self._scene.places.boxes
        chosen = sorted(self._scene.selected_ids(), key=lambda key: boxes[key].top)
        if len(chosen) != 2:
            self._signals.message.emit("select two blocks to connect them")
            return
        wires = [self._wire_between(*chosen), self._wire_between(*reversed(chosen))]
        possible = [wire for wire in wires if wire is not None]
        allowed = [wire for wire in possible if not self._editor.why_not(wire)]
        if possible:
            self._editor.connect((allowed or possible)[0])

    def _wire_between(self, source: str, target: str) -> Wire | None:
        graph = self._scene.graph
        outputs = graph.output_ports(source)
        taken = {wire.target_port for wire in graph.incoming(target)}
        ports = graph.input_ports(target, spare=True)
        free = [port for port in ports if port not in taken] or list(ports)
        return Wire(source, outputs[0], target, free[0]) if outputs and free else None

    def layout_blocks(self) -> None:
        """Lay out the selected blocks, or all where fewer than two are selected."""
        chosen = self._scene.selected_ids()
        self.layout_ids(chosen if len(chosen) > 1 else None)

    def layout_ids(self, ids: Iterable[str] | None = None) -> None:
        """Lay out these blocks from top to bottom, by default all, as one undo step."""
        scene = self._scene
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
        self._editor.move({key: (x + dx, y + dy) for key, (x, y) in new.items()})
