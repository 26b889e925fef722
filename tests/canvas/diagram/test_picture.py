"""Pictures of graphs: valid files that say what the canvas says, and a window that notices nothing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.project.project import Project
from app.templates.catalog import FOLDER
from blocks.commands.blocks import remove_blocks, set_metaparameter
from canvas.diagram.canvas_picture import PictureLook, picture_of
from canvas.diagram.output import (
    Drawing,
    TooLargeError,
    image_of,
    pdf_of,
    png_of,
    svg_of,
    too_large,
)
from canvas.theme.themes import DARK
from canvas.view.view import GraphView

NETWORKS = ("resnet50", "googlenet", "densenet121", "digits-cnn")
SVG = "{http://www.w3.org/2000/svg}"


def project(name: str) -> Project:
    return Project.open(FOLDER / f"{name}.netwright")


def texts(svg: bytes) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def named(svg: bytes, word: str) -> int:
    return sum(text == word for text in texts(svg))


@pytest.mark.parametrize("name", NETWORKS)
def test_an_svg_file_has_every_block_and_shape_as_text(qtbot: QtBot, name: str) -> None:
    opened = project(name)
    svg = svg_of(picture_of(opened.checker), opened.title)
    found = texts(svg)
    assert b"<image" not in svg
    for block in opened.document.model.blocks.values():
        assert any(block.type.startswith(text.rstrip("\u2026")) for text in found if len(text) > 2)
    shapes = [text for text in found if re.fullmatch(r"\d+(×\d+)*", text)]
    assert len(shapes) >= len(list(opened.document.model.wires()))


def test_shapes_and_costs_can_be_left_out(qtbot: QtBot) -> None:
    checker = project("digits-cnn").checker
    plain = texts(svg_of(picture_of(checker, PictureLook(shapes=False, costs=False)), "x"))
    numbers = [text for text in plain if re.fullmatch(r"[\d,]+(×\d+)*", text)]
    assert numbers == ["28×28×1"]  # the parameter of the input
    assert named(svg_of(picture_of(checker, PictureLook(shapes=False)), "x"), "0") > 0


def test_a_pdf_file_is_one_page_as_large_as_the_drawing(qtbot: QtBot) -> None:
    drawing = picture_of(project("googlenet").checker)
    pdf = pdf_of(drawing, "GoogLeNet")
    assert pdf.startswith(b"%PDF-1.")
    assert b"%%EOF" in pdf[-10:]
    assert b"/Count 1" in pdf
    box = re.search(rb"MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert box is not None
    assert abs(float(box[1]) - drawing.width * 0.75) < 1
    assert abs(float(box[2]) - drawing.height * 0.75) < 1
    assert b"/Subtype /Image" not in pdf
    assert b"/FontFile2" in pdf


def test_a_page_is_never_longer_than_programs_take(qtbot: QtBot) -> None:
    drawing = Drawing(100, 100_000, None, lambda painter: None)
    box = re.search(rb"MediaBox \[0 0 [\d.]+ ([\d.]+)\]", pdf_of(drawing, "x"))
    assert box is not None
    assert float(box[1]) <= 14_400
    assert "smaller scale" in too_large(drawing, 1)
    with pytest.raises(TooLargeError):
        png_of(drawing)


def test_a_png_file_has_the_size_of_its_scale(qtbot: QtBot) -> None:
    drawing = picture_of(project("digits-cnn").checker)
    for scale in (1, 2, 4):
        image = QImage.fromData(png_of(drawing, scale))
        assert (image.width(), image.height()) == (drawing.width * scale, drawing.height * scale)


def test_a_transparent_picture_has_nothing_behind_it(qtbot: QtBot) -> None:
    checker = project("digits-cnn").checker
    assert (
        image_of(picture_of(checker, PictureLook(transparent=True))).pixelColor(1, 1).alpha() == 0
    )
    for theme in (PictureLook().theme, DARK):
        image = image_of(picture_of(checker, PictureLook(theme)))
        assert image.pixelColor(1, 1) == QColor(theme.canvas)


def test_the_same_graph_gives_the_same_bytes(qtbot: QtBot) -> None:
    for write in (svg_of, pdf_of):
        files = {
            write(picture_of(project("resnet50").checker, PictureLook(insides=True)), "x")
            for _ in "ab"
        }
        assert len(files) == 1
    assert len({png_of(picture_of(project("resnet50").checker)) for _ in "ab"}) == 1


def test_insides_are_drawn_beside_the_graph(qtbot: QtBot) -> None:
    checker = project("resnet50").checker
    folded, both = picture_of(checker), picture_of(checker, PictureLook(insides=True))
    assert both.width > folded.width + 200
    assert (
        named(svg_of(both, "x"), "Add") == 2
    )  # in the block with a projection and in the one without
    assert named(svg_of(folded, "x"), "Add") == 0


def test_what_is_switched_off_is_in_no_picture(qtbot: QtBot) -> None:
    """A stem has a classifier only where it has classes; its condition is about a metaparameter."""
    for name in ("inception-v4-stem", "prestem-224-to-230"):
        opened = project(name)
        look = PictureLook(insides=True)
        without = texts(svg_of(picture_of(opened.checker, look), "x"))
        assert not {"Classifier", "Dense", "GlobalAveragePooling2D"} & set(without)
        opened.document.apply(set_metaparameter(opened.document, "classes", 10))
        with_it = texts(svg_of(picture_of(opened.checker, look), "x"))
        assert with_it.count("Classifier") == 2, "its card, and its frame"
        assert len(set(with_it) - set(without)) >= 3


def test_a_wire_goes_past_what_is_switched_off(qtbot: QtBot) -> None:
    opened = project("densenet121")  # zeros around small images only
    texts_now = texts(svg_of(picture_of(opened.checker), "x"))
    assert texts_now.count("ZeroPadding2D") == 1
    assert texts_now.count("230×230×3") == 1  # on one wire: from the input to the convolution
    assert "zeropadding2d-2" in opened.document.model.blocks


def test_hostile_titles_are_only_text(qtbot: QtBot) -> None:
    drawing = picture_of(project("digits-cnn").checker)
    for title in ("<script>&", "a\x01\x0cb", "]]>", 'x" y="', "\ud800", "(\\) Tj"):
        root = ElementTree.fromstring(svg_of(drawing, title))
        assert not list(root.iter(f"{SVG}script"))
        assert pdf_of(drawing, title).startswith(b"%PDF")


def test_nothing_of_the_view_changes_and_nothing_of_it_is_drawn(qtbot: QtBot) -> None:
    opened = project("resnet50")
    clean = png_of(picture_of(opened.checker))
    view = GraphView(opened.document, opened.history, opened.checker, DARK)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    view.editing.select_all()
    view.graph_scene.highlight(opened.document.model.blocks)
    listeners = len(opened.document.changed._listeners), len(opened.checker.updated._listeners)
    before = view.grab().toImage(), view.camera.zoom, view.selected_ids()
    touched: list[int] = []
    view.graph_scene.touched.connect(lambda: touched.append(1))

    assert png_of(picture_of(opened.checker, PictureLook(insides=False))) == clean

    assert (view.grab().toImage(), view.camera.zoom, view.selected_ids()) == before
    assert not touched
    assert (
        len(opened.document.changed._listeners),
        len(opened.checker.updated._listeners),
    ) == listeners
    view.detach()


def test_problems_are_drawn_where_that_is_asked_for(qtbot: QtBot) -> None:
    opened = project("digits-cnn")
    first = opened.document.model.order()[0]
    opened.do("x", remove_blocks(opened.document, [first]))
    plain, marked = (picture_of(opened.checker, PictureLook(problems=on)) for on in (False, True))
    colour = PictureLook().theme.warning.encode()
    assert colour not in svg_of(plain, "x")
    assert colour in svg_of(marked, "x")
