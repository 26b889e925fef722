"""Model files from the window: what is offered, how the export is told about, and that nothing half is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from app.exports import model_file_controller as model_file_actions
from app.exports.model_file_dialog import ASKING, DONE, WORKING, ModelFileDialog
from app.exports.weights import ExportOrder
from app.training.messages import FileExported
from app.window.window import MainWindow
from blocks.commands.blocks import remove_blocks, set_values
from exporters import model_files
from exporters.model_files import LITERT, ONNX
from tests.app.commands.test_model_files import DIGITS, run_of

pytestmark = pytest.mark.window


class FakeJob(QObject):
    """Takes an order as the true one does, and leaves the rest to the test."""

    phase = Signal(str)
    done = Signal(object)
    failed = Signal(str)
    all: list[FakeJob] = []  # noqa: RUF012

    def __init__(self, order: ExportOrder, parent: QObject) -> None:
        super().__init__(parent)
        self.order, self.cancelled = order, False
        self.all.append(self)

    def start(self) -> None:
        self.phase.emit("Loading Keras")

    def cancel(self) -> None:
        self.cancelled = True
        self.order.close()


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[FakeJob]:
    monkeypatch.setattr(model_file_actions, "ModelFileJob", FakeJob)
    FakeJob.all = []
    return FakeJob.all


@pytest.fixture
def saved(window: MainWindow, tmp_path: Path) -> MainWindow:
    window.files.use_template(DIGITS)
    window.project.save(tmp_path / "mine.netwright")
    return window


def asked(window: MainWindow) -> ModelFileDialog:
    window.model_files.ask()
    assert window.model_files.dialog is not None
    return window.model_files.dialog


def words_of(dialog: ModelFileDialog) -> list[str]:
    return [dialog.chooser.itemText(at) for at in range(dialog.chooser.count())]


def test_without_a_run_the_initial_weights_are_offered(saved: MainWindow) -> None:
    dialog = asked(saved)
    assert words_of(dialog) == ["Untrained", "From a file..."]
    assert dialog.path.suffix == ".keras"
    assert not dialog.for_use.isVisibleTo(dialog)


def test_runs_of_the_same_model_come_first_and_others_last(saved: MainWindow) -> None:
    run_of(saved.project, "2026-01-01_10-00-00")
    document = saved.project.document
    last = document.model.order()[-1]
    saved.project.do("x", set_values(document, last, activation="linear"))
    run_of(saved.project, "2026-01-02_10-00-00")
    first, second, third, _ = words_of(asked(saved))
    assert first == "Run 2026-01-02_10-00-00, epoch 1 of 1"
    assert second == "Untrained"
    assert third == "Run 2026-01-01_10-00-00, epoch 1 of 1, with the model of that run"


def test_a_model_that_is_not_finished_is_refused_unless_there_are_runs(saved: MainWindow) -> None:
    run_of(saved.project, "2026-01-01_10-00-00")
    document = saved.project.document
    saved.project.do("x", remove_blocks(document, [document.model.order()[0]]))
    assert len(words_of(asked(saved))) == 2
    saved.model_files.close()
    saved.project.save(saved.project.path.with_name("other.netwright"))  # type: ignore[union-attr]
    saved.model_files.ask()
    assert saved.model_files.dialog is None
    assert "no model to export yet" in saved.centre.notices.text("refused")


def test_a_kind_whose_packages_are_missing_says_what_to_install(
    saved: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files, "find_spec", lambda name: None)
    dialog = asked(saved)
    dialog.kind.setCurrentIndex(model_files.FORMATS.index(ONNX))
    assert " onnx tf2onnx onnxruntime" in dialog.help.text()
    assert not dialog.export_button.isEnabled()
    dialog.kind.setCurrentIndex(model_files.FORMATS.index(LITERT))
    assert dialog.export_button.isEnabled()
    assert dialog.path.suffix == ".tflite"


def test_an_export_goes_through_progress_to_a_report(
    saved: MainWindow, jobs: list[FakeJob], tmp_path: Path
) -> None:
    dialog = asked(saved)
    dialog.place.setText(str(tmp_path / "net"))
    dialog.export_button.click()
    (job,) = jobs
    assert dialog.state == WORKING
    assert dialog.phase.text() == "Loading Keras..."
    assert not dialog.export_button.isEnabled()
    assert job.order.command.path == str(tmp_path / "net.keras")
    job.done.emit(FileExported(str(tmp_path / "net.keras"), "keras", 9, 1e-8, 1e-5, 30, "", 1.0))
    assert dialog.state == DONE
    assert "differ by 1e-08 at most" in dialog.report.text()
    assert "Weights: untrained." in dialog.report.text()
    assert dialog.folder_button.isVisible()
    saved.model_files.close()


def test_cancel_ends_the_work_and_leaves_nothing(
    saved: MainWindow, jobs: list[FakeJob], tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = asked(saved)
    dialog.place.setText(str(tmp_path / "net.keras"))
    dialog.export_button.click()
    assert len(list(tmp_path.glob(".netwright-*"))) == 1
    dialog.reject()
    assert jobs[0].cancelled
    assert (dialog.state, dialog.isVisible()) == (ASKING, True)
    assert not list(tmp_path.glob(".netwright-*"))
    dialog.export_button.click()
    jobs[1].failed.emit("The disk is full.")
    assert dialog.report.text() == "The disk is full."
    assert dialog.export_button.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()


def test_what_cannot_be_written_to_is_said_in_the_dialog(saved: MainWindow, tmp_path: Path) -> None:
    dialog = asked(saved)
    dialog.place.setText(str(tmp_path / "no" / "net.keras"))
    dialog.export_button.click()
    assert "There is no folder" in dialog.report.text()


def test_a_script_that_starts_from_weights_gets_them_beside_it(
    saved: MainWindow, jobs: list[FakeJob], tmp_path: Path
) -> None:
    saved.exports.write_script(tmp_path / "a.py", "x = 1\n")
    assert not jobs
    saved.project.document.extra["weights"] = {"file": "net.keras", "sha256": "0" * 64}
    saved.exports.write_script(tmp_path / "a.py", "x = 1\n")
    assert jobs[0].order.command.path == str(tmp_path / "net_start.weights.h5")
    jobs[0].failed.emit("The file net.keras is not there.")
    assert "net_start.weights.h5 was not written" in saved.centre.notices.text("model file")

    (tmp_path / "net_start.weights.h5").write_bytes(b"x")
    saved.exports.write_script(tmp_path / "a.py", "x = 1\n")
    assert "was kept" in saved.centre.notices.text("model file")
    assert len(jobs) == 1
    saved.centre.notices.answer("model file", "Write it anew")
    assert len(jobs) == 2
