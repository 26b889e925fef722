"""The canvas with 1,000 blocks, 1600 by 1000 pixels, off screen: building, painting, dragging."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from itertools import cycle

import psutil
from PySide6.QtCore import QEvent, QPoint

from app.project.project import Project
from blocks.commands.blocks import set_values
from tests.bench.clock import Spent, medians, repeated, timed
from tests.bench.desk import Desk, PaintCounter, application, make_view
from tests.bench.effort import Effort
from tests.bench.graphs import SIZE, residual
from tests.bench.rows import Row, at_most, report

AREA = "canvas"
FRAMES = 60


def building(effort: Effort) -> Iterator[Row]:
    """a canvas for the large graph"""
    application()
    project = Project(residual(effort.blocks))
    before = psutil.Process().memory_info().rss
    views = [make_view(project)]
    memory = (psutil.Process().memory_info().rss - before) / 2**20
    found = [timed(lambda: views.append(make_view(project))) for _ in range(effort.times(5))]
    spent = medians(found)
    for view in views:
        view.graph_scene.detach()
    name = f"{effort.blocks:,} blocks built"
    yield at_most(AREA, f"{name}, wall", spent.wall / 1000, "s", 0.3)
    yield report(AREA, f"{name}, cpu", spent.cpu / 1000, "s")
    yield report(AREA, f"{name}, memory", memory, "MiB")
    later = timed(make_view(project).graph_scene.finish).wall / 1000
    yield report(AREA, f"{name}: wires led around cards afterwards, wall", later, "s")


def far(effort: Effort) -> Iterator[Row]:
    """painting and dragging with the whole graph in view"""
    desk = _desk(effort)
    desk.view.camera.fit()
    pan = _panning(desk)
    spent = repeated(pan, effort.times(FRAMES), warm=4)
    zoom = f"{desk.view.camera.zoom * 100:.0f} %"
    yield from _frame("full repaint zoomed out, all drawn anew", spent, 8, f"zoom {zoom}")
    spent = repeated(desk.full_frame, effort.times(FRAMES), warm=4)
    yield report(AREA, "full repaint zoomed out, nothing moved, wall", spent.wall, "ms")
    spent = repeated(_edit(desk), effort.times(15))
    yield report(AREA, "every shape changed, zoomed out: edit to painted, wall", spent.wall, "ms")
    spent = dragging(desk, effort.times(FRAMES))
    yield report(AREA, "dragging one block, zoomed out, wall per frame", spent.wall, "ms")
    desk.close()


def near(effort: Effort) -> Iterator[Row]:
    """painting and dragging at 100 %"""
    desk = _desk(effort)
    _come_near(desk)
    cards = f"{len(_cards_in_view(desk))} cards in view"
    first = timed(desk.full_frame)
    yield report(AREA, "first full repaint at 100 %, nothing cached, wall", first.wall, "ms", cards)
    spent = repeated(desk.full_frame, effort.times(FRAMES), warm=4)
    yield from _frame("full repaint at 100 %", spent, 12, cards)
    spent = repeated(_panning(desk), effort.times(FRAMES), warm=4)
    yield report(AREA, "panning at 100 %, wall per frame", spent.wall, "ms")
    desk.view.camera.zoom_by(0.45 / desk.view.camera.zoom)
    spent = repeated(_panning(desk), effort.times(FRAMES), warm=4)
    yield report(AREA, "panning at 45 %, wall per frame", spent.wall, "ms")
    _come_near(desk)
    spent = repeated(_zooming(desk), effort.times(20), warm=2)
    yield report(AREA, "a step of zoom near 100 %, wall", spent.wall, "ms")
    _come_near(desk)
    spent = repeated(_edit(desk), effort.times(15))
    yield report(AREA, "every shape changed at 100 %: edit to painted, wall", spent.wall, "ms")
    spent = dragging(desk, effort.times(FRAMES))
    yield from _frame("dragging one block at 100 %", spent, 4, cards)
    desk.close()


def layout(effort: Effort) -> Iterator[Row]:
    """laying the large graph out"""
    from canvas.layout.arrange import arrange

    desk = _desk(effort)
    graph, boxes = desk.project.document.model, desk.view.graph_scene.places.boxes
    sizes = {key: (box.right - box.left, box.bottom - box.top) for key, box in boxes.items()}
    wires = [(wire.source, wire.target) for wire in graph.wires()]
    spent = repeated(lambda: arrange(sizes, wires, graph.order()), effort.times(5))
    yield report(AREA, f"layout of {effort.blocks:,} blocks worked out, wall", spent.wall, "ms")
    desk.close()


def room(effort: Effort) -> Iterator[Row]:
    """making room for what is added, dragged and put into a wire, without painting"""
    desk = _desk(effort)
    graph, editor, ids = (
        desk.project.document.model,
        desk.view.editor,
        list(desk.view.graph_scene.cards),
    )
    block, (x, y) = ids[len(ids) // 2], graph.positions[ids[len(ids) // 2]]
    places = cycle([(x + 40, y + 20), (x, y)])
    doings: dict[str, Callable[[], object]] = {
        "a card dragged onto another": lambda: editor.move({block: next(places)}),
        "a block added where a card is": lambda: editor.add("Dense", (x + 20, y + 10)),
        "20 blocks pasted onto others": lambda: editor.paste(editor.copy(ids[:20]), (x, y)),
        "a block put into a wire": lambda: editor.insert(
            "Dropout", graph.incoming(block)[0], (x, y)
        ),
    }
    for words, do in doings.items():
        spent = repeated(do, effort.times(7), warm=1)
        yield report(AREA, f"room made for {words}, wall", spent.wall, "ms")
    desk.close()


PARTS = (building, far, near, layout, room)


def dragging(desk: Desk, frames: int) -> Spent:
    """Drag a card of the middle about and return the medians of a frame.

    Raises:
        RuntimeError: the card did not move, or the canvas was not painted in every frame.
    """
    block_id = _middle_card(desk)
    card = desk.view.graph_scene.cards[block_id]
    box = card.box()  # taken near its left end: from far away the ports reach over its middle
    start = desk.view.mapFromScene(box.left + 0.1 * (box.right - box.left), box.centre[1])
    before = card.pos()
    desk.mouse(QEvent.Type.MouseButtonPress, start)
    steps = cycle(
        [QPoint(19, 25), QPoint(38, 31), QPoint(55, 23), QPoint(33, -18), QPoint(-26, 17)]
    )
    drag = _move_by(desk, start, steps)
    painted = PaintCounter().during(desk, lambda: [drag() for _ in range(5)])
    gc.collect()
    spent = repeated(drag, frames, warm=0)
    moved = card.pos() != before
    desk.mouse(QEvent.Type.MouseButtonRelease, start)
    desk.frame()
    if not moved or painted < 5:
        raise RuntimeError(f"the drag is not real: moved {moved}, painted {painted} of 5 times")
    return spent


def _move_by(desk: Desk, start: QPoint, steps: Iterator[QPoint]) -> Callable[[], None]:
    def move() -> None:
        desk.mouse(QEvent.Type.MouseMove, start + next(steps))
        desk.frame()

    return move


def _desk(effort: Effort) -> Desk:
    return Desk(Project(residual(effort.blocks)))


def _come_near(desk: Desk) -> None:
    """Show the middle of the graph at 100 %."""
    ids = list(desk.project.document.model.order())
    desk.view.camera.zoom_reset()
    desk.view.camera.center_on(ids[len(ids) // 2])
    desk.frame()


def _panning(desk: Desk) -> Callable[[], None]:
    """Return an action that moves the paper a little, to and fro, and paints."""
    ways = cycle([QPoint(11, 0), QPoint(0, 7), QPoint(-11, 0), QPoint(0, -7)])

    def pan() -> None:
        desk.view.camera.pan(next(ways))
        desk.full_frame()

    return pan


def _zooming(desk: Desk) -> Callable[[], None]:
    ways = cycle([desk.view.camera.zoom_out, desk.view.camera.zoom_in])

    def zoom() -> None:
        next(ways)()
        desk.full_frame()

    return zoom


def _edit(desk: Desk) -> Callable[[], None]:
    """Return an action that changes the size of the input images and paints what follows."""
    document = desk.project.document
    first = document.model.sources()[0]
    sizes = cycle([2 * SIZE, SIZE])

    def edit() -> None:
        size = next(sizes)
        desk.project.do("change", set_values(document, first, shape=(size, size, 3)))
        desk.project.problems()
        desk.frame()

    return edit


def _cards_in_view(desk: Desk) -> list[str]:
    seen = desk.view.camera.visible_box()
    return [key for key, box in desk.view.graph_scene.places.boxes.items() if box.meets(seen)]


def _middle_card(desk: Desk) -> str:
    """Return the card nearest to the middle of the viewport."""
    middle = desk.view.mapToScene(desk.view.viewport().rect().center())
    boxes = desk.view.graph_scene.places.boxes

    def distance(key: str) -> float:
        x, y = boxes[key].centre
        return abs(x - middle.x()) + abs(y - middle.y())

    return min(_cards_in_view(desk), key=distance)


def _frame(name: str, spent: Spent, limit: float, reference: str) -> Iterator[Row]:
    yield at_most(AREA, f"{name}, wall per frame", spent.wall, "ms", limit, reference)
    yield report(AREA, f"{name}, cpu per frame", spent.cpu, "ms")
