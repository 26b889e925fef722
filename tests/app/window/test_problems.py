from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.window import MainWindow
from blocks.commands import set_values
from blocks.problems import Severity

pytestmark = pytest.mark.window


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
    assert "Conv2D" in bar.sentence.whole()
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
    broken.show_problems()
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
    broken.show_problems()
    broken.problems_panel.list.itemClicked.emit(broken.problems_panel.list.item(0))
    (entry,) = broken.problem_centre.entries
    assert list(broken.canvas.selected_ids()) == [entry.problem.block]
    broken.canvas.select([])
    broken.next_problem()
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
    monkeypatch.setattr("app.problem_centre.SMALL", 1)
    broken.links.show_checks()
    with qtbot.waitSignal(broken.problem_centre.fixes_found):
        broken.problem_centre.find_now()
    qtbot.waitUntil(lambda: len(broken.centre.problem_bar.links()) > 0)
    broken.apply_first_fix()
    assert not broken.project.errors()


def test_what_the_model_gives_is_judged_when_its_wires_are_there(cnn: MainWindow) -> None:
    graph = cnn.project.checker.graph
    (flatten,) = [key for key, block in graph.blocks.items() if block.type == "Flatten"]
    cnn.canvas.select([flatten])
    cnn.canvas.delete_selected()
    assert {problem.severity for problem in cnn.project.problems()} == {Severity.UNFINISHED}
    cnn.undo()
    assert cnn.project.problems() == []
