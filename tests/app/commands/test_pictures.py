"""Pictures from the command line: canvas and diagram in every format, with text that a person can select."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.cli import main
from app.exports.picture_files import SUFFIXES
from app.templates.catalog import FOLDER

RESNET = str(FOLDER / "resnet50.netwright")
SVG = "{http://www.w3.org/2000/svg}"


def texts(path: Path) -> list[str]:
    root = ElementTree.fromstring(path.read_bytes())
    assert not list(root.iter(f"{SVG}image"))
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_the_diagram_says_layers_sizes_and_costs_as_text(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    assert main(["export", RESNET, "--force", "-o", str(out), "--diagram"]) == 0
    assert {"Conv 7×7 /2", "Bottleneck block", "×5", "112×112", "9.73 k"} <= set(texts(out))
    bare = ["--diagram", "--no-shapes", "--no-costs"]
    assert main(["export", RESNET, "--force", "-o", str(out), *bare]) == 0
    assert not {"112×112", "9.73 k", "25.6 M parameters"} & set(texts(out))


def test_inside_and_depth_open_composites(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    counts = []
    dense = str(FOLDER / "densenet121.netwright")
    for options in ([], ["--inside"], ["--depth", "1"], ["--depth", "2"], ["--depth", "3"]):
        assert main(["export", dense, "--force", "-o", str(out), "--diagram", *options]) == 0
        layers = sum(text.startswith("Dense layer") for text in texts(out))
        counts.append((layers, texts(out).count("Conv 3×3")))
    assert counts == [(0, 0), (4, 0), (4, 0), (4, 0), (4, 4)]
    assert main(["export", RESNET, "--force", "-o", str(out), "--diagram", "--depth", "-1"]) == 2


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_has_both_pictures(qtbot: QtBot, tmp_path: Path, suffix: str) -> None:
    found = set()
    for options in (
        [],
        ["--diagram"],
        ["--diagram", "--dark"],
        ["--diagram", "--graph", "BottleneckBlock"],
    ):
        out = tmp_path / f"a{suffix}"
        assert main(["export", RESNET, "--force", "-o", str(out), *options]) == 0
        found.add(out.read_bytes())
    assert len(found) == 4


def test_a_diagram_can_have_nothing_behind_it(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    for options, alpha in ((["--transparent"], 0), ([], 255)):
        assert (
            main(
                ["export", RESNET, "--force", "-o", str(out), "--diagram", *options, "--scale", "2"]
            )
            == 0
        )
        assert QImage(str(out)).pixelColor(1, 1).alpha() == alpha
