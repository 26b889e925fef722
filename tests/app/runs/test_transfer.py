"""Transfer learning in the window: a new head, frozen blocks, and weights that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPlainTextEdit

from app.training.messages import WeightsGiven
from app.window.window import MainWindow
from blocks.check.layer_paths import note_source
from blocks.document.weights_source import source_of
from blocks.files.project_file import to_text
from blocks.inference.card_words import card_words
from tests.app.commands.test_model_files import DIGITS
from tests.app.project.test_start_weights import with_weights

pytestmark = pytest.mark.window


@pytest.fixture
def digits(window: MainWindow) -> MainWindow:
    window.files.use_template(DIGITS)
    return window


def told(window: MainWindow) -> str:
    return window.centre.notices.text("transfer")


def test_a_new_head_is_selected_and_what_comes_before_can_be_frozen(digits: MainWindow) -> None:
    project = digits.project
    before = to_text(project.document)
    project.change_settings("x", project.settings.with_data(source="iris"))
    digits.transfer.new_head()
    (head,) = digits.canvas.selected_ids()
    assert project.document.model.blocks[head].values["units"] == 3
    assert project.document.model.sinks() == [head]
    assert "new head for iris" in told(digits).lower()
    digits.centre.notices.answer("transfer", "Freeze what comes before the block")
    assert project.checker.totals().trainable == project.checker.results[head].parameters
    for _ in range(3):
        digits.undo()
    assert to_text(project.document) == before


def test_without_data_there_is_no_head(digits: MainWindow) -> None:
    project = digits.project
    project.change_settings("x", project.settings.with_data(source="none"))
    digits.transfer.new_head()
    assert "Choose the data" in told(digits)


def test_selected_blocks_are_frozen_and_trained_again(digits: MainWindow) -> None:
    graph, totals = digits.project.document.model, digits.project.checker.totals
    whole = totals().trainable
    last = graph.order()[-1]
    digits.canvas.select([last])
    digits.transfer.freeze()
    assert totals().trainable == whole - digits.project.checker.results[last].parameters
    digits.transfer.train_again()
    assert totals().trainable == whole
    digits.transfer.freeze_before()
    assert totals().trainable == digits.project.checker.results[last].parameters
    digits.transfer.freeze_before()
    assert "nothing before it" in told(digits).lower()
    digits.canvas.select(graph.order())
    digits.transfer.freeze_before()
    assert "Select the first block" in told(digits)


def test_weights_that_are_gone_are_told_at_once_and_before_training(
    window: MainWindow, tmp_path: Path
) -> None:
    project = with_weights(tmp_path)
    moved = tmp_path / "net.h5"
    moved.rename(tmp_path / "moved.h5")
    window.files.open_path(tmp_path / "mine.netwright")
    assert "are not there" in told(window)
    window.centre.notices.close_notice("transfer")
    window.training.start()
    assert not window.training.session.busy
    assert "are not there" in told(window)
    window.transfer.use_file(tmp_path / "moved.h5")
    assert "Training starts from the weights in" in told(window)
    assert window.dirty
    window.centre.notices.answer("transfer", "Start without")
    assert source_of(window.project.document) is None
    assert "random weights" in told(window)
    window.transfer.use_file(project.path or tmp_path)
    assert "no imported layers" in told(window)


def test_what_training_starts_from_is_told(digits: MainWindow, tmp_path: Path) -> None:
    digits.transfer.show_weights()
    assert "starts from random weights" in told(digits)
    file = tmp_path / "net.h5"
    file.write_bytes(b"x")
    document = digits.project.document
    note_source(document, str(file), "0" * 64, {document.model.order()[1]: ["one"]})
    digits.transfer.show_weights()
    assert "for 1 layer." in told(digits)
    digits.transfer.use_file(tmp_path / "none.h5")
    assert "none.h5" in told(digits)


def test_layers_that_got_no_weights_are_listed(digits: MainWindow) -> None:
    missing = (("head", "it is new"), ("conv2d", "the file has no layer conv2d"))
    words = "1 of 3 layers have their weights from net.h5 (head: it is new; and 1 more)."
    digits.training.session.weights.emit(WeightsGiven(1, 3, words, missing))
    assert told(digits) == words
    digits.centre.notices.answer("transfer", "Show the layers")
    (dialog,) = [each for each in digits.findChildren(QDialog) if "Layers" in each.windowTitle()]
    (view,) = dialog.findChildren(QPlainTextEdit)
    assert view.toPlainText() == "head    it is new\nconv2d  the file has no layer conv2d"
    dialog.close()
    digits.training.session.weights.emit(WeightsGiven(3, 3, "3 of 3 layers."))
    assert told(digits) == "3 of 3 layers."


def test_a_frozen_block_says_so_on_its_card(digits: MainWindow) -> None:
    graph = digits.project.document.model
    (conv,) = [key for key in graph.order() if graph.blocks[key].type == "Conv2D"][:1]
    kind = graph.kind(conv)
    assert not card_words(kind, graph.blocks[conv], {}).startswith("frozen")
    digits.canvas.select([conv])
    digits.transfer.freeze()
    assert card_words(kind, graph.blocks[conv], {}).startswith("frozen · ")
