"""Made-up machines: each is taken, or refused in one sentence that says what would do; and the wheels are as we say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.system.platforms import GLIBC, MACOS, NEWEST, OLDEST, Platform, this_machine, why_not

ROOT = Path(__file__).parents[3]

LINUX = Platform("linux", "x86_64", (3, 12), glibc=(2, 36))
FINE = [
    LINUX,
    Platform("linux", "x86_64", (3, 11), glibc=(2, 34)),
    Platform("linux", "aarch64", (3, 13), glibc=(2, 39)),
    Platform("darwin", "arm64", (3, 11), macos=(13, 6)),
    Platform("darwin", "arm64", (3, 13), macos=(14, 0)),
    Platform("darwin", "arm64", (3, 13)),  # its version is not told: pip will say
    Platform("win32", "AMD64", (3, 12)),
]
REFUSED = [
    (Platform("darwin", "x86_64", (3, 12), macos=(15, 0)), "Intel processor; a Mac with Apple silicon"),
    (Platform("win32", "ARM64", (3, 12)), "Windows on ARM; Linux in WSL2 would do."),
    (Platform("linux", "aarch64", (3, 12), glibc=(2, 36)), "2.39 on aarch64, and this system has 2.36; Ubuntu 24.04"),
    (Platform("linux", "x86_64", (3, 12), glibc=(2, 31)), "2.34 on x86_64, and this system has 2.31; Ubuntu 22.04"),
    (Platform("linux", "x86_64", (3, 12)), "without the GNU C library; Debian, Ubuntu or Fedora would do."),
    (Platform("darwin", "arm64", (3, 12), macos=(13, 5)), "macOS 14, and this is 13.5; macOS 14 or Python 3.11"),
    (Platform("darwin", "arm64", (3, 11), macos=(12, 7)), "macOS 13, and this is 12.7; macOS 13 would do."),
    (Platform("linux", "riscv64", (3, 12), glibc=(2, 39)), "Linux on riscv64; a processor of 64 bits"),
    (Platform("win32", "x86", (3, 12), bits=32), "Windows on x86; a processor of 64 bits"),
    (Platform("win32", "AMD64", (3, 12), bits=32), "a Python of 32 bits; Python 3.11, 3.12 or 3.13 of 64 bits"),
    (Platform("linux", "x86_64", (3, 14), glibc=(2, 41)), "packages for Python 3.14; Python 3.11, 3.12 or 3.13"),
    (Platform("linux", "x86_64", (3, 9), glibc=(2, 36)), "packages for Python 3.9; Python 3.11"),
    (Platform("linux", "x86_64", (3, 11), glibc=(2, 36), implementation="PyPy"), "packages for PyPy; Python 3.11"),
    (Platform("linux", "x86_64", (3, 13), glibc=(2, 36), free_threaded=True), "without the global lock; the usual"),
    (Platform("darwin", "x86_64", (3, 12), macos=(15, 0), translated=True), "runs it on Apple silicon; Python 3.11"),
    (Platform("freebsd14", "amd64", (3, 12)), "packages for freebsd14; Linux, macOS or Windows would do."),
]  # fmt: skip


@pytest.mark.parametrize("machine", FINE, ids=str)
def test_machines_that_do(machine: Platform) -> None:
    assert why_not(machine) == ""


@pytest.mark.parametrize(("machine", "words"), REFUSED, ids=lambda each: str(each)[:60])
def test_machines_that_do_not(machine: Platform, words: str) -> None:
    sentence = why_not(machine)
    assert words in sentence
    assert sentence.count(". ") == 0
    assert sentence.endswith(".")


def test_a_tool_that_brings_a_python_needs_none() -> None:
    assert why_not(Platform("linux", "x86_64", (3, 14), glibc=(2, 36)), any_python=True) == ""
    rosetta = Platform("darwin", "x86_64", (3, 12), macos=(15, 0), translated=True)
    assert why_not(rosetta, any_python=True) == ""
    assert why_not(Platform("win32", "ARM64", (3, 14)), any_python=True)


def test_this_machine_does() -> None:
    assert why_not(this_machine()) == ""


def _wheels(name: str) -> Iterator[str]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    for package in lock["package"]:
        if package["name"] == name:
            yield from (wheel["url"].rpartition("/")[2] for wheel in package["wheels"])


def test_the_wheels_are_as_we_say() -> None:
    qt, tensorflow = list(_wheels("pyside6-essentials")), list(_wheels("tensorflow"))
    for processor, (major, minor) in GLIBC.items():
        built = {
            found
            for name in qt
            for found in re.findall(rf"manylinux_(\d+)_(\d+)_{processor}", name)
        }
        assert built == {(str(major), str(minor))}
    for python, (oldest, _) in MACOS.items():
        version = "6.11" if python < (3, 12) else "6.12"
        assert any(
            re.search(rf"-{version}\.\d+-.*macosx_{oldest}_0_universal2", name) for name in qt
        )
    pythons = {found for name in tensorflow for found in re.findall(r"-cp3(\d+)-", name)}
    assert {str(minor) for _, minor in (OLDEST, NEWEST)} <= pythons
    assert str(NEWEST[1] + 1) not in pythons
    assert not any("macosx" in name and "x86_64" in name for name in tensorflow)
    assert not any("win_arm64" in name or "musllinux" in name for name in tensorflow)
