"""The bootstrap's own arithmetic; its installations are tried by CI on a bare machine."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import run


def test_the_lock_file_names_public_registries_only() -> None:
    lock = tomllib.loads((run.ROOT / "uv.lock").read_text("utf-8"))
    sources = {package["source"].get("registry", "here") for package in lock["package"]}
    assert sources == {"https://pypi.org/simple", "here"}


def test_each_locked_version_is_one_constraint_that_pip_can_read() -> None:
    constraints = [Requirement(line) for line in run.locked_versions().splitlines()]
    here = [c.name for c in constraints if c.marker is None or c.marker.evaluate()]
    assert len(here) == len(set(here))
    assert {"keras", "tensorflow", "pyside6-essentials", "pytest"} <= set(here)


@pytest.mark.parametrize(
    ("version", "suits"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)]
)
def test_the_pythons_that_suit(version: tuple[int, int], suits: bool) -> None:
    assert run.suits(version) is suits


def test_a_changed_lock_file_means_a_new_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text("a")
    (tmp_path / "uv.lock").write_text("b")
    before = run.fingerprint()
    assert run.fingerprint() == before
    (tmp_path / "uv.lock").write_text("c")
    assert run.fingerprint() != before


def test_a_full_disk_is_said_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "DISK_NEEDED", 2**60)
    with pytest.raises(run.SetupError, match="GB of free disk"):
        run.check_disk()


def test_a_python_that_does_not_suit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    with pytest.raises(run.SetupError, match="Netwright needs Python"):
        run.go_on_with_other_python()


def test_a_python_without_ensurepip_gets_the_debian_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "call", lambda *words, **options: 1)
    with pytest.raises(run.SetupError, match="apt install python3-venv"):
        run.install_with_pip()


@pytest.mark.parametrize("works", [True, False])
def test_an_environment_of_a_broken_python_is_noticed(
    works: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path(sys.executable if works else "/nowhere/python")
    monkeypatch.setattr(run, "program", lambda name: python)
    assert run.venv_suits() is works
