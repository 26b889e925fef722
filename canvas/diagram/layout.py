"""A layer-box diagram on paper: groups in groups, rows where it is wide, and what the colours mean. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from blocks.types.block_type import Form
from canvas.diagram.boxes import Boxes, title_of
from canvas.diagram.lanes import GAP, Lanes
from canvas.diagram.legend import legend_of
from canvas.diagram.parts import DiagramPart, Network
from canvas.diagram.rows import breaks, cut, cuts_of
from canvas.diagram.shapes import Connector, GroupFrame, Piece, Shape, Size, TextLine, moved

WIDE = 1400.0
"""A diagram that is wider than this goes on in another row, where there is a place for that."""
_MARGIN = 24.0
_RIM = 14.0
_HEAD = 24.0
_ROW = 34.0
_STEP = 5.0


@dataclass(frozen=True)
class DiagramSheet:
    """A diagram: its size, and what is on it from back to front."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def sheet_of(network: Network, boxes: Boxes, wide: float = WIDE, words: str = "") -> DiagramSheet:
    """Lay a network out.

    Args:
        network: what is shown.
        boxes: makes boxes of parts.
        wide: longest row.
        words: stand at the end of the legend.
    """
    rows = _rows(network, boxes, wide)
    shapes, right, y = _stacked(rows)
    legend = legend_of(network, boxes, words, right)
    shapes += [moved(shape, _MARGIN, y + _ROW) for shape in legend.shapes]
    width = max(right, legend.width) + 2 * _MARGIN
    high = y + _ROW + legend.height if legend.shapes else y
    return DiagramSheet(math.ceil(width), math.ceil(high + _MARGIN), tuple(shapes))


def _stacked(rows: list[Lanes]) -> tuple[list[Shape], float, float]:
    """Put rows one below the other; return shapes, width and lower end."""
    shapes: list[Shape] = []
    y, right, ends = _MARGIN - _ROW, 0.0, list[tuple[float, float, float]]()
    for lanes in rows:
        up, down, left, end = _bounds(lanes)
        y += _ROW + up
        by = _MARGIN - left
        shapes += [moved(shape, by, y) for shape in lanes.shapes()]
        if lanes.path:
            first, last = lanes.path[0], lanes.path[-1]
            start = by + lanes.x[first] + lanes.pieces[first].entry
            ends.append((start, by + lanes.x[last] + lanes.pieces[last].exit, y))
        right = max(right, end - left)
        y += down
    connectors = _row_connectors(ends, rows, right + _MARGIN)
    return [*connectors, *shapes], right + (2 * GAP if connectors else 0.0), y


def _bounds(lanes: Lanes) -> tuple[float, float, float, float]:
    """Return how far a row goes up and down, and its left and right end."""
    rects = lanes.rects
    up = max((-rect.top for rect in rects), default=0.0)
    down = max((rect.bottom for rect in rects), default=0.0)
    left = min((rect.left for rect in rects), default=0.0)
    return up, down, left, max((rect.right for rect in rects), default=0.0)


# ------------------------------------------------------------ groups


def _lanes(network: Network, boxes: Boxes, path: list[str] | None = None) -> Lanes:
    pieces = {}
    for key, part in network.parts.items():
        sources = network.sources(key)
        before = network.parts[sources[0]].shape if sources else None
        pieces[key] = _group(part, boxes) if part.inner else boxes.piece(part, before)
    return Lanes(pieces, network.edges, path)


def _group(part: DiagramPart, boxes: Boxes) -> Piece:
    """Return an opened composite in its frame."""
    assert part.inner is not None
    lanes = _lanes(part.inner, boxes)
    up, down, left, right = _bounds(lanes)
    words = title_of(part)
    wide = max(right - left, boxes.measure(words, Size.STRONG)) + 2 * _RIM
    shift = (wide - (right - left)) / 2 - left
    copies = min(part.times - 1, 2)
    top = -up - _HEAD - 4
    frame = GroupFrame(0, top, wide, up + down + _HEAD + 4 + _RIM - 4, copies)
    shapes: list[Shape] = [frame, TextLine(wide / 2, top + _HEAD / 2 + 2, words, Size.STRONG)]
    shapes += _ends(part.inner, lanes, shift, wide)
    shapes += [moved(shape, shift, 0) for shape in lanes.shapes()]
    back = _STEP * copies
    high = up + _HEAD + 4 + back
    return Piece(wide + back, high, down + _RIM - 4, 0, wide + back, tuple(shapes), arrow=False)


def _ends(network: Network, lanes: Lanes, shift: float, wide: float) -> list[Shape]:
    """Return the lines from the rim of a group to what is inside, and back."""
    found: list[Shape] = []
    for key, part in network.parts.items():
        if part.form is not Form.PORT:
            continue
        x, y = lanes.x[key] + shift, lanes.axes[key]
        rim = 0.0 if not lanes.before[key] else wide
        if y:
            bus = _RIM / 2 if not rim else wide - _RIM / 2
            found.append(Connector(((rim, 0), (bus, 0), (bus, y), (x, y)), arrow=False))
        else:
            found.append(Connector(((rim, y), (x, y)), arrow=False))
    return found


# ------------------------------------------------------------ rows


def _rows(network: Network, boxes: Boxes, wide: float) -> list[Lanes]:
    """Cut a network where a single line leads on, into rows that are about equally long."""
    lanes = _lanes(network, boxes)
    _, _, left, right = _bounds(lanes)
    if right - left <= wide:
        return [lanes]
    places = cuts_of(network, lanes.path)
    starts = [left, *(lanes.x[following] for _, following in places), right]
    cuts = [places[at - 1] for at in breaks(starts, wide)]
    return [_lanes(row, boxes, path) for row, path in cut(network, lanes.path, cuts)]


def _row_connectors(
    ends: list[tuple[float, float, float]], rows: list[Lanes], right: float
) -> list[Shape]:
    """Return the lines from the end of a row to the beginning of the next."""
    found: list[Shape] = []
    for at in range(len(ends) - 1):
        (_, stop, y), (start, _, below) = ends[at], ends[at + 1]
        middle = y + _bounds(rows[at])[1] + _ROW / 2
        edge, begin = right + GAP, _MARGIN - 15
        points = (stop, y), (edge, y), (edge, middle), (begin, middle), (begin, below)
        first = rows[at + 1].pieces[rows[at + 1].path[0]]
        found.append(Connector((*points, (start, below)), first.arrow))
    return found
