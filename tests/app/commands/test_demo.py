from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import demo
from app.commands.terminal_bar import TerminalBar, bar

ROOT = Path(__file__).parents[3]
LEFT = ("project.netwright", "model.py", "model.keras", "history.csv", "window.png")


def run_demo(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "demo", "--out", str(folder)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.keras
@pytest.mark.window
def test_the_demo_does_the_main_job_and_leaves_its_results(tmp_path: Path) -> None:
    done = run_demo(tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for name in LEFT:
        assert (tmp_path / "out" / name).stat().st_size > 100, name
        assert name in done.stdout
    rows = list(csv.DictReader((tmp_path / "out" / "history.csv").read_text().splitlines()))
    assert len(rows) == 8
    assert float(rows[-1]["val_accuracy"]) > 0.8
    assert "epoch 8 of 8" in done.stdout

    from PySide6.QtGui import QColor, QImage

    from canvas.theme.themes import DARK, LIGHT

    picture = QImage(str(tmp_path / "out" / "window.png"))
    assert (picture.width(), picture.height()) == (1500, 975)
    curves = [{QColor(theme.series[at]).rgb() for theme in (LIGHT, DARK)} for at in (0, 1)]
    pixels = [picture.pixel(x, y) for y in range(700, 960, 2) for x in range(220, 880, 2)]
    counts = [sum(pixel in curve for pixel in pixels) for curve in curves]
    # Training and validation are in the picture; the dashes of training leave gaps.
    assert min(counts) > 25
    assert sum(counts) > 100
    compile((tmp_path / "out" / "model.py").read_text(), "model.py", "exec")


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run_demo(tmp_path / "file" / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "file" in done.stderr


@pytest.mark.parametrize(
    ("platform", "environment", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_whether_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], seen: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(demo.sys, "platform", platform)
    assert demo.has_screen() is seen


@pytest.mark.parametrize(
    ("environment", "x11"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, False),
        ({"QT_QPA_PLATFORM": "xcb"}, True),
    ],
)
def test_which_libraries_of_qt_are_looked_for(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], x11: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert demo.uses_x11() is x11


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_over_itself_in_a_terminal() -> None:
    stream = Terminal()
    shown = TerminalBar(stream)
    shown.show(0.5, "epoch 4 of 8, about a minute left")
    shown.show(1.0, "done")
    shown.end()
    first, second = stream.getvalue().split("\r")[1:]
    assert first.startswith("[##############..............]  50%  epoch 4")
    assert second.rstrip().endswith("done")
    assert len(second.rstrip("\n")) >= len(first)  # nothing of the longer line stays


def test_no_bar_where_nobody_looks() -> None:
    stream = io.StringIO()
    shown = TerminalBar(stream)
    shown.show(0.5, "half")
    shown.line("epoch 4")
    shown.end()
    assert stream.getvalue() == "epoch 4\n"


@pytest.mark.parametrize(("fraction", "count"), [(-1, 0), (0, 0), (0.5, 14), (1, 28), (7, 28)])
def test_the_bar_never_overflows(fraction: float, count: int) -> None:
    assert bar(fraction).count("#") == count
    assert len(bar(fraction)) == 30
