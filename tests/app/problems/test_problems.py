from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.window.window import MainWindow
from blocks.commands.blocks import add_block, remove_blocks, set_values
from blocks.types.problems import Severity
from tests.canvas.hand import picture_of

pytestmark = pytest.mark.window

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


@pytest.fixture
def broken(cnn: MainWindow) -> MainWindow:
    """A window whose second convolution has a kernel that is too large."""
    graph = cnn.project.checker.graph
    conv = [key for key in graph.order() if graph.blocks[key].type == "Conv2D"][1]
    edits = set_values(cnn.project.document, conv, kernel_size=40, padding="valid")
    cnn.project.do("Break it", edits)
    cnn.links.show_checks()
    return cnn


def test_the_strip_shows_the_problem_and_a_fix_mends_it(broken: MainWindow, qtbot: Any) -> None:
    bar = broken.centre.problem_bar
    assert bar.isVisible()
    assert "Conv2D" in bar.sentence.text()
    broken.problem_centre.find_now()
    links = bar.links()
    assert links
    assert links[0].toolTip()
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    broken.links.show_checks()
    assert not bar.isVisible()
    assert broken.tabs.tabText(1) == "Problems"
    broken.undo()
    broken.links.show_checks()
    assert bar.isVisible()


def test_the_panel_lists_it_and_its_buttons_mend_it(broken: MainWindow, qtbot: Any) -> None:
    broken.trigger("view.problems")
    panel = broken.problems_panel
    assert broken.tabs.tabText(1) == "Problems (1)"
    assert panel.list.count() == 1
    broken.problem_centre.find_now()
    buttons = panel.fix_buttons()
    assert buttons
    assert all(button.toolTip() for button in buttons)
    buttons[0].click()
    broken.links.show_checks()
    assert panel.list.count() == 0
    assert not panel.empty.isHidden()


def test_a_click_goes_to_the_block(broken: MainWindow) -> None:
    broken.canvas.select([])
    broken.trigger("view.problems")
    broken.problems_panel.list.itemClicked.emit(broken.problems_panel.list.item(0))
    (entry,) = broken.problem_centre.entries
    assert list(broken.canvas.selected_ids()) == [entry.problem.block]
    broken.canvas.select([])
    broken.trigger("model.next_problem")
    assert list(broken.canvas.selected_ids()) == [entry.problem.block]


def test_the_first_fix_has_a_key(broken: MainWindow) -> None:
    broken.problem_centre.find_now()
    action = broken.actions_of["model.fix"]
    assert action.isEnabled()
    action.trigger()
    assert not broken.project.errors()
    assert broken.project.history.undo_label != "Break it"


def test_the_status_line_counts(broken: MainWindow) -> None:
    assert broken.status.problems.text() == "1 problem"
    assert "parameters" in broken.status.totals.text()
    broken.undo()
    broken.links.show_checks()
    assert broken.status.problems.text() == "No problems"


def test_fixes_of_a_large_model_come_from_a_thread(
    broken: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.problems.controller.SMALL", 1)
    broken.links.show_checks()
    with qtbot.waitSignal(broken.problem_centre.fixes_found):
        broken.problem_centre.find_now()
    qtbot.waitUntil(lambda: len(broken.centre.problem_bar.links()) > 0)
    broken.trigger("model.fix")
    assert not broken.project.errors()


def test_what_the_model_gives_is_judged_when_its_wires_are_there(cnn: MainWindow) -> None:
    graph = cnn.project.checker.graph
    (flatten,) = [key for key, block in graph.blocks.items() if block.type == "Flatten"]
    cnn.canvas.select([flatten])
    cnn.canvas.editing.delete_selected()
    assert {problem.severity for problem in cnn.project.problems()} == {Severity.UNFINISHED}
    cnn.undo()
    assert cnn.project.problems() == []


def press(widget: QWidget, qtbot: Any) -> None:
    """Click where a widget is, on whatever the window has there."""
    window = widget.window()
    at = widget.mapTo(window, widget.rect().center())
    under = window.childAt(at)
    assert under is widget
    qtbot.mouseClick(under, Qt.MouseButton.LeftButton, pos=under.mapFrom(window, at))


@pytest.fixture
def modules(open_window: Callable[..., MainWindow], tmp_path: Path, qtbot: Any) -> MainWindow:
    """A window with a module whose branches have lost their padding."""
    path = tmp_path / "naive.netwright"
    path.write_bytes((TEMPLATES / "inception-naive-module.netwright").read_bytes())
    window = open_window(path)
    document = window.project.document
    for key in ("maxpooling2d-2", "conv2d-4", "conv2d-5"):
        edits = set_values(document, key, "InceptionNaive", padding="valid")
        window.project.do("Break it", edits)
    qtbot.waitUntil(lambda: bool(window.centre.problem_bar.links()))
    return window


def marked(window: MainWindow) -> list[str]:
    """Return the blocks on the canvas that are marked as the place of the problem."""
    return [key for key, card in window.canvas.graph_scene.cards.items() if card.pointed]


def test_one_fix_mends_all_branches_and_the_strip_says_what_comes_of_it(
    modules: MainWindow, qtbot: Any
) -> None:
    (link,) = modules.centre.problem_bar.links()
    assert link.isVisible()
    words = "Fix: in InceptionNaive: use padding = same on 3 blocks: gives 28×28×464"
    assert link.text() == words
    press(link, qtbot)
    modules.links.show_checks()
    assert not modules.project.problems()
    assert marked(modules) == []


def test_the_problem_marks_its_block_and_the_way_there(modules: MainWindow, qtbot: Any) -> None:
    view = modules.canvas
    assert marked(modules) == ["inceptionnaive-2"]
    view.inline_views.toggle("inceptionnaive-2")
    inside = view.inline_views.frames["inceptionnaive-2"].content.scene
    assert [key for key, card in inside.cards.items() if card.pointed] == ["concatenate-6"]
    press(modules.centre.problem_bar.inside, qtbot)
    modules.links.show_checks()
    assert marked(modules) == ["concatenate-6"]
    image = picture_of(modules.canvas)
    modules.canvas.inline_views.point_at(())
    assert picture_of(modules.canvas) != image


def test_the_chosen_problem_is_the_marked_one(cnn: MainWindow, qtbot: Any) -> None:
    for type_name in ("Softmax", "Dense"):
        cnn.canvas.select([])
        cnn.canvas.adding.add_block(type_name)
    cnn.canvas.select([])
    cnn.links.show_checks()
    first, second = (entry.problem.block for entry in cnn.problem_centre.entries)
    cnn.trigger("view.problems")
    panel = cnn.problems_panel
    assert marked(cnn) == [first]
    at = panel.list.visualItemRect(panel.list.item(1)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert marked(cnn) == [second]
    assert cnn.centre.problem_bar.sentence.text() == panel.list.item(1).text()
    cnn.canvas.select([first])
    assert marked(cnn) == [first]
    cnn.canvas.select([])
    assert marked(cnn) == [second], "the chosen one stays chosen"


def test_all_fixes_are_seen_where_there_is_room(cnn: MainWindow, qtbot: Any) -> None:
    graph = cnn.project.document.model
    (flatten,) = [key for key, block in graph.blocks.items() if block.type == "Flatten"]
    cnn.canvas.select([flatten])
    cnn.canvas.editing.delete_selected()
    cnn.links.show_checks()
    cnn.problem_centre.find_now()
    bar = cnn.centre.problem_bar
    links = bar.links()
    assert len(links) == 3
    cnn.resize(1800, 1000)
    qtbot.waitUntil(lambda: all(link.isVisible() for link in links))
    for link in links:
        assert bar.rect().contains(link.geometry())
        assert bar.childAt(link.geometry().center()) is link
    assert len({link.pos().toTuple() for link in links}) == 3
    assert not bar.more.isVisible()
    cnn.resize(1000, 700)
    qtbot.waitUntil(bar.more.isVisible)
    assert bar.childAt(bar.more.geometry().center()) is bar.more
    assert not any(
        each.isVisible() and each.geometry().intersects(bar.more.geometry()) for each in links
    )
    press(bar.more, qtbot)
    assert cnn.problems_panel.isVisible()
    assert len(cnn.problems_panel.fix_buttons()) == 3


@pytest.mark.parametrize("size", [(1600, 1000), (1024, 768)])
def test_the_words_of_a_fix_are_whole_in_the_panel(
    modules: MainWindow, size: tuple[int, int], qtbot: Any
) -> None:
    modules.resize(*size)
    modules.trigger("view.problems")
    qtbot.waitUntil(lambda: bool(modules.problems_panel.fix_buttons()))
    for button in modules.problems_panel.fix_buttons():
        qtbot.waitUntil(lambda button=button: button.text().replace("\n", " ") == button.words())
        assert button.sizeHint().height() <= button.height()


def test_what_stops_training_is_called_a_problem(cnn: MainWindow) -> None:
    cnn.canvas.adding.add_block("Dense")
    cnn.links.show_checks()
    assert cnn.project.errors()
    assert cnn.status.problems.text() == "1 problem"
    cnn.undo()
    last = cnn.project.checker.graph.order()[-1]
    relu = set_values(cnn.project.document, last, activation="relu")
    cnn.project.do("Surprise", relu)
    cnn.links.show_checks()
    assert not cnn.project.errors()
    assert cnn.status.problems.text() == "1 hint"


def test_no_problem_is_not_said_to_be_enough_for_training_without_data(
    modules: MainWindow,
) -> None:
    modules.undo()
    modules.undo()
    modules.undo()
    modules.links.show_checks()
    assert "choose data" in modules.problems_panel.empty.text()


def test_the_chosen_problem_stays_chosen_when_one_above_it_goes(cnn: MainWindow) -> None:
    for _ in range(3):
        cnn.project.do("x", add_block(cnn.project.document, "Add", (0.0, 0.0))[1])
    cnn.links.show_checks()
    panel = cnn.problems_panel
    panel.list.setCurrentRow(1)
    first, chosen = cnn.problem_centre.entries[0], panel.chosen()
    assert chosen is not None
    assert len(cnn.problem_centre.entries) > 2
    document = cnn.project.document
    cnn.project.do("x", remove_blocks(document, [first.problem.block]))
    cnn.links.show_checks()
    after = panel.chosen()
    assert after is not None
    assert after.problem.block == chosen.problem.block
