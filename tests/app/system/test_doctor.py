from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from app.commands import doctor as command
from app.system import doctor, installation, qt_libraries
from app.system.findings import Finding, Status
from tests.sources import python_files


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
    assert old.remedy.endswith("'networkx>=3.6'")
    assert fine.status is Status.OK


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
    assert installation.gpu_command("jax").endswith('-m pip install "netwright[gpu-jax]"')

    def check_nothing() -> Iterator[doctor.Finding]:
        raise RuntimeError

    (finding,) = doctor._examine_one(check_nothing)
    assert finding.remedy == "netwright doctor"


def test_no_sentence_names_a_command_by_itself() -> None:
    """Sentences ask how this program was installed; only `installation` and run.py itself know both ways."""
    named = {
        path.name for path in python_files("app") if '"python3 run.py' in path.read_text("utf-8")
    }
    assert named == {"installation.py"}
