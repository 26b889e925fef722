from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.project.project import Project
from app.runs.controller import obstacle
from app.runs.panel import OUTPUTS_TAB, RUNS_TAB, TrainingPanel
from app.training.history import series_words, told
from app.training.messages import EpochDone, RunStarted
from blocks.files.project_file import to_text
from canvas.theme.themes import LIGHT
from tests.app.panel_helpers import FakeSession, example
from tests.blocks.check.test_outputs import key_of, two_heads

pytestmark = pytest.mark.window


@pytest.fixture
def project() -> Project:
    document = two_heads()
    document.settings = document.settings.with_data(source="digits", channel_axis=False)
    return Project(document)


@pytest.fixture
def panel(qtbot: QtBot, project: Project) -> TrainingPanel:
    made = TrainingPanel(project, FakeSession(), LIGHT)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(700, 340)
    made.show()
    made.tabs.setCurrentIndex(OUTPUTS_TAB)
    qtbot.waitUntil(lambda: bool(made.plots.plots), timeout=20_000)
    return made


def test_a_model_with_two_outputs_is_trained_with_one_press(project: Project) -> None:
    assert obstacle(project) == ""


def test_a_model_with_one_output_has_no_tab_for_outputs(panel: TrainingPanel) -> None:
    assert panel.tabs.isTabVisible(OUTPUTS_TAB)
    panel.set_project(example())
    assert not panel.tabs.isTabVisible(OUTPUTS_TAB)
    assert panel.tabs.isTabVisible(RUNS_TAB)


def test_every_change_is_an_undo_step(panel: TrainingPanel, project: Project, qtbot: QtBot) -> None:
    before = to_text(project.document)
    rows = {row.name.text(): row for row in panel.outputs.rows}
    assert set(rows) == {"main", "aux"}
    key = key_of(project.document, "aux")
    rows["aux"].tick.click()
    field = rows["aux"].fields["loss_weight"]
    field.input.lineEdit().clear()  # type: ignore[union-attr]
    qtbot.keyClicks(field.input, "0.3\r")
    assert project.settings.outputs == {key: {"training_only": True, "loss_weight": 0.3}}
    project.history.undo()
    assert project.settings.outputs == {key: {"training_only": True}}
    qtbot.waitUntil(lambda: field.input.text() == "1.0")
    project.history.undo()
    assert to_text(project.document) == before


def test_a_weight_that_is_not_legal_is_told_at_the_field(
    panel: TrainingPanel, project: Project, qtbot: QtBot
) -> None:
    field = panel.outputs.rows[0].fields["loss_weight"]
    field.input.lineEdit().clear()  # type: ignore[union-attr]
    qtbot.keyClicks(field.input, "-1\r")
    assert "at least 0" in field.error.text()
    assert project.settings.outputs == {}


def test_the_plots_name_output_and_metric(panel: TrainingPanel) -> None:
    session: FakeSession = panel.session  # type: ignore[assignment]
    session.obey("train.start")
    names = ("loss", "main_accuracy", "aux_accuracy", "main_loss", "aux_loss")
    started = RunStarted("/nowhere", 3, 1, 10, 320, 99, names, "val_loss", "cpu:0", ("main", "aux"))
    session.give(started)
    session.change("training")
    logs: dict[str, float | None] = dict.fromkeys(sorted(names), 0.5)
    session.give(EpochDone(1, logs | {f"val_{name}": 0.25 for name in names}, 0.5, 1.5, True, 1))
    panel.redraw()
    loss, metric = panel.plots.plots
    assert (loss.shown, metric.shown) == ("loss", "main_accuracy")
    choice = metric.legend.choice
    assert [choice.itemText(at) for at in range(choice.count())][:2] == [
        "main accuracy",
        "aux accuracy",
    ]
    assert "val main accuracy 0.2500" in panel.status.detail.text()
    session.finish(loss=0.1, aux_accuracy=0.8, main_accuracy=0.9, main_loss=0.2, aux_loss=0.3)
    words = "test data: loss 0.1000, main accuracy 0.9000, aux accuracy 0.8000"
    assert words in panel.status.detail.text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("loss", "loss"),
        ("val_loss", "val loss"),
        ("aux_1_accuracy", "aux_1 accuracy"),
        ("val_aux_1_loss", "val aux_1 loss"),
        ("aux_1_top_k_categorical_accuracy", "aux_1 top k categorical accuracy"),
        ("aux_accuracy", "aux accuracy"),
    ],
)
def test_words_for_a_series(name: str, words: str) -> None:
    assert series_words(name, ("aux", "aux_1")) == words


def test_an_output_without_metrics_tells_its_loss() -> None:
    values = {"a_loss": 1.0, "b_loss": 2.0, "b_mae": 3.0, "loss": 4.0}
    assert told(values, ("b", "a")) == {"loss": 4.0, "b_mae": 3.0, "a_loss": 1.0}
