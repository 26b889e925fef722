from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from app.cli import main
from app.templates.catalog import FOLDER, names
from blocks.commands.blocks import remove_blocks, set_values
from blocks.files.project_file import write_project
from tests.app.panel_helpers import example
from tests.blocks.networks import resnet50

DIGITS = str(FOLDER / "digits-cnn.netwright")


def test_every_example_is_exported_twice_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in names():
        texts = []
        for at in range(2):
            out = tmp_path / f"{name}{at}.py"
            assert main(["export", str(FOLDER / f"{name}.netwright"), "-o", str(out)]) == 0
            texts.append(out.read_bytes())
        assert texts[0] == texts[1]
        assert texts[0].isascii()
        ast.parse(texts[0])
    assert "Wrote" in capsys.readouterr().out


def test_an_unknown_suffix_names_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", DIGITS, "-o", str(tmp_path / "model.h5")]) == 2
    assert ".py" in capsys.readouterr().err
    assert main(["export", DIGITS, "-o", str(tmp_path / "model")]) == 2


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", DIGITS, "-o", str(tmp_path / "no" / "model.py")]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_an_unfinished_model_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = example()
    document = project.document
    project.do("x", remove_blocks(document, [document.model.order()[0]]))
    project.save(tmp_path / "a.netwright")
    assert main(["export", str(tmp_path / "a.netwright"), "-o", str(tmp_path / "a.py")]) == 1
    assert "not connected" in capsys.readouterr().err
    assert not (tmp_path / "a.py").exists()


def test_a_model_that_does_not_fit_its_data_still_has_a_script(tmp_path: Path) -> None:
    project = example()
    last = project.document.model.sinks()[0]
    project.do("x", set_values(project.document, last, units=4))
    project.save(tmp_path / "a.netwright")
    assert main(["export", str(tmp_path / "a.netwright"), "-o", str(tmp_path / "a.py")]) == 0


def test_data_that_cannot_be_read_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = example()
    project.change_settings("x", project.settings.with_data(source="file", path="gone.csv"))
    project.save(tmp_path / "a.netwright")
    assert main(["export", str(tmp_path / "a.netwright"), "-o", str(tmp_path / "a.py")]) == 2
    assert "gone.csv" in capsys.readouterr().err


def test_a_flat_script_has_no_function_of_a_composite(tmp_path: Path) -> None:
    write_project(resnet50(32), tmp_path / "a.netwright")
    out = tmp_path / "a.py"
    lengths = []
    for options in ([], ["--inline"], ["--flat"]):
        assert (
            main(["export", str(tmp_path / "a.netwright"), "-o", str(out), "--force", *options])
            == 0
        )
        text = out.read_text()
        lengths.append(len(text.splitlines()))
        assert ("def bottleneck(" in text) == (options != ["--flat"])
    assert lengths[0] <= 120 < lengths[2]


def test_a_script_has_one_style(tmp_path: Path) -> None:
    assert main(["export", DIGITS, "-o", str(tmp_path / "a.py"), "--inline", "--flat"]) == 2


def test_every_option_has_its_word(tmp_path: Path) -> None:
    out = tmp_path / "a.py"
    words = "--style list --form long --scope model --comments --type-hints --backend jax"
    assert main(["export", DIGITS, "-o", str(out), *words.split(), "--mixed-precision"]) == 0

    text = out.read_text()
    for piece in (
        'os.environ["KERAS_BACKEND"] = "jax"',
        "-> keras.Model:",
        "return keras.Sequential(",
        'layers.Activation("softmax"',
        'set_dtype_policy("mixed_float16")',
        "# Conv2D: slides filters",
    ):
        assert piece in text
    assert "load_data" not in text


def test_a_style_that_does_not_fit_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    residual = str(FOLDER / "digits-residual.netwright")
    assert main(["export", residual, "-o", str(tmp_path / "a.py"), "--style", "add"]) == 2
    told = capsys.readouterr().err
    assert "not a chain of layers" in told
    assert "Styles that fit: functions" in told
    assert not (tmp_path / "a.py").exists()


def test_a_notebook_by_its_suffix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", DIGITS, "-o", str(tmp_path / "a.ipynb"), "--style", "add"]) == 0
    found = json.loads((tmp_path / "a.ipynb").read_text("utf-8"))
    assert found["nbformat"] == 4
    capsys.readouterr()
    assert main(["export", DIGITS, "-o", str(tmp_path / "a.py"), "--notebook"]) == 2
    assert "needs a name that ends in .ipynb" in capsys.readouterr().err
    assert main(["export", DIGITS, "-o", str(tmp_path / "b.ipynb"), "--model-only"]) == 2
