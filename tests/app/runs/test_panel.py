from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QScrollArea
from pytestqt.qtbot import QtBot

from app.project.project import Project
from app.runs import keep_best
from app.runs.panel import TrainingPanel
from app.widgets import hold
from blocks.files.saving import copy_file
from blocks.values.values import Configured
from canvas.theme.themes import DARK, LIGHT
from tests.app.panel_helpers import FakeSession, example

pytestmark = pytest.mark.window


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def panel(qtbot: QtBot, session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> TrainingPanel:
    monkeypatch.setattr(hold, "HOLD", 0)
    made = TrainingPanel(example(), session, LIGHT)
    made.asked.connect(session.obey)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    qtbot.waitUntil(lambda: bool(made.plots.plots), timeout=20_000)
    return made


def seen(panel: TrainingPanel) -> set[str]:
    return {name for name, each in panel.status.buttons.items() if each.isVisible()}


def test_before_the_first_run_it_says_what_to_do(qtbot: QtBot, session: FakeSession) -> None:
    panel = TrainingPanel(Project(), session, LIGHT)
    qtbot.addWidget(panel)
    assert panel.hint.text() == "Choose data and press Train."
    panel.set_project(example())
    assert "Train" in panel.hint.text()
    assert "1,797" in panel.status.detail.text()


def test_the_plots_are_not_imported_before_the_panel_is_seen() -> None:
    code = (
        "import sys, app.runs.panel, app.data.panel, app.code.panel, app.summary.panel;"
        "found = [m for m in ('pyqtgraph', 'pygments', 'keras', 'tensorflow') if m in sys.modules];"
        "sys.exit(str(found) if found else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_a_run_from_the_first_batch_to_the_end(
    panel: TrainingPanel, session: FakeSession, qtbot: QtBot
) -> None:
    qtbot.mouseClick(panel.status.buttons["train"], Qt.MouseButton.LeftButton)
    assert session.calls == ["start"]
    assert panel.status.detail.text() == "Loading Keras..."
    assert seen(panel) == {"stop"}
    session.run(epochs=5, until=3)
    panel.redraw()
    assert panel.status.title.text() == "Run 1"
    assert panel.status.facts.text() == "epoch 3 of 5 · 1.5 ms/step"
    assert "best epoch 3" in panel.status.detail.text()
    assert panel.status.bar.value() == 600
    assert seen(panel) == {"pause", "stop"}
    loss, accuracy = panel.plots.plots
    assert (loss.shown, accuracy.shown) == ("loss", "accuracy")
    assert len(loss.plot.batches.yData) == 30
    assert len(accuracy.plot.validation.yData) == 3
    session.finish(files={"model": "/nowhere/model.keras"}, loss=0.1, accuracy=0.9683)
    assert "test data: loss 0.1000, accuracy 0.9683" in panel.status.detail.text()
    assert seen(panel) == {"train"}  # it has no folder, so there is nothing to keep


def test_pause_resume_and_stop(panel: TrainingPanel, session: FakeSession, qtbot: QtBot) -> None:
    session.obey("train.start")
    session.run(until=1)
    qtbot.mouseClick(panel.status.buttons["pause"], Qt.MouseButton.LeftButton)
    assert seen(panel) == {"resume", "stop"}
    assert "paused" in panel.status.detail.text()
    qtbot.mouseClick(panel.status.buttons["resume"], Qt.MouseButton.LeftButton)
    assert session.state == "training"
    qtbot.mouseClick(panel.status.buttons["stop"], Qt.MouseButton.LeftButton)
    assert panel.status.buttons["stop"].text() == "Stop now"
    session.finish("stopped")
    assert panel.status.facts.text().startswith("stopped after 1 epoch")
    assert seen(panel) == {"train"}


def test_the_column_scrolls_only_where_room_is_short(
    panel: TrainingPanel, session: FakeSession, qtbot: QtBot
) -> None:
    session.obey("train.start")
    session.run(until=1)
    session.finish("stopped", loss=0.1, accuracy=0.9)
    area = panel.findChild(QScrollArea, "trainingColumn")
    assert isinstance(area, QScrollArea)
    panel.resize(1000, 420)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    panel.resize(1000, 150)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert panel.height() == 150  # the curves are not pushed out of sight
    assert panel.plots.height() <= 150


def test_values_that_stream_in_are_drawn_together(
    panel: TrainingPanel, session: FakeSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    monkeypatch.setattr(panel.plots, "follow", lambda record: drawn.append(record))
    session.obey("train.start")
    session.run(epochs=200, steps=5)
    qtbot.wait(30)
    assert len(drawn) <= 2  # 400 messages
    qtbot.waitUntil(lambda: len(drawn) >= 1)


def test_a_failure_is_one_sentence_with_the_log_behind_a_button(
    panel: TrainingPanel, session: FakeSession, qtbot: QtBot
) -> None:
    session.obey("train.start")
    session.run(until=2)
    session.fail(resumable=True)
    assert panel.trouble.isVisible()
    assert panel.trouble.label.text() == "The loss became NaN. Lower the rate."
    assert panel.trouble.label.textFormat() == Qt.TextFormat.PlainText
    qtbot.mouseClick(panel.trouble.log, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(QDialog)
    assert "Trace" in dialog.findChild(QPlainTextEdit).toPlainText()
    dialog.close()
    with qtbot.waitSignal(panel.resume_wanted):
        qtbot.mouseClick(panel.trouble.resume, Qt.MouseButton.LeftButton)


def test_a_failure_before_the_first_batch(panel: TrainingPanel, session: FakeSession) -> None:
    session.obey("train.start")
    session.fail("The disk is full.", "")
    assert panel.trouble.label.text() == "The disk is full."
    assert panel.runs.item(0).text().endswith("failed")


def test_earlier_runs_are_listed_and_drawn_behind(
    panel: TrainingPanel, session: FakeSession
) -> None:
    for scale in (2.0, 3.0):
        session.obey("train.start")
        session.run(scale=scale)
        session.finish()
    session.obey("train.start")
    session.run(until=1)
    panel.redraw()
    assert [record.number for record in panel.runs.records] == [3, 2, 1]
    assert panel.runs.item(1).text() == "Run 2  adam  accuracy 0.5500"
    panel.runs.item(2).setSelected(True)
    assert [record.number for record in panel.runs.chosen()] == [1]
    plot = panel.plots.plots[0].plot
    assert len(plot._overlays) == 1
    assert plot._overlays[0].yData.max() == pytest.approx(2.0 * 1.1 * 0.6065, rel=1e-3)
    panel.runs.item(2).setSelected(False)
    assert len(plot._overlays) == 0
    panel.runs.item(0).setSelected(True)  # the current run is there anyway
    assert panel.runs.chosen() == []


def test_a_new_run_begins_with_empty_curves_and_the_old_one_in_its_own_colour(
    panel: TrainingPanel, session: FakeSession, qtbot: QtBot
) -> None:
    session.obey("train.start")
    session.run()
    session.finish()
    session.obey("train.start")
    session.run()
    session.finish()
    panel.tabs.setCurrentWidget(panel.runs)
    spot = panel.runs.visualItemRect(panel.runs.item(1)).center()
    target = panel.runs.viewport().childAt(spot) or panel.runs.viewport()
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=spot)
    first = panel.runs.chosen()
    assert [record.number for record in first] == [1]
    session.obey("train.start")  # with an older run ticked
    assert [record.number for record in panel.runs.records] == [3, 2, 1]
    assert panel.runs.chosen() == first
    for each in panel.plots.plots:
        assert each.plot.training.yData is None or not len(each.plot.training.yData)
        assert not len(each.plot.validation.yData)
        (behind,) = each.plot._overlays
        assert len(behind.yData) == 5
        assert behind.opts["pen"].color().name() == first[0].colour(LIGHT)
    session.run(until=1)
    panel.redraw()
    assert len(panel.plots.plots[0].plot.training.yData) == 1


def test_more_metrics_can_be_chosen(panel: TrainingPanel, session: FakeSession) -> None:
    session.obey("train.start")
    session.run(metrics=("loss", "accuracy", "mae"))
    panel.redraw()
    _, second = panel.plots.plots
    choice = second.legend.choice
    assert choice.isVisibleTo(panel)
    choice.setCurrentIndex(choice.findData("mae"))
    choice.activated.emit(choice.currentIndex())
    assert second.shown == "mae"
    panel.redraw()
    assert second.shown == "mae"


def test_a_run_with_a_loss_alone_has_one_plot(panel: TrainingPanel, session: FakeSession) -> None:
    session.obey("train.start")
    session.run(metrics=("loss",))
    panel.redraw()
    assert not panel.plots.plots[1].isVisible()


def test_nan_is_a_gap_and_the_axis_stays_finite(panel: TrainingPanel, session: FakeSession) -> None:
    session.obey("train.start")
    session.run(until=2, scale=float("nan"))
    panel.redraw()
    low, high = panel.plots.plots[0].plot.getPlotItem().getViewBox().viewRange()[1]
    assert low < high


def test_settings_are_undo_steps_and_the_optimizer_has_fields_of_its_own(
    panel: TrainingPanel,
) -> None:
    project = example()
    panel.set_project(project)
    form = panel.form
    form.change("epochs", 3)
    assert project.settings.of_training("epochs") == 3
    form.change("learning_rate", 0.05)
    assert project.settings.of_training("optimizer") == Configured(
        "Adam", (("learning_rate", 0.05),)
    )
    form.change("learning_rate", 0.001)
    assert project.settings.of_training("optimizer") == "adam"
    form.change("optimizer", "SGD")
    form.form.unfold()
    assert "momentum" in form.form.fields
    assert "beta_1" not in form.form.fields
    form.change("momentum", 0.9)
    assert project.settings.of_training("optimizer") == Configured("SGD", (("momentum", 0.9),))
    for _ in range(5):
        project.history.undo()
    assert project.settings.of_training("optimizer") == "adam"
    assert project.settings.of_training("epochs") == 8


def test_an_illegal_setting_is_refused_in_words(panel: TrainingPanel) -> None:
    form = panel.form
    form.change("epochs", -1)
    assert "whole number" in form.form.fields["epochs"].error.text().lower()


def test_keep_best_copies_the_model(
    panel: TrainingPanel, session: FakeSession, tmp_path: Path, qtbot: QtBot
) -> None:
    source = tmp_path / "model.keras"
    source.write_bytes(b"model")
    session.obey("train.start")
    session.run(until=1)
    session.finish(files={"model": str(source)})
    with qtbot.waitSignal(panel.copies.ended):
        panel.copy_model(source, tmp_path / "kept.keras")
    assert (tmp_path / "kept.keras").read_bytes() == b"model"
    assert panel.status.detail.text() == f"The best model is in {tmp_path / 'kept.keras'}."
    with qtbot.waitSignal(panel.copies.ended):
        panel.copy_model(source, tmp_path / "no" / "kept.keras")
    assert "was not copied" in panel.trouble.label.text()
    assert panel.status.detail.text() == ""


def test_a_large_model_is_copied_beside_the_windows_work(
    panel: TrainingPanel,
    session: FakeSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    source, go_on = tmp_path / "model.keras", threading.Event()
    source.write_bytes(b"model")

    def slow(source: Path, target: Path) -> None:
        go_on.wait(20)
        copy_file(source, target)

    monkeypatch.setattr(keep_best, "copy_file", slow)
    session.obey("train.start")
    session.run(until=1)
    session.finish(files={"model": str(source)})
    with qtbot.waitSignal(panel.copies.ended):
        panel.copy_model(source, tmp_path / "kept.keras")
        assert "is being copied" in panel.status.detail.text()
        assert not (tmp_path / "kept.keras").exists()
        go_on.set()
    assert (tmp_path / "kept.keras").read_bytes() == b"model"


def test_the_theme_can_change_while_a_run_goes_on(
    panel: TrainingPanel, session: FakeSession
) -> None:
    session.obey("train.start")
    session.run(until=2)
    panel.set_theme(DARK)
    panel.redraw()
    plot = panel.plots.plots[0].plot
    assert plot.backgroundBrush().color().name() == DARK.card
    assert plot.training.opts["pen"].color().name() == DARK.series[0]


def test_a_closed_panel_no_longer_follows_its_project(qtbot: QtBot, session: FakeSession) -> None:
    project = example()
    panel = TrainingPanel(project, session, LIGHT)
    panel.deleteLater()
    qtbot.wait(10)
    project.change_settings("x", project.settings.with_training(epochs=2))


@pytest.mark.keras
def test_a_real_run_in_the_panel(qtbot: QtBot, tmp_path: Path) -> None:
    from app.training.session import TrainingSession

    project = example("iris-multiclass")
    project.change_settings("x", project.settings.with_training(epochs=3))
    project.save(tmp_path / "iris.netwright")
    session = TrainingSession()
    panel = TrainingPanel(project, session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 280)
    panel.show()
    try:
        with qtbot.waitSignal(session.finished, timeout=120_000):
            session.start(project)
        assert panel.record is not None
        assert panel.record.ended == "done"
        assert "finished after 3 epochs" in panel.status.facts.text()
        loss = panel.record.curves.metric("loss")
        assert loss.training.x.tolist() == [1, 2, 3]
        assert len(loss.batches) >= 3
        source = panel.record.best_file()
        assert source is not None
        assert source.parent.parent == tmp_path / "iris.runs"
        with qtbot.waitSignal(panel.copies.ended):
            panel.copy_model(source, tmp_path / "kept.keras")
        assert (tmp_path / "kept.keras").stat().st_size > 1000
    finally:
        session.close()
