from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from blocks.check.checker import Checker
from blocks.check.instance import Instance
from blocks.commands.blocks import move_blocks
from blocks.document.document import Document
from blocks.graph.graph import MODEL
from blocks.graph.structure import Structure
from blocks.types.block_type import Form
from canvas.items.card_content import CardContent, content_of
from canvas.items.port_words import port_words
from canvas.items.repeat_marks import RepeatMark, repeat_of
from canvas.scene.overview import Overview
from canvas.scene.scene import GraphScene
from canvas.theme.pens import Pens
from canvas.theme.themes import DARK, LIGHT, Theme
from canvas.view.tips import block_tip
from tests.blocks.composites import Sketch, parallel, series, when
from tests.blocks.networks import resnet50, whole
from tests.canvas.graphs import Model


def _block(structure: Structure | None, **values: int) -> tuple[Document, str]:
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 8), whole("size", 3))
    x = part.add("In", name="input")
    x = part.add("Conv2D", x, filters="=filters", kernel_size="=size", padding="same")
    part.add("Out", x, name="output")
    model = sketch.graph(MODEL, whole("blocks", 3))
    x = model.add("Input", shape=(8, 8, 4))
    return sketch.document, model.add("Part", x, structure=structure, **values)  # type: ignore[arg-type]


def _content(structure: Structure | None, **values: int) -> CardContent:
    document, block = _block(structure, **values)
    return content_of(Checker(document), block)


def test_an_instance_shows_its_arguments_and_what_it_costs() -> None:
    content = _content(None, filters=16)
    assert content.form is Form.COMPOSITE
    assert content.words == "filters 16 · size 3"
    assert content.count == f"{4 * 9 * 16 + 16:,}"


@pytest.mark.parametrize(
    ("structure", "repeat"),
    [
        (series(3), RepeatMark("×3")),
        (series("blocks"), RepeatMark("×3", written="blocks")),
        (series("channels // 2"), RepeatMark("×2", written="channels // 2")),
        (series("nobody"), RepeatMark("×?", written="nobody")),
        (series(0), RepeatMark("×0", absent=True)),
        (parallel(4, "Add"), RepeatMark("×4", sideways=True, merge="Add")),
        (when("channels != 4"), RepeatMark(condition="if channels != 4", absent=True)),
        (when("channels == 4"), RepeatMark(condition="if channels == 4")),
        (Structure(when=False), RepeatMark(condition="never", absent=True)),
        (Structure(when=True), RepeatMark()),
    ],
)
def test_repeats_and_conditions_in_few_letters(structure: Structure, repeat: RepeatMark) -> None:
    assert _content(structure).repeat == repeat


def test_inside_an_instance_its_own_shapes_decide() -> None:
    document = resnet50(64)
    graph = document.graph("Bottleneck")
    shortcut = next(key for key, block in graph.blocks.items() if block.type == "Projection")
    for channels, absent in ((256, True), (64, False)):
        values = {"filters": 64, "strides": 1}
        checker = Checker(document, "Bottleneck", Instance(values, ((16, 16, channels),)))
        assert repeat_of(checker, shortcut).absent is absent


def _drawn(structure: Structure | None, scale: float, theme: Theme) -> bytes:
    document, _ = _block(structure)
    scene = GraphScene(document, Checker(document), Pens(theme), MODEL)
    document.apply(
        move_blocks(document, {key: (20.0, 20.0 + 90 * at) for at, key in enumerate(scene.cards)})
    )
    image = QImage(280, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    if scale < 0.3:
        Overview(scene).paint(painter, QTransform.fromScale(scale, scale), QRectF(image.rect()), 1)
    else:
        scene.render(painter, QRectF(image.rect()), QRectF(0, 0, 280 / scale, 200 / scale))
    painter.end()
    scene.detach()
    return bytes(image.constBits())


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 0.45, 0.2])
def test_once_series_parallel_and_absent_look_different(
    qapp: object, theme: Theme, scale: float
) -> None:
    structures = (None, series(3), parallel(3, "Add"), when("channels != 4"))
    assert len({_drawn(structure, scale, theme) for structure in structures}) == len(structures)


def test_the_tooltip_tells_where_the_number_comes_from(qapp: object) -> None:
    document, block = _block(series("blocks"))
    scene = GraphScene(document, Checker(document), Pens(LIGHT), MODEL)
    assert "×3 one after the other = blocks" in block_tip(scene, block)
    scene.detach()
    document, block = _block(when("channels != 4"))
    scene = GraphScene(document, Checker(document), Pens(LIGHT), MODEL)
    assert "only if channels != 4" in block_tip(scene, block)
    assert "passes through" in block_tip(scene, block)
    scene.detach()


def test_ports_with_names_tell_them(qapp: object) -> None:
    model = Model()
    attention, add, dense = model.add("Attention"), model.add("Add"), model.add("Dense")
    graph = model.document.model
    assert port_words(graph, attention, "value", out=False) == "value"
    assert port_words(graph, attention, "key", out=False) == "key, which may stay open"
    assert port_words(graph, attention, "output", out=True) == ""
    assert port_words(graph, add, "input_1", out=False) == ""
    assert port_words(graph, dense, "input", out=False) == ""
