"""Moving through composites: mouse and keys lead in and out, with the shapes of the instance that was stepped into."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QStyle, QStyleOptionSlider, QToolButton
from pytestqt.qtbot import QtBot

from app.project.project import Project
from app.window.window import MainWindow
from blocks.check.checker import Checker
from blocks.commands.blocks import set_values
from blocks.document.document import Document
from blocks.document.edits import (
    AddBlock,
    AddGraph,
    AddWire,
    Edit,
    RemoveWire,
    ReplaceBlock,
    SetMetaparameters,
)
from blocks.files.project_file import to_text
from blocks.graph.graph import MODEL
from canvas.view.menus import context_menu
from tests.app.conftest import TEMPLATES, OpenWindow
from tests.blocks.composites import Sketch, parallel, series, when
from tests.blocks.networks import resnet50, whole
from tests.pointer import CONTROL, Key, arrow, click, press, type_text

pytestmark = pytest.mark.window


@pytest.fixture
def resnet(window: MainWindow) -> MainWindow:
    """A window with ResNet50, its blocks laid out."""
    return show(window, resnet50(64))


def show(window: MainWindow, document: Document) -> MainWindow:
    for graph in document.graphs.values():
        for at, block_id in enumerate(graph.order()):
            graph.positions[block_id] = (0.0, 110.0 * at)
    window.put_project(Project(document))
    QApplication.processEvents()
    return window


def of_type(window: MainWindow, type_name: str, number: int = 0) -> str:
    graph = window.project.place.graph
    return [key for key in graph.order() if graph.blocks[key].type == type_name][number]


def spot(window: MainWindow, block_id: str) -> QPoint:
    """Where a card is in the viewport, after bringing it there."""
    view = window.canvas
    view.camera.center_on(block_id)
    return QPoint(view.mapFromScene(QPointF(*view.graph_scene.places.boxes[block_id].centre)))


def double_click(qtbot: QtBot, window: MainWindow, block_id: str) -> None:
    at = spot(window, block_id)
    viewport = window.canvas.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    QApplication.processEvents()


def agree(window: MainWindow) -> None:
    """The canvas shows the graph of the place, with the check that a fresh one would give."""
    place = window.project.place
    scene = window.canvas.graph_scene
    assert scene.graph_name == place.graph_name
    assert set(scene.cards) == set(place.graph.blocks)
    assert set(scene.wires) == set(place.graph.wires())
    instance = place.checker.instance
    fresh = Checker(place.document, place.graph_name, instance, follows=False)
    assert place.checker.results == fresh.results
    assert window.centre.breadcrumb.words().count(" > ") == place.depth


def test_a_double_click_steps_inside(qtbot: QtBot, resnet: MainWindow) -> None:
    double_click(qtbot, resnet, of_type(resnet, "Group", 1))
    assert resnet.project.place.graph_name == "Group"
    double_click(qtbot, resnet, of_type(resnet, "Bottleneck"))
    assert resnet.project.place.graph_name == "Bottleneck"
    words = resnet.centre.breadcrumb.words()
    assert words == "Model > Group group_1 > Bottleneck 1 of 4"
    agree(resnet)
    conv = of_type(resnet, "Conv2D")
    assert resnet.project.place.checker.results[conv].output == (8, 8, 128)


def test_escape_gives_up_the_selection_and_then_the_place(qtbot: QtBot, resnet: MainWindow) -> None:
    group = of_type(resnet, "Group")
    double_click(qtbot, resnet, group)
    resnet.canvas.select([of_type(resnet, "In")])
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Escape)
    assert resnet.project.place.graph_name == "Group"
    assert not resnet.canvas.selected_ids()
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Escape)
    assert resnet.project.place.graph_name == MODEL
    assert resnet.canvas.selected_ids() == [group]
    assert resnet.canvas.hasFocus()
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Escape)
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Escape)
    assert resnet.project.place.graph_name == MODEL
    agree(resnet)


def test_escape_again_and_again_leads_up_to_the_model(qtbot: QtBot, resnet: MainWindow) -> None:
    for name in ("Group", "Bottleneck", "Projection"):
        double_click(qtbot, resnet, of_type(resnet, name))
    for name in ("Bottleneck", "Group", MODEL):
        qtbot.keyClick(resnet.canvas, Qt.Key.Key_Escape)
        assert resnet.project.place.graph_name == name
        assert len(resnet.canvas.selected_ids()) == 1
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Escape)
    assert not resnet.canvas.selected_ids()


def test_enter_and_the_shortcuts_lead_in_and_out(qtbot: QtBot, resnet: MainWindow) -> None:
    resnet.activateWindow()
    resnet.canvas.setFocus()
    resnet.canvas.select([of_type(resnet, "Group")])
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Return)
    assert resnet.project.place.graph_name == "Group"
    resnet.canvas.select([of_type(resnet, "Bottleneck")])
    assert resnet.actions_of["model.enter"].isEnabled()
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert resnet.project.place.graph_name == "Bottleneck"
    resnet.canvas.select([of_type(resnet, "Conv2D")])
    assert not resnet.actions_of["model.enter"].isEnabled()
    qtbot.keyClick(resnet.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert resnet.project.place.graph_name == "Group"
    qtbot.mouseClick(resnet.canvas.viewport(), Qt.MouseButton.BackButton)
    assert resnet.project.place.graph_name == MODEL
    assert not resnet.actions_of["model.leave"].isEnabled()


def test_the_menu_of_a_composite_opens_it(resnet: MainWindow) -> None:
    view = resnet.canvas
    block_id = of_type(resnet, "Group")
    menu = context_menu(view, QPointF(*view.graph_scene.places.boxes[block_id].centre))
    entry = next(each for each in menu.actions() if each.text().startswith("Step inside"))
    entry.trigger()
    assert resnet.project.place.graph_name == "Group"
    menu.deleteLater()


def test_the_parts_of_the_breadcrumb_lead_back(qtbot: QtBot, resnet: MainWindow) -> None:
    place, crumb = resnet.project.place, resnet.centre.breadcrumb
    place.enter(of_type(resnet, "Group", 2))
    place.enter(of_type(resnet, "Bottleneck"))
    place.enter(of_type(resnet, "Projection"))
    links = [link for link in crumb.links() if link.isVisible()]
    assert [link.text() for link in links] == ["Model", "Group group_2", "Bottleneck"]
    qtbot.mouseClick(links[1], Qt.MouseButton.LeftButton)
    assert place.graph_name == "Group"
    qtbot.mouseClick(crumb.back, Qt.MouseButton.LeftButton)
    assert place.graph_name == MODEL
    assert not crumb.back.isVisible()
    agree(resnet)


def test_a_deep_way_has_room_in_a_narrow_window(resnet: MainWindow) -> None:
    place, crumb = resnet.project.place, resnet.centre.breadcrumb
    for name in ("Group", "Bottleneck", "Projection"):
        place.enter(of_type(resnet, name))
    assert crumb.minimumSizeHint().width() < 420
    crumb.setFixedWidth(360)
    QApplication.processEvents()
    shown = [part for part in crumb._parts if not part.isHidden()]
    assert crumb._needed(shown) <= 360
    assert crumb._gap.isVisibleTo(crumb)


def test_what_was_seen_and_selected_comes_back(qtbot: QtBot, resnet: MainWindow) -> None:
    view = resnet.canvas
    group = of_type(resnet, "Group", 3)
    view.camera.zoom_by(0.7 / view.camera.zoom)
    view.centerOn(QPointF(120, 400))
    middle = view.camera.visible_rect().center()
    view.select([group, of_type(resnet, "Dense")])
    resnet.project.place.enter(group)
    resnet.canvas.camera.zoom_by(0.5)
    inner = resnet.canvas.camera.zoom
    resnet.project.place.leave()
    assert resnet.canvas is not view
    assert resnet.canvas.camera.zoom == pytest.approx(0.7)
    QApplication.processEvents()  # the canvas gets its place in the window
    gap = resnet.canvas.camera.visible_rect().center() - middle
    assert gap.manhattanLength() < 3
    assert set(resnet.canvas.selected_ids()) == {group, of_type(resnet, "Dense")}
    resnet.project.place.enter(group)
    assert resnet.canvas.camera.zoom == pytest.approx(inner)


def test_the_turn_of_a_loop_changes_shapes_and_values(qtbot: QtBot, resnet: MainWindow) -> None:
    place, crumb = resnet.project.place, resnet.centre.breadcrumb
    place.enter(of_type(resnet, "Group", 1))
    place.enter(of_type(resnet, "Bottleneck"))
    assert crumb.given.text() == "16×16×256 comes in  ·  filters = 128  ·  strides = 2"
    assert crumb.sharing.text() == "Edits change all 4 instances"
    box = crumb.iteration_box(2)
    QApplication.processEvents()
    assert click(box, arrow(box, up=True)) is box
    assert place.path[-1].index == 1
    assert crumb.given.text() == "8×8×512 comes in  ·  filters = 128  ·  strides = 1"
    assert crumb.words().endswith("Bottleneck 2 of 4")
    assert place.checker.results[of_type(resnet, "Conv2D")].inputs == ((8, 8, 512),)
    agree(resnet)
    resnet.activateWindow()
    resnet.canvas.setFocus()
    for key, index in ((Qt.Key.Key_BracketRight, 2), (Qt.Key.Key_BracketLeft, 1)):
        qtbot.keyClick(resnet.canvas, key)
        assert place.path[-1].index == index
    place.enter(of_type(resnet, "Projection"))
    assert crumb.given.text() == "Not built here: channels != 4 * filters does not hold"
    assert resnet.actions_of["model.next_turn"].isEnabled()
    crumb.iteration_box(2).setValue(0)
    assert "comes in" in crumb.given.text()
    agree(resnet)


def test_a_change_outside_arrives_inside(resnet: MainWindow) -> None:
    project, place = resnet.project, resnet.project.place
    group = of_type(resnet, "Group")
    start = of_type(resnet, "Input")
    place.enter(group)
    place.enter(of_type(resnet, "Bottleneck"))
    place.set_iteration(2)
    project.do("larger", set_values(project.document, start, shape=(128, 128, 3)))
    assert place.iteration is not None
    assert place.iteration.instance.shapes == ((32, 32, 256),)
    project.do("more", set_values(project.document, group, filters=32))
    assert place.iteration.instance.arguments["filters"] == 32
    project.do("fewer", set_values(project.document, group, blocks=2))
    assert (place.path[-1].index, place.iteration.count) == (1, 2)
    agree(resnet)


def test_branches_beside_one_another(window: MainWindow) -> None:
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 4), whole("start", 1))
    part.add("Out", part.add("Conv2D", part.add("In"), filters="=filters", kernel_size=1))
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(8, 8, 3))
    model.add("Part", x, filters="=i + 1", structure=parallel(3))
    show(window, sketch.document)
    window.project.place.enter(of_type(window, "Part"))
    window.centre.breadcrumb.iteration_box(1).setValue(2)
    conv = of_type(window, "Conv2D")
    assert window.project.place.checker.results[conv].output == (8, 8, 3)
    agree(window)


def test_edits_inside_change_the_definition(qtbot: QtBot, resnet: MainWindow) -> None:
    place, project = resnet.project.place, resnet.project
    before = project.checker.totals().parameters
    place.enter(of_type(resnet, "Group"))
    place.enter(of_type(resnet, "Bottleneck"))
    conv = of_type(resnet, "Conv2D", 1)
    resnet.canvas.select([conv])
    form = resnet.inspector.block_page.form
    assert form is not None
    field = form.fields["kernel_size"].input
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert place.graph.blocks[conv].value("kernel_size") in (5, (5, 5))
    assert project.checker.totals().parameters > before
    made = resnet.canvas.adding.add_block("Dropout")
    assert made in project.document.graph("Bottleneck")
    agree(resnet)
    while project.history.undo_label:
        resnet.actions_of["edit.undo"].trigger()
    assert project.checker.totals().parameters == before
    agree(resnet)


def test_text_that_is_being_typed_is_taken_over_on_the_way_out(
    qtbot: QtBot, resnet: MainWindow
) -> None:
    place = resnet.project.place
    place.enter(of_type(resnet, "Group"))
    place.enter(of_type(resnet, "Bottleneck"))
    conv = of_type(resnet, "Conv2D", 1)
    resnet.canvas.select([conv])
    form = resnet.inspector.block_page.form
    assert form is not None
    field = form.fields["filters"].input
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    place.go(0)
    assert place.document.graph("Bottleneck").blocks[conv].value("filters") == 7
    agree(resnet)


def test_undo_shows_where_it_changed_something(resnet: MainWindow) -> None:
    place, project = resnet.project.place, resnet.project
    place.enter(of_type(resnet, "Group"))
    place.enter(of_type(resnet, "Bottleneck"))
    conv = of_type(resnet, "Conv2D", 1)
    project.do("wider", set_values(project.document, conv, "Bottleneck", kernel_size=5))
    place.go(0)
    resnet.actions_of["edit.undo"].trigger()
    assert place.graph_name == "Bottleneck"
    assert resnet.canvas.selected_ids() == [conv]
    assert resnet.centre.toast.text() == "Undone in Bottleneck"
    place.go(0)
    resnet.actions_of["edit.redo"].trigger()
    assert place.graph_name == "Bottleneck"
    agree(resnet)


def test_a_place_that_vanishes_leads_to_the_nearest_that_is_there(resnet: MainWindow) -> None:
    place, project = resnet.project.place, resnet.project
    group = of_type(resnet, "Group", 3)
    place.enter(group)
    place.enter(of_type(resnet, "Bottleneck"))
    old = project.document.model.blocks[group]
    place.go(0)
    resnet.canvas.select([group])
    resnet.canvas.editing.delete_selected()
    resnet.actions_of["edit.undo"].trigger()
    place.enter(group)
    place.enter(of_type(resnet, "Bottleneck"))
    resnet.project.history.redo()
    assert place.graph_name == MODEL
    assert old.id not in project.document.model
    agree(resnet)


def broken() -> Document:
    """A model whose composite fails at its third turn: pooling makes the image too small."""
    sketch = Sketch()
    part = sketch.graph("Shrink", whole("filters", 4))
    x = part.add("Conv2D", part.add("In"), filters="=filters", kernel_size=5)
    part.add("Out", part.add("ReLU", x))
    outer = sketch.graph("Outer")
    outer.add("Out", outer.add("Shrink", outer.add("In"), structure=series(4)))
    model = sketch.graph(MODEL)
    model.add("Outer", model.add("Input", shape=(11, 11, 3)))
    return sketch.document


@pytest.mark.parametrize("by", ["strip", "panel"])
def test_a_problem_inside_leads_to_the_block_and_the_turn(
    qtbot: QtBot, window: MainWindow, by: str
) -> None:
    show(window, broken())
    window.links.show_checks()
    if by == "strip":
        button: QToolButton | QPushButton = window.centre.problem_bar.inside
    else:
        window.trigger("view.problems")
        window.problems_panel.refresh()
        found = window.problems_panel.detail.findChild(QPushButton, "showInside")
        assert isinstance(found, QPushButton)
        assert found.text() == "Show it in Shrink"
        button = found
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    place = window.project.place
    assert [step.graph for step in place.path] == ["Outer", "Shrink"]
    assert place.path[-1].index == 2
    conv = of_type(window, "Conv2D")
    assert window.canvas.selected_ids() == [conv]
    assert window.canvas.graph_scene.cards[conv].content.error
    window.links.show_checks()
    assert [entry.problem.block for entry in window.problem_centre.entries] == [conv]
    assert not window.centre.problem_bar.inside.isVisible()
    window.problem_centre.find_now()
    agree(window)


def test_a_fix_inside_mends_the_model(qtbot: QtBot, window: MainWindow) -> None:
    show(window, broken())
    window.links.show_checks()
    window.problem_centre.show_inside(window.problem_centre.entries[0])
    window.links.show_checks()
    window.problem_centre.find_now()
    bar = window.centre.problem_bar
    qtbot.waitUntil(lambda: bool(bar.links()))
    bar.links()[0].click()
    assert not window.project.errors()


def test_the_search_finds_blocks_inside(qtbot: QtBot, resnet: MainWindow) -> None:
    resnet.trigger("edit.find")
    palette = resnet.command_palette
    qtbot.keyClicks(palette.field, "projection conv")
    assert palette.titles()[0] == "Projection > Conv2D conv2d"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert [step.graph for step in resnet.project.place.path] == [
        "Group",
        "Bottleneck",
        "Projection",
    ]
    assert resnet.canvas.selected_ids() == [of_type(resnet, "Conv2D")]
    resnet.trigger("edit.find")
    qtbot.keyClicks(palette.field, "dense")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert resnet.project.place.graph_name == MODEL
    agree(resnet)


def test_the_status_line_tells_of_the_instance(resnet: MainWindow) -> None:
    resnet.project.place.enter(of_type(resnet, "Group"))
    resnet.links.show_checks()
    group = resnet.project.checker.results[resnet.project.place.path[0].block]
    whole_count = resnet.project.checker.totals().parameters
    assert group.inside is not None
    assert resnet.project.place.totals() == group.inside.totals
    words = resnet.status.totals.text()
    assert words.startswith(f"Group  ·  {group.parameters:,} of {whole_count:,} parameters")


def test_what_is_wrong_is_no_share_of_the_model(resnet: MainWindow) -> None:
    resnet.project.place.enter(of_type(resnet, "Group"))
    graph = resnet.project.document.graphs["Bottleneck"]
    add = next(key for key, each in graph.blocks.items() if each.type == "Add")
    resnet.project.history.do("cut", [RemoveWire(graph.name, each) for each in graph.incoming(add)])
    resnet.links.show_checks()
    assert resnet.status.totals.text().startswith("Group  ·  ")
    assert " of " not in resnet.status.totals.text()


def test_an_unused_definition_can_be_looked_at(window: MainWindow) -> None:
    sketch = Sketch()
    part = sketch.graph("Part")
    part.add("Out", part.add("In"))
    show(window, sketch.document)
    place = window.project.place
    found = place.find("Part")
    assert found is not None
    assert place.show(found)
    assert window.centre.breadcrumb.words() == "Model > Part"
    assert window.centre.breadcrumb.sharing.text() == "Not used in the model"
    agree(window)
    place.leave()
    assert place.find("Nothing") is None


def test_an_absent_instance_says_why(window: MainWindow) -> None:
    sketch = Sketch()
    part = sketch.graph("Part")
    part.add("Out", part.add("In"))
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(4, 4, 3))
    x = model.add("Part", x, structure=series(0))
    model.add("Part", x, structure=when("channels > 3"))
    show(window, sketch.document)
    given = window.centre.breadcrumb.given
    window.project.place.enter(of_type(window, "Part", 0))
    assert given.text() == "Not built here: it is repeated 0 times"
    window.project.place.go(0)
    window.project.place.enter(of_type(window, "Part", 1))
    assert given.text() == "Not built here: channels > 3 does not hold"


def copied(document: Document, name: str, new: str) -> list[Edit]:
    """Return edits that define a composite once more, under another name."""
    graph = document.graph(name)
    return [
        AddGraph(new),
        SetMetaparameters(new, (), graph.metaparameters),
        *(AddBlock(new, block, graph.positions[key]) for key, block in graph.blocks.items()),
        *(AddWire(new, wire) for wire in graph.wires()),
    ]


def test_another_definition_of_the_instance_stays_on_screen(resnet: MainWindow) -> None:
    place, project = resnet.project.place, resnet.project
    place.enter(of_type(resnet, "Group", 1))
    place.enter(of_type(resnet, "Bottleneck"))
    resnet.canvas.camera.zoom_by(0.8)
    zoom = resnet.canvas.camera.zoom
    block = project.document.graph("Group").blocks[place.path[1].block]
    edits = copied(project.document, "Bottleneck", "Block")
    project.do("copy", [*edits, ReplaceBlock("Group", block, replace(block, type="Block"))])
    assert resnet.centre.breadcrumb.words() == "Model > Group group_1 > Block 1 of 4"
    assert resnet.canvas.camera.zoom == pytest.approx(zoom)
    agree(resnet)
    resnet.actions_of["edit.undo"].trigger()
    assert place.graph_name == "Bottleneck"
    agree(resnet)


@pytest.mark.parametrize("by", ["leave", "undo"])
def test_a_place_that_was_left_is_let_go(resnet: MainWindow, by: str) -> None:
    place, project = resnet.project.place, resnet.project
    group = of_type(resnet, "Group", 3)
    listeners = len(project.document.changed._listeners)
    if by == "undo":
        resnet.canvas.select([group])
        resnet.canvas.editing.duplicate()
        (group,) = resnet.canvas.selected_ids()
    place.enter(group)
    place.enter(of_type(resnet, "Bottleneck"))
    known = [
        weakref.ref(each) for each in (place.checker, resnet.canvas, resnet.canvas.graph_scene)
    ]
    if by == "undo":
        project.history.undo()
    else:
        place.go(0)
    assert place.graph_name == MODEL
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert not any(ref() for ref in known)
    assert len(project.document.changed._listeners) == listeners


def test_a_slider_of_the_model_moves_the_canvas_in_one_step(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(TEMPLATES / "mobilenet.netwright")
    project = window.project
    before, label = to_text(project.document), project.history.undo_label
    rows = window.inspector.model_page.metaparameters.rows
    slider = next(row.slider for row in rows if row.name.text() == "alpha")
    conv = next(key for key in project.checker.graph.order() if key.startswith("conv2d"))
    counts = [window.canvas.graph_scene.cards[conv].content.count]
    style = QStyleOptionSlider()
    slider.initStyleOption(style)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, style, QStyle.SubControl.SC_SliderHandle, slider
    )
    at = handle.center()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
    for _ in range(6):
        at += QPoint(4, 0)
        QTest.mouseMove(slider, at)
        shown = window.status.totals.text()
        counts.append(window.canvas.graph_scene.cards[conv].content.count)
        qtbot.waitUntil(lambda shown=shown: window.status.totals.text() != shown)  # type: ignore[misc]
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at)
    assert len(set(counts)) > 3
    assert to_text(project.document) != before
    window.actions_of["edit.undo"].trigger()
    assert to_text(project.document) == before
    assert project.history.undo_label == label


def test_escape_takes_a_typed_turn_back(qtbot: QtBot, resnet: MainWindow) -> None:
    place, crumb = resnet.project.place, resnet.centre.breadcrumb
    resnet.activateWindow()
    qtbot.waitUntil(resnet.isActiveWindow)
    place.enter(of_type(resnet, "Group", 1))
    place.enter(of_type(resnet, "Bottleneck"))
    QApplication.processEvents()
    box = crumb.iteration_box(2)
    click(box, QPoint(10, box.height() // 2))
    press(Key.Key_A, CONTROL)
    type_text("2")
    press(Key.Key_Escape)
    assert resnet.canvas.hasFocus()
    assert (box.value(), box.text(), place.path[-1].index) == (0, " i = 0", 0)
    assert place.depth == 2
    click(box, QPoint(10, box.height() // 2))
    press(Key.Key_A, CONTROL)
    type_text("2")
    press(Key.Key_Return)
    assert place.path[-1].index == 2
