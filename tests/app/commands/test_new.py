"""``netwright new`` and ``netwright templates``: sizes, data that fit, and words for what does not go."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main
from app.project.project import Project
from app.templates import catalog as template_list
from app.templates.catalog import NETWORKS, names, open_template, template_named, templates
from app.templates.start import begin
from blocks.commands.blocks import set_metaparameters, set_values
from blocks.document.document import Document
from blocks.files.project_file import read_project, to_text, write_project
from blocks.graph.graph import Metaparameter
from blocks.parameters import Choice, Integer
from blocks.values.values import Expression
from tests.blocks.networks import resnet50

SMALL = {
    "set": {"input": 32, "classes": 10},
    "data": {"source": "digits", "size": {"=": "input"}, "channels": 3},
    "training": {"epochs": 2},
}


def template(small: object = SMALL) -> Document:
    """ResNet50 with the metaparameters that every template has."""
    document = resnet50()
    metas = (
        Metaparameter(
            Integer(name="input", minimum=32, maximum=512, help="Side of the image."), 224
        ),
        Metaparameter(Integer(name="classes", minimum=2, maximum=1000), 1000),
        Metaparameter(Choice(name="padding", choices=("same", "valid")), "same"),
    )
    document.apply(set_metaparameters(document, metas))
    size = Expression("input")
    model = document.model
    first, last = model.sources()[0], model.sinks()[0]
    document.apply(set_values(document, first, shape=(size, size, 3)))
    document.apply(set_values(document, last, units=Expression("classes")))
    document.settings = replace(document.settings, title="ResNet", description="A network.")
    document.extra["template"] = {
        "paper": "He et al. (2015), Deep residual learning.",
        "small": small,
    }
    return document


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates with one network and one example."""
    path = tmp_path / "templates"
    path.mkdir()
    write_project(template(), path / "resnet.netwright")
    example = template_list.FOLDER / "digits-cnn.netwright"
    (path / "digits-cnn.netwright").write_bytes(example.read_bytes())
    monkeypatch.setattr(template_list, "FOLDER", path)
    return path


def test_a_size_is_set_and_brings_its_data(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "small.netwright"
    assert main(["new", "resnet", "--set", "input=32", "--set", "classes=10", "-o", str(out)]) == 0
    assert "It has data that fit: digits 32×32×3." in capsys.readouterr().out
    project = Project.open(out)
    assert project.document.model.environment() | {"input": 32, "classes": 10} == {
        "input": 32,
        "classes": 10,
        "padding": "same",
    }
    assert project.data is not None
    assert project.data.shape == (32, 32, 3)
    assert project.settings.of_training("epochs") == 2
    assert project.problems() == []
    notes = project.document.extra["template"]
    assert notes == {"paper": "He et al. (2015), Deep residual learning."}


@pytest.mark.parametrize(
    ("asked", "padding"),
    [
        ("input=32 classes=10", "valid"),
        ("input=32 classes=10 padding=same", "same"),
        ("input=48 classes=10", "same"),
    ],
)
def test_the_small_size_comes_whole_unless_another_one_is_asked_for(
    asked: str, padding: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = SMALL | {"set": {"input": 32, "classes": 10, "padding": "valid"}}
    write_project(template(small), folder / "resnet.netwright")
    out = tmp_path / "small.netwright"
    assert main(["new", "resnet", "--set", *asked.split(), "-o", str(out)]) == 0
    assert read_project(out).model.environment()["padding"] == padding
    told = "it also has padding = valid" in capsys.readouterr().out
    assert told is (padding == "valid")


def test_without_a_size_it_is_the_listing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "full.netwright"
    assert main(["new", "resnet", "-o", str(out)]) == 0
    document, source = read_project(out), template()
    assert document.extra.pop("template") == {"paper": source.extra.pop("template")["paper"]}
    assert to_text(document) == to_text(source)


def test_another_size_of_the_same_shape_has_the_data_scaled(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "medium"
    assert main(["new", "resnet", "--set", "input=48", "classes=10", "-o", str(out)]) == 0
    data = Project.open(out.with_suffix(".netwright")).data
    assert data is not None
    assert data.shape == (48, 48, 3)


def test_data_that_do_not_fit_are_not_taken(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.netwright"
    assert main(["new", "resnet", "--set", "input=32", "-o", str(out)]) == 0
    assert "It has no data yet that fit." in capsys.readouterr().out
    settings = read_project(out).settings
    assert dict(settings.data) == dict(settings.training) == {}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--set", "depth=3"],
            "There is no metaparameter 'depth'. resnet has input = 224 (from 32 to 512)",
        ),
        (["--set", "input=7"], "Input must be a whole number from 32 to 512, not 7."),
        (["--set", "input=big"], "Input must be a whole number from 32 to 512, not big."),
        (["--set", "padding=odd"], "Padding must be"),
        (["--set", "input"], "'input' is not of the form NAME=VALUE."),
        (["--set", "input=9**9**9"], "Input must be a whole number"),
        (["--set", "input=__import__('os')"], ""),
    ],
)
def test_a_wrong_value_ends_in_one_sentence(
    folder: Path,
    words: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "a.netwright"
    assert main(["new", "resnet", *words, "-o", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"netwright: {message}")
    assert error.count("\n") == 1
    assert not out.exists()


def test_values_that_make_the_model_wrong_are_told_and_not_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = read_project(folder / "resnet.netwright")
    last = document.model.sinks()[0]
    document.apply(set_values(document, last, units=Expression("classes - 5")))
    write_project(document, folder / "resnet.netwright")
    out = tmp_path / "a.netwright"
    command = ["new", "resnet", "--set", "classes=4", "-o", str(out)]
    assert main(command) == 1
    assert "Nothing was written." in capsys.readouterr().err
    assert not out.exists()
    assert main([*command, "--force"]) == 1
    assert read_project(out).model.environment()["classes"] == 4


def test_an_unknown_template_is_told_with_those_like_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "resnett", "-o", str(tmp_path / "a.netwright")]) == 2
    assert "Did you mean resnet?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "small",
    [
        7,
        {"set": 3},
        {"data": {"source": "nowhere"}},
        {"data": {"colour": 1}},
        {"data": {"size": {"=": "x"}}},
    ],
)
def test_notes_that_make_no_sense_do_no_harm(small: object) -> None:
    start = begin(template(small), {"input": 32, "classes": 10})
    assert start.document.settings.data == {}
    assert not start.data


def test_the_list_has_what_the_check_finds(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["templates", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["templates"]}
    resnet = rows["resnet"]
    assert (resnet["parameters"], resnet["trainable"]) == (25_636_712, 25_583_592)
    assert resnet["inputs"] == [[224, 224, 3]]
    assert resnet["group"] == NETWORKS
    assert resnet["small"] == {"input": 32, "classes": 10}
    assert [meta["name"] for meta in resnet["metaparameters"]] == ["input", "classes", "padding"]
    assert rows["digits-cnn"]["group"] == "First steps"
    assert rows["digits-cnn"]["small"] is None

    assert main(["templates"]) == 0
    text = capsys.readouterr().out
    assert "224×224×3     25,636,712  ResNet" in text
    assert text.startswith("Handbook networks:")

    assert main(["templates", "resnet"]) == 0
    text = capsys.readouterr().out
    assert "Paper: He et al. (2015)" in text
    assert "python3 run.py new resnet --set input=32 classes=10 -o FILE" in text
    assert "input = 224 (from 32 to 512): Side of the image." in text


@pytest.mark.parametrize("name", names())
def test_a_small_size_has_data_that_fit(name: str) -> None:
    found = template_named(name)
    if found.small is None or not found.small.set:
        return
    start = begin(open_template(name), found.small.set)
    assert (start.problems, start.misfit) == ((), "")
    assert start.data


def test_every_template_is_described() -> None:
    for each in templates():
        assert each.title
        assert each.description
