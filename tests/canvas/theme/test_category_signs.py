"""Categories can be told without any colour: painted in one grey for all, no two look alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QTreeWidgetItem

from app.palette.block_tree import COLOUR, BlockTree
from app.templates.catalog import open_template
from app.templates.thumbnails import draw
from blocks.catalog.registry import by_category
from blocks.check.checker import Checker
from blocks.commands.blocks import fresh_block, move_blocks
from blocks.document.document import Document
from blocks.document.edits import AddBlock
from blocks.graph.graph import MODEL
from blocks.types.block_type import Category
from canvas.diagram.boxes import Boxes, Wanted
from canvas.diagram.diagram import diagram_of
from canvas.diagram.legend import legend_of
from canvas.diagram.output import Drawing, image_of, svg_of
from canvas.diagram.parts import DiagramPart, Network
from canvas.diagram.shapes import Cuboid, Shape, Slab
from canvas.geometry.boxes import HEIGHT, WIDTH
from canvas.scene.overview import Overview
from canvas.scene.scene import GraphScene
from canvas.theme.pens import Pens
from canvas.theme.themes import DARK, LIGHT, Theme
from tests.blocks.composites import Sketch

GREY = dict.fromkeys(Category, "#808080")
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def bytes_of(image: QImage) -> bytes:
    """Return a picture's greys row by row, without what fills rows up in memory: that may be anything."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    bits, step, wide = bytes(grey.constBits()), grey.bytesPerLine(), grey.width()
    return b"".join(bits[step * row : step * row + wide] for row in range(grey.height()))


def one_of_each() -> tuple[Document, dict[Category, str]]:
    """A block of every category, far from one another."""
    sketch = Sketch()
    part = sketch.graph("Part")
    part.add("Out", part.add("In", name="input"), name="output")
    document = sketch.document
    types = {category: kinds[0].name for category, kinds in by_category().items()}
    types[Category.COMPOSITE] = "Part"
    found = {}
    for category, name in types.items():
        block = fresh_block(document.model, name)
        document.apply([AddBlock(MODEL, block, (0, 0))])
        found[category] = block.id
    places = {block: (0.0, 400.0 * at) for at, block in enumerate(found.values())}
    document.apply(move_blocks(document, places))
    assert found.keys() == set(Category)
    return document, found


@pytest.fixture
def scenes(qapp: object) -> Iterator[dict[bool, tuple[GraphScene, dict[Category, str]]]]:
    document, blocks = one_of_each()
    checker = Checker(document)
    made = {
        theme.dark: GraphScene(document, checker, Pens(replace(theme, categories=GREY)), MODEL)
        for theme in (LIGHT, DARK)
    }
    yield {dark: (scene, blocks) for dark, scene in made.items()}
    for scene in made.values():
        scene.detach()


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("scale", [0.29, 0.15, 0.08, 0.06, 0.04])
@THEMES
def test_cards_seen_from_far_away(
    scenes: dict[bool, tuple[GraphScene, dict[Category, str]]],
    theme: Theme,
    scale: float,
    ratio: int,
) -> None:
    scene, blocks = scenes[theme.dark]
    seen = {}
    for category, block in blocks.items():
        box = scene.cards[block].box()
        transform = QTransform.fromScale(scale, scale).translate(-box.left, -box.top)
        size = QRectF(0, 0, WIDTH * scale, HEIGHT * scale)
        image = QImage((size.size() * ratio).toSize(), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        Overview(scene).paint(painter, transform, size, ratio)
        painter.end()
        seen.setdefault(bytes_of(image), category)
    assert len(seen) == len(Category), set(Category) - set(seen.values())


def boxed(theme: Theme, shapes: tuple[Shape, ...], wide: float, high: float) -> Drawing:
    """A diagram's painter on shapes of ours."""
    drawing = diagram_of(Checker(Document()), theme)
    sheet, brush = drawing.paint.args[0], drawing.paint.func.__self__  # type: ignore[attr-defined]
    made = replace(sheet, shapes=list(shapes), width=wide, height=high)
    return Drawing(wide, high, drawing.background, lambda painter: brush.paint(made, painter))


@pytest.mark.parametrize(
    ("wide", "high", "words"), [(7, 58, ""), (18, 100, "Flatten"), (60, 176, "")]
)
@THEMES
def test_boxes_of_diagrams(
    qapp: object, theme: Theme, wide: float, high: float, words: str
) -> None:
    grey = replace(theme, categories=GREY)
    seen = set()
    for category in Category:
        box = Cuboid(2, 12, high, 8, (Slab(wide, category),), words)
        seen.add(bytes_of(image_of(boxed(grey, (box,), wide + 14, high + 16))))
    assert len(seen) == len(Category)


@THEMES
def test_the_legend_of_a_diagram_has_the_same_signs(qapp: object, theme: Theme) -> None:
    grey = replace(theme, categories=GREY)
    seen = set()
    for category in Category:
        network = Network({"a": DiagramPart("a", "", category, (8,))})
        boxes = Boxes.of(network, lambda text, size: 6.0 * len(text), Wanted())
        legend = legend_of(network, boxes, "", 400)
        sign = next(shape for shape in legend.shapes if isinstance(shape, Cuboid))
        assert sign.slabs[0].category is category
        seen.add(bytes_of(image_of(boxed(grey, (replace(sign, x=2, y=6),), 20, 24))))
    assert len(seen) == len(Category)


@THEMES
def test_words_on_boxes_stay_free_of_lines(qapp: object, theme: Theme) -> None:
    grey = replace(theme, categories=GREY)
    middles = set()
    for category in Category:
        box = Cuboid(0, 10, 100, 8, (Slab(20, category),), "Flatten")
        image = image_of(boxed(grey, (box,), 40, 112), 2)
        middles.add(
            bytes_of(image.copy(QRect(12, 80, 16, 80)))
        )  # the words, in pixels of the picture
    assert len(middles) == 1


@pytest.mark.parametrize("name", ["resnet50", "googlenet"])
def test_the_lines_are_no_bitmap_in_files(qapp: object, name: str) -> None:
    svg = svg_of(diagram_of(Checker(open_template(name))), name)
    assert b"<image" not in svg
    assert b"<pattern" not in svg


def test_the_little_card_of_a_dragged_type(qtbot: object) -> None:
    tree = BlockTree()
    seen = set()
    for category in Category:
        group = tree.add_section("x", category.value)
        item = QTreeWidgetItem(group, ["x"])
        item.setData(0, COLOUR, "#808080")
        picture = tree._picture(item).toImage().copy(QRect(0, 0, 8, 40))
        seen.add(bytes_of(picture))
    assert len(seen) == len(Category)


def test_pictures_of_templates_have_the_lines() -> None:
    lined = [
        name
        for name in ("resnet50", "googlenet")
        if ' stroke="$card"/>' in draw(open_template(name))
    ]
    assert lined == ["resnet50", "googlenet"]
