from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from app.cli import COMMANDS
from app.commands import doctor as command
from app.system import doctor, installation, qt_libraries
from app.system.findings import Finding, Status
from tests.sources import ROOT, python_files


def test_every_requirement_is_examined_and_fine_here() -> None:
    findings = list(doctor.check_packages())
    assert len(findings) >= 10
    assert all(finding.status is Status.OK for finding in findings)


def test_a_missing_and_an_old_package_each_get_their_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def version(name: str) -> str:
        if name == "keras":
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "networkx" else "9999"

    monkeypatch.setattr(doctor.metadata, "version", version)
    monkeypatch.setattr(
        doctor,
        "requirements",
        lambda: ["keras>=3.15.1", "networkx>=3.6", "ruff", "x>1; python_version<'3'"],
    )
    missing, old, fine = doctor.check_packages()
    assert (missing.status, missing.message) == (Status.FAIL, "keras is not installed.")
    assert old.message == "networkx 0.1 is installed, but networkx>=3.6 is needed."
    assert old.remedy.endswith('"networkx>=3.6"')
    assert fine.status is Status.OK


def test_keras_that_does_not_start_is_installed_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Traceback\nModuleNotFoundError: No module named 'tensorflow.python'"
    monkeypatch.setattr(
        doctor, "_run_child", lambda *words: subprocess.CompletedProcess(words, 1, "", said)
    )
    finding = next(doctor.check_keras())
    assert finding.message.endswith("No module named 'tensorflow.python'")
    # Installing what is there already by name and version would do nothing.
    _, _, packages = finding.remedy.partition(" --force-reinstall --no-deps ")
    assert [re.split("[<>=]", each)[0] for each in packages.split()] == ['"tensorflow', '"keras']


@pytest.mark.parametrize(("lost", "status"), [("0", Status.OK), ("100", Status.FAIL)])
def test_the_pyside_fault_is_recognised(
    lost: str, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        doctor, "_run_child", lambda *words: subprocess.CompletedProcess(words, 0, lost, "")
    )
    (finding,) = doctor.check_none()
    assert finding.status is status
    assert bool(finding.remedy) == (status is Status.FAIL)


def test_the_pyside_of_this_environment_is_sound() -> None:
    (finding,) = doctor.check_none()
    assert finding.status is Status.OK


def test_no_display_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert [finding.status for finding in doctor.check_display()] == [Status.WARN]
    monkeypatch.setenv("DISPLAY", ":7")
    assert [finding.status for finding in doctor.check_display()] == [Status.OK]


def test_a_state_folder_that_cannot_be_written_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(doctor, "log_folder", lambda: tmp_path / "file" / "state")
    (finding,) = doctor.check_disk()
    assert finding.status is Status.FAIL
    assert finding.remedy


def test_an_examination_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def check_moon() -> list[Finding]:
        raise RuntimeError("gone")

    monkeypatch.setattr(doctor, "CHECKS", (check_moon,))
    (finding,) = doctor.examine()
    assert finding.topic == "Moon"
    assert finding.status is Status.FAIL


def test_the_loaders_complaint_becomes_library_and_package_names() -> None:
    complaint = "ImportError: libEGL.so.1: cannot open shared object file: No such file"
    trial = qt_libraries.explain("offscreen", complaint)
    assert trial.libraries[0] == "libEGL.so.1"
    assert "libegl1" in trial.command.split()
    assert "libEGL.so.1" in trial.sentence


def test_an_unknown_library_is_still_named() -> None:
    complaint = "OSError: libnew.so.3: cannot open shared object file: No such file"
    trial = qt_libraries.explain("xcb", complaint)
    assert "libnew.so.3" in trial.sentence


def test_all_known_libraries_are_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_libraries, "_loads", lambda name: False)
    trial = qt_libraries.explain("xcb", "")
    wanted = set(qt_libraries.OFFSCREEN.values()) | set(qt_libraries.XCB.values())
    assert wanted <= set(trial.command.split())


def test_text_and_json_tell_the_same() -> None:
    findings = [
        Finding("Disk", Status.OK, "There is room."),
        Finding("Qt", Status.FAIL, "Qt does not start.", "apt install libegl1"),
    ]
    text = command.as_text(findings)
    assert "mend: apt install libegl1" in text
    answer = json.loads(command.as_json(findings))
    assert answer["ok"] is False
    assert answer["findings"][1] == {
        "topic": "Qt",
        "status": "fail",
        "message": "Qt does not start.",
        "remedy": "apt install libegl1",
    }


@pytest.mark.keras
def test_the_whole_doctor_here() -> None:
    child = subprocess.run(
        [sys.executable, "-m", "app", "doctor", "--json"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    answer = json.loads(child.stdout)
    assert child.returncode == 0, answer
    keras = [row for row in answer["findings"] if row["topic"] == "Keras"]
    assert "cpu:0" in keras[0]["message"].lower()


def test_commands_are_named_as_they_are_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert installation.own_command("doctor") == "python3 run.py doctor"
    assert installation.gpu_command("jax") == "python3 run.py setup --gpu jax"
    monkeypatch.setattr(installation, "ROOT", tmp_path)  # as in an installed wheel
    assert installation.own_command("doctor") == "netwright doctor"
    assert installation.gpu_command("jax").endswith(' "netwright[gpu-jax]"')

    def check_nothing() -> Iterator[doctor.Finding]:
        raise RuntimeError

    (finding,) = doctor._examine_one(check_nothing)
    assert finding.remedy == "netwright doctor"


@pytest.mark.parametrize(
    ("uv", "pip", "installer"),
    [
        ("/bin/uv", True, "uv pip install --python /a/python"),
        ("/bin/uv", False, "uv pip install --python /a/python"),
        (None, True, "/a/python -m pip install"),
        (None, False, "uv pip install --python /a/python"),  # whoever made it has uv somewhere
    ],
)
def test_packages_are_installed_by_what_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, uv: str | None, pip: bool, installer: str
) -> None:
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(installation.shutil, "which", lambda name: uv)
    monkeypatch.setattr(installation, "find_spec", lambda name: object() if pip else None)
    monkeypatch.setattr(installation.sys, "executable", "/a/python")
    assert installation.install_command("onnx", "ruff>=1") == f'{installer} onnx "ruff>=1"'
    for system, backend in (("linux", "torch"), ("win32", "tensorflow"), ("darwin", "torch")):
        monkeypatch.setattr(installation.sys, "platform", system)
        assert installation.gpu_command(backend) == f'{installer} "netwright[gpu-{backend}]"'
    monkeypatch.setattr(installation.sys, "platform", "win32")
    monkeypatch.setattr(installation.sys, "executable", "C:\\My files\\python.exe")
    cuda = (
        "--torch-backend cu130"
        if installer.startswith("uv")
        else "--extra-index-url https://download.pytorch.org/whl/cu130"
    )
    command = installation.gpu_command()
    assert command.endswith(f' "netwright[gpu-torch]" {cuda}')  # that of PyPI has no CUDA there
    assert '"C:\\My files\\python.exe"' in command


def test_the_cuda_of_pytorch_for_windows_is_that_of_the_checkout() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (index,) = project["tool"]["uv"]["index"]
    assert index["url"].endswith(f"/{installation.TORCH_CUDA}")


def test_no_sentence_names_a_command_by_itself() -> None:
    """Sentences ask how this program was installed; only `installation` and run.py itself know both ways."""
    command = re.compile(
        rf"run\.py|\bnetwright (--|TEMPLATE|COMMAND|{'|'.join(COMMANDS)}\b)|\bnetwright $|\bpip install"
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "blocks", "canvas", "exporters", "importers")
        for text in _told(path)
        if command.search(text)
    }
    assert found == {"app/system/installation.py"}


def _told(path: Path) -> Iterator[str]:
    """Yield the texts of a module, but for its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value
