"""Keeps boxes by id in a grid of cells, so that near ones are found at once. No Qt."""

from __future__ import annotations

from collections.abc import Iterator

from canvas.geometry.boxes import Box

CELL = 256.0
"""Side of a cell in scene pixels: about a card's width."""


class Places:
    """Boxes by id; asks in the neighbourhood of a point or box cost the same in any graph."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.boxes: dict[str, Box] = {}
        self._cells: dict[tuple[int, int], set[str]] = {}

    def put(self, key: str, box: Box) -> None:
        """Add or move a box."""
        Places.drop(self, key)
        self.boxes[key] = box
        for cell in _cells(box):
            self._cells.setdefault(cell, set()).add(key)

    def drop(self, key: str) -> None:
        """Forget a box; nothing happens where there is none."""
        box = self.boxes.pop(key, None)
        if box is None:
            return
        for cell in _cells(box):
            keys = self._cells[cell]
            keys.discard(key)
            if not keys:
                del self._cells[cell]

    def near(self, box: Box) -> list[str]:
        """Return the ids of all boxes that share area with this one, in order of id."""
        if (box.right - box.left) * (box.bottom - box.top) > len(self.boxes) * CELL * CELL:
            return sorted(key for key, known in self.boxes.items() if known.meets(box))
        found: set[str] = set()
        for cell in _cells(box):
            here = self._cells.get(cell)
            if here:
                found |= here
        boxes = self.boxes
        return sorted([key for key in found if boxes[key].meets(box)])


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // CELL), int(box.right // CELL) + 1):
        for row in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
            yield column, row
