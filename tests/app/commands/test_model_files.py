"""Model files out: which format, which weights, what is refused; and every kind written, read again and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cli import main
from app.exports.weights import (
    ExportOrder,
    newest_weights,
    of_file,
    of_run,
    report_lines,
    size_words,
    untrained,
)
from app.project.project import Project
from app.system.errors import UserError
from app.templates.catalog import FOLDER
from app.training.messages import Event, FileExported, HookCost, RunFailed, RunFinished
from app.training.run_folder import folder as runs, places
from app.training.worker.reading_back import compared
from blocks.commands.blocks import set_values
from blocks.files.project_file import write_project
from exporters import model_files
from exporters.model_files import FORMATS, KERAS, LITERT, ONNX, SAVED_MODEL, WEIGHTS, format_of

DIGITS = FOLDER / "digits-cnn.netwright"


def opened(folder: Path, name: str = "digits-cnn") -> Project:
    path = folder / "mine.netwright"
    path.write_bytes((FOLDER / f"{name}.netwright").read_bytes())
    return Project.open(path)


def run_of(project: Project, name: str, epochs: int = 1) -> Path:
    """Write what a run that ended well leaves, as far as these tests look."""
    assert project.path is not None
    folder = places.runs_beside(project.path) / name
    folder.mkdir(parents=True)
    write_project(project.document, folder / runs.PROJECT)
    (folder / runs.MODEL).write_bytes(b"PK")
    done = RunFinished("complete", epochs, 1, {}, {}, 1.0, {}, HookCost(0, 0.0, 0.0))
    (folder / runs.RESULT).write_bytes(msgspec.json.encode(done))
    return folder


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.keras", KERAS),
        ("a.b.weights.h5", WEIGHTS),
        ("A.TFLITE", LITERT),
        ("a.onnx", ONNX),
        ("a.savedmodel", SAVED_MODEL),
        ("a.h5", None),
        (".keras", None),
        ("a", None),
    ],
)
def test_the_name_says_what_is_written(name: str, expected: object, tmp_path: Path) -> None:
    assert format_of(tmp_path / name) is expected
    (tmp_path / "folder").mkdir()
    assert format_of(tmp_path / "folder") is SAVED_MODEL


def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(model_files, "find_spec", lambda name: None)
    assert main(["export", str(DIGITS), "-o", str(tmp_path / "m.onnx")]) == 2
    assert " onnx tf2onnx onnxruntime" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert [each for each in FORMATS if each.missing] == [ONNX]


def test_without_a_run_the_weights_are_untrained(tmp_path: Path) -> None:
    assert newest_weights(opened(tmp_path)).words == "untrained"


def test_the_newest_run_is_taken_as_long_as_the_model_is_the_same(tmp_path: Path) -> None:
    project = opened(tmp_path)
    run_of(project, "2026-01-01_10-00-00")
    newest = run_of(project, "2026-01-02_10-00-00")
    run_of(project, "2026-01-03_10-00-00", epochs=0)  # stopped before it began
    assert newest_weights(project).run == newest
    assert newest_weights(project).words == "trained in the run 2026-01-02_10-00-00, epoch 1 of 1"

    last = project.document.model.order()[-1]
    project.do("x", set_values(project.document, last, activation="linear"))
    found = newest_weights(project)
    assert found.run is None
    assert "has changed since the run 2026-01-02_10-00-00" in found.words
    project.history.undo()
    project.change_settings("x", project.settings.with_training(epochs=77))
    assert newest_weights(project).run == newest  # how long it trains is not the model


def test_what_is_no_run_and_no_file_with_weights_is_told(tmp_path: Path) -> None:
    project = opened(tmp_path)
    with pytest.raises(UserError, match="no run with a trained model"):
        of_run(tmp_path)
    with pytest.raises(UserError, match="no file"):
        of_file(project, tmp_path / "none.keras")
    with pytest.raises(UserError, match="holds no weights"):
        of_file(project, DIGITS)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    weights = newest_weights(opened(tmp_path))
    folder = tmp_path / "model.savedmodel"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match="holds other files"):
        ExportOrder(weights, SAVED_MODEL, folder)
    with pytest.raises(UserError, match="is a folder"):
        ExportOrder(weights, KERAS, folder)
    with pytest.raises(UserError, match="is a file"):
        ExportOrder(weights, SAVED_MODEL, tmp_path / "mine.netwright")
    with pytest.raises(UserError, match="There is no folder"):
        ExportOrder(weights, KERAS, tmp_path / "no" / "m.keras")
    (folder / "thesis.txt").unlink()
    order = ExportOrder(weights, SAVED_MODEL, folder)
    assert len(list(tmp_path.glob(".netwright-*"))) == 1
    order.close()
    assert not list(tmp_path.glob(".netwright-*"))


def test_the_report_says_the_difference() -> None:
    event = FileExported("/a/m.keras", "keras", 1234567, 2.5e-8, 1e-5, 30, "", 1.0)
    assert report_lines(event) == [
        "Wrote /a/m.keras (1.2 MB).",
        "Loaded again, its outputs differ by 2.5e-08 at most "
        "(30 values from random inputs; tolerance 1e-05).",
    ]
    same = FileExported("/a/m.keras", "keras", 12, 0.0, 1e-5, 30, "", 1.0)
    assert "gives exactly what the model gives" in report_lines(same)[1]
    assert [size_words(count) for count in (12, 12_345)] == ["12 bytes", "12 kB"]


def test_differences_are_seen() -> None:
    import numpy as np

    one, nan = np.ones((3, 2), "float32"), np.full((3, 2), np.nan, "float32")
    assert compared(KERAS, [one], [one], False).difference == 0
    assert compared(KERAS, [one], [one + 1e-3], False).difference == pytest.approx(1e-3, 1e-3)
    assert not compared(KERAS, [one], [one + 1e-3], False).good
    assert compared(KERAS, [one], [one + 1e-3], True).good
    assert compared(KERAS, [nan], [nan], False).good
    assert not compared(KERAS, [one], [nan], False).good
    assert not compared(KERAS, [one], [one, one], False).good
    assert not compared(KERAS, [one], [one[:, :1]], False).good
    assert compared(LITERT, [one, 2 * one], [2 * one, one], False).good


class Told(list[Event]):
    """An outbox that keeps what it is given."""

    def put(self, event: Event) -> None:
        self.append(event)


def exported(order: ExportOrder) -> Any:
    from app.training.worker.exporting import export

    told = Told()
    try:
        export(order.command, told)  # type: ignore[arg-type]
    finally:
        order.close()
    return told[-1]


@pytest.mark.keras
@pytest.mark.parametrize(
    "format_", [each for each in FORMATS if not each.missing], ids=lambda each: each.key
)
def test_every_kind_is_written_and_gives_the_same(
    format_: model_files.ModelFormat, tmp_path: Path
) -> None:
    from tests.app.training.worker.test_several import (
        auxiliary,  # two outputs, one for training only
    )

    project = Project(auxiliary(tmp_path), tmp_path / "mine.netwright")
    target = tmp_path / f"model{format_.suffix}"
    for inference in (False, True):
        event = exported(ExportOrder(newest_weights(project), format_, target, inference))
        assert isinstance(event, FileExported), event
        assert event.difference <= event.tolerance
        assert target.exists()
        assert event.bytes > 0
    assert sorted(each.name for each in tmp_path.iterdir()) == [target.name]


@pytest.mark.keras
def test_weights_that_were_written_are_taken_again_and_others_refused(tmp_path: Path) -> None:
    import keras
    import numpy as np

    project = opened(tmp_path)
    for name in ("a.weights.h5", "b.keras", "c.keras"):
        file = {"b.keras": "a.weights.h5", "c.keras": "b.keras"}.get(name)
        weights = of_file(project, tmp_path / file) if file else newest_weights(project)
        event = exported(ExportOrder(weights, format_of(tmp_path / name) or KERAS, tmp_path / name))
        assert isinstance(event, FileExported), event
    one, two = (keras.models.load_model(tmp_path / name) for name in ("b.keras", "c.keras"))
    for left, right in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_array_equal(left, right)

    last = project.document.model.order()[-1]
    project.do("x", set_values(project.document, last, units=3))
    weights = of_file(project, tmp_path / "a.weights.h5")
    event = exported(ExportOrder(weights, KERAS, tmp_path / "d.keras"))
    assert isinstance(event, RunFailed)
    assert "a.weights.h5 does not fit this model" in event.sentence
    assert not (tmp_path / "d.keras").exists()


@pytest.mark.keras
def test_a_file_that_gives_other_values_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.training.worker import exporting

    monkeypatch.setattr(exporting, "read_back", lambda *rest: [rest[-1][0][:, 0, 0, :1] + 1])
    event = exported(ExportOrder(newest_weights(opened(tmp_path)), KERAS, tmp_path / "model.keras"))
    assert isinstance(event, RunFailed)
    assert event.kind == "difference"
    assert "was not kept" in event.sentence
    assert not (tmp_path / "model.keras").exists()


@pytest.mark.keras
def test_a_model_within_a_model_takes_its_weights_again(tmp_path: Path) -> None:
    import keras
    import numpy as np

    from app.imports.importing import import_document
    from tests.importers.weights.test_keras import others

    model = others()
    model.save(tmp_path / "model.keras")
    document, _ = import_document(tmp_path / "model.keras", weights=True, beside=tmp_path)
    project = Project(document, tmp_path / "mine.netwright")
    first, second = tmp_path / "first.weights.h5", tmp_path / "second.keras"
    event = exported(ExportOrder(untrained(project), WEIGHTS, first))
    assert "have their weights from model.keras" in event.weights
    event = exported(ExportOrder(of_file(project, first), KERAS, second))
    assert isinstance(event, FileExported), event
    again = keras.saving.load_model(second)
    x = np.random.default_rng(4).uniform(size=(3, 8, 8, 3)).astype("float32")
    np.testing.assert_allclose(model(x), again(x), rtol=1e-6, atol=1e-6)


@pytest.mark.keras
def test_a_layer_that_is_not_known_is_named_as_the_reason(tmp_path: Path) -> None:
    from app.imports.importing import import_document
    from tests.importers.keras_json.configs import entry, functional, layer, text

    mine = layer("MyLayer", "mine", "x", module="my_package")
    layers = [entry(4, name="x"), mine, layer("Dense", "end", "mine", units=2)]
    path = tmp_path / "model.json"
    path.write_bytes(text(functional(*layers)))
    document, _ = import_document(path)
    project = Project(document, tmp_path / "mine.netwright")
    event = exported(ExportOrder(newest_weights(project), KERAS, tmp_path / "m.keras"))
    assert isinstance(event, RunFailed)
    assert "MyLayer" in event.sentence
    assert not (tmp_path / "m.keras").exists()
