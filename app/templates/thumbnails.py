"""Pictures of the templates: the laid-out graph in the colours of its blocks, from left to right.

``python -m app.templates.thumbnails`` writes one small SVG file for each template. Colours stand there as words,
such as ``$convolution``, so that one file serves light and dark.
"""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from string import Template as Text
from xml.sax.saxutils import quoteattr

from app.templates.catalog import FOLDER, names, open_template
from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.commands.composites import expand_instance
from blocks.commands.present import first_iteration, is_absent, present
from blocks.document.document import Document
from blocks.errors import NetwrightError
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import Graph
from blocks.inference.repeats import repeats
from blocks.values.shapes import Shape
from canvas.layout.arrange import arrange
from canvas.theme.themes import CATEGORY_SIGNS, Theme, notches_of

PICTURES = FOLDER / "thumbnails"
WIDTH, HEIGHT = 256.0, 112.0
"""Size of a picture in pixels at 100 %."""
_MARGIN = 8.0
_LARGEST = 0.55
"""Scale above which nothing is drawn: a network of three blocks stays small."""
_FEW = 8
"""With fewer blocks than this, composites are drawn opened."""
_STRIPES = 10
"""Most blocks that are hinted at inside a composite."""
_NOTCHED = 3.0
"""Least width of a block that has the lines of its category."""

Box = tuple[float, float, float, float]


def main() -> int:
    """Write all pictures, and remove those of templates that are gone."""
    PICTURES.mkdir(exist_ok=True)
    for name in names():
        picture_path(name).write_text(draw(open_template(name)), encoding="ascii")
    for path in PICTURES.glob("*.svg"):
        if path.stem not in names():
            path.unlink()
    print(f"Wrote {len(names())} pictures to {PICTURES}.")
    return 0


def picture_path(name: str) -> Path:
    """Return the file of a template's picture."""
    return PICTURES / f"{name}.svg"


def coloured(text: str, theme: Theme) -> str:
    """Put the colours of a theme into a picture."""
    colours = {category.name.lower(): colour for category, colour in theme.categories.items()}
    return Text(text).safe_substitute(colours, wire=theme.wire, card=theme.card, error=theme.error)


def draw(document: Document) -> str:
    """Draw a model; the same model gives the same text."""
    _open_composites(document)
    whole = Checker(document)
    checker = present(whole)
    graph = checker.graph
    sizes = {key: _size(graph, key, checker.results[key].output) for key in graph.blocks}
    # The layout goes from top to bottom: what is wide there is high here.
    wires = [(wire.source, key) for key in graph.order() for wire in graph.incoming(key)]
    turned = {key: (high, wide) for key, (wide, high) in sizes.items()}
    places = {key: (y, x) for key, (x, y) in arrange(turned, wires, graph.order()).items()}
    boxes = _fitted({key: (*places[key], *sizes[key]) for key in places})
    lines = [_wire(boxes[source], boxes[target]) for source, target in wires]
    for key in graph.order():
        lines += _block(checker, key, boxes[key])
    whole.close()
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
    return "\n".join([head, *lines, "</svg>", ""])


def _open_composites(document: Document) -> None:
    """Put what is inside in place of a composite where the model itself has few blocks."""
    refused: set[str] = set()
    while len(document.model.blocks) < _FEW:
        model = document.model
        found = [
            key
            for key in model.order()
            if key not in refused and is_composite(model, key) and not model.blocks[key].structure
        ]
        if not found:
            return
        refused.add(found[0])
        with suppress(NetwrightError):
            document.apply(expand_instance(document, found[0]))


def _size(graph: Graph, key: str, shape: Shape | None) -> tuple[float, float]:
    """Return width and height of a block: the larger its output, the higher."""
    wide = 70.0 if is_composite(graph, key) else 30.0
    side = shape[0] if shape else None
    step = 26.0 if shape and len(shape) > 1 else 14.0
    return wide, 40.0 + step * math.log2(side or 1)


def _fitted(boxes: dict[str, Box]) -> dict[str, Box]:
    """Move and scale boxes into the picture, in its middle; heights more than widths where there is room."""
    left, top = min(box[0] for box in boxes.values()), min(box[1] for box in boxes.values())
    right = max(x + wide for x, _, wide, _ in boxes.values())
    bottom = max(y + high for _, y, _, high in boxes.values())
    across = min(_LARGEST, (WIDTH - 2 * _MARGIN) / max(right - left, 1))
    down = min(_LARGEST, (HEIGHT - 2 * _MARGIN) / max(bottom - top, 1))
    dx = (WIDTH - across * (right - left)) / 2
    dy = (HEIGHT - down * (bottom - top)) / 2
    return {
        key: (dx + across * (x - left), dy + down * (y - top), across * wide, down * high)
        for key, (x, y, wide, high) in boxes.items()
    }


def _wire(source: Box, target: Box) -> str:
    x, y = source[0] + source[2], source[1] + source[3] / 2
    end, low = target[0], target[1] + target[3] / 2
    bend = (end - x) / 2
    path = f"M{_n(x)} {_n(y)}c{_n(bend)} 0 {_n(bend)} {_n(low - y)} {_n(end - x)} {_n(low - y)}"
    return f'<path d="{path}" fill="none" stroke="$wire"/>'


def _block(checker: Checker, key: str, box: Box) -> list[str]:
    graph = checker.graph
    if not is_composite(graph, key):
        return [_rect(box, _colour(graph, key), min(3.0, box[2] / 4)), *_notches(graph, key, box)]
    x, y, wide, high = box
    lines = []
    if repeats(graph.blocks[key].structure):
        lines = [_rect((x + by, y + by, wide, high), "$card", 3, "$composite") for by in (4.0, 2.0)]
    lines.append(_rect(box, "$card", 3, "$composite"))
    return lines + _stripes(checker, key, box)


def _stripes(outer: Checker, composite: str, box: Box) -> list[str]:
    """Hint at the blocks inside a composite."""
    iteration = first_iteration(outer, composite)
    if iteration is None:
        return []
    name = outer.graph.blocks[composite].type
    checker = Checker(outer.document, name, iteration.instance, follows=False)
    definition = checker.graph
    keys = [
        key
        for key in live_order(definition)
        if not definition.blocks[key].is_port and not is_absent(checker, key)
    ]
    keys, lines = keys[:_STRIPES], list[str]()
    x, y, wide, high = box
    room = (wide - 4) / max(len(keys), 3)
    start = x + (wide - room * len(keys)) / 2
    thick = max(room - 1, room / 2)
    for at, key in enumerate(keys):
        stripe = (start + at * room, y + high / 5, thick, high * 3 / 5)
        lines += [_rect(stripe, _colour(definition, key), 0), *_notches(definition, key, stripe)]
    return lines


def _colour(graph: Graph, key: str) -> str:
    kind = graph.kind(key)
    return f"${kind.category.name.lower()}" if kind is not None else "$error"


def _notches(graph: Graph, key: str, box: Box) -> list[str]:
    """Draw the lines that tell a block's category without its colour, in one path."""
    kind = graph.kind(key)
    x, y, wide, high = box
    if kind is None or wide < _NOTCHED:
        return []
    shares = notches_of(CATEGORY_SIGNS[kind.category])
    path = "".join(f"M{_n(x)} {_n(y + share * high)}h{_n(wide)}" for share in shares)
    return [f'<path d="{path}" stroke="$card"/>'] if path else []


def _rect(box: Box, fill: str, radius: float, stroke: str = "") -> str:
    x, y, wide, high = (_n(number) for number in box)
    line = f" stroke={quoteattr(stroke)}" if stroke else ""
    round_ = f' rx="{_n(radius)}"' if radius else ""
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}"{round_} fill="{fill}"{line}/>'


def _n(number: float) -> str:
    return f"{round(number, 1):g}"


if __name__ == "__main__":
    raise SystemExit(main())
