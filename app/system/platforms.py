"""On which machines Netwright can be installed: what its packages have wheels for, and what would do elsewhere.

Standard library only, and in words that an old Python can load: ``run.py`` asks here before anything is fetched, the
doctor and the first import of a missing package ask afterwards. A test holds the figures to the wheels in ``uv.lock``.
"""

from __future__ import annotations

import os
import platform
import struct
import subprocess
import sys
import sysconfig
from dataclasses import dataclass

OLDEST, NEWEST = (3, 11), (3, 13)
"""TensorFlow has wheels for these versions of Python and those between."""

GLIBC = {"x86_64": (2, 34), "aarch64": (2, 39)}
"""The oldest C library of Linux that PySide6 works with, by processor."""

MACOS = {(3, 11): (13, 0), (3, 12): (14, 0), (3, 13): (14, 0)}
"""The oldest macOS for the version of PySide6 that goes with a Python."""

SYSTEMS = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}
NAMES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True)
class Platform:
    """A machine with a Python, as far as wheels depend on it.

    Attributes:
        system: as ``sys.platform`` has it.
        processor: as ``platform.machine()`` has it.
        python: version of Python, e.g. ``(3, 12)``.
        glibc: version of the GNU C library; ``(0, 0)`` on a Linux with another one.
        macos: version of macOS; ``(0, 0)`` elsewhere, and where it is not known.
        implementation: ``CPython``, ``PyPy`` ...
        bits: 64, or 32 for a Python of 32 bits.
        free_threaded: a build without the global lock.
        translated: a Python for Intel that Rosetta runs on Apple silicon.
    """

    system: str
    processor: str
    python: tuple[int, ...]
    glibc: tuple[int, ...] = (0, 0)
    macos: tuple[int, ...] = (0, 0)
    implementation: str = "CPython"
    bits: int = 64
    free_threaded: bool = False
    translated: bool = False


def this_machine() -> Platform:
    """Return the machine and the Python that this runs on."""
    return Platform(
        system="win32" if sys.platform == "cygwin" else sys.platform,
        processor=platform.machine(),
        python=sys.version_info[:2],
        glibc=_numbers(_glibc()),
        macos=_numbers(platform.mac_ver()[0]),
        implementation=platform.python_implementation(),
        bits=8 * struct.calcsize("P"),
        free_threaded=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        translated=_translated(),
    )


def why_not(machine: Platform, any_python: bool = False) -> str:
    """Say in one sentence why Netwright cannot be installed on a machine, and what would do; empty where it can.

    Args:
        machine: the machine.
        any_python: take no notice of the Python: a tool is there that brings another one.
    """
    of_python = "" if any_python else wrong_python(machine)
    return _of_processor(machine) or _of_system(machine) or of_python


def _of_processor(machine: Platform) -> str:
    processor = NAMES.get(machine.processor.lower(), machine.processor.lower())
    if machine.system not in SYSTEMS:
        return f"TensorFlow has no packages for {machine.system}; Linux, macOS or Windows would do."
    if machine.system == "darwin" and processor == "x86_64" and not machine.translated:
        return (
            "TensorFlow has no packages any more for Macs with an Intel processor; "
            "a Mac with Apple silicon would do, or Linux."
        )
    if machine.system == "win32" and processor == "aarch64":
        return "TensorFlow has no packages for Windows on ARM; Linux in WSL2 would do."
    if processor not in ("x86_64", "aarch64"):
        return (
            f"TensorFlow has no packages for {SYSTEMS[machine.system]} on {machine.processor}; "
            "a processor of 64 bits by Intel, AMD or ARM would do."
        )
    return ""


def _of_system(machine: Platform) -> str:
    if machine.system == "linux":
        needed = GLIBC[NAMES.get(machine.processor.lower(), machine.processor.lower())]
        if machine.glibc == (0, 0):
            return (
                "TensorFlow and Qt have no packages for a Linux without the GNU C library; "
                "Debian, Ubuntu or Fedora would do."
            )
        if machine.glibc < needed:
            would_do = (
                "Ubuntu 24.04 or Debian 13" if needed > (2, 36) else "Ubuntu 22.04 or Debian 12"
            )
            return (
                f"Qt needs the GNU C library {_text(needed)} on {machine.processor}, and this system has "
                f"{_text(machine.glibc)}; {would_do}, or anything newer, would do."
            )
    oldest = _oldest_macos(machine)
    if machine.system == "darwin" and (0, 0) < machine.macos < oldest:
        with_older = machine.macos >= MACOS[OLDEST] and oldest > MACOS[OLDEST]
        also = " or Python 3.11" if with_older else ""
        return (
            f"With Python {_text(machine.python)} Qt needs macOS {oldest[0]}, and this is "
            f"{_text(machine.macos)}; macOS {oldest[0]}{also} would do."
        )
    return ""


def _oldest_macos(machine: Platform) -> tuple[int, ...]:
    return MACOS.get((machine.python[0], machine.python[1]), MACOS[NEWEST])


def wrong_python(machine: Platform) -> str:
    """Say in one sentence why the Python of a machine cannot be used, and which could; empty where it can."""
    known = "Python 3.11, 3.12 or 3.13"
    if machine.translated:
        return (
            "This Python is for Intel, and Rosetta runs it on Apple silicon; "
            f"{known} for Apple silicon would do, from python.org or with 'arch -arm64 python3'."
        )
    if machine.implementation != "CPython":
        return f"TensorFlow has no packages for {machine.implementation}; {known} from python.org would do."
    if machine.bits < 64:
        return f"TensorFlow has no packages for a Python of 32 bits; {known} of 64 bits would do."
    if not OLDEST <= tuple(machine.python[:2]) <= NEWEST:
        return f"TensorFlow has no packages for Python {_text(machine.python)}; {known} would do."
    if machine.free_threaded:
        return (
            "TensorFlow has no packages for a Python without the global lock; "
            f"the usual build of {known} would do."
        )
    return ""


def _glibc() -> str:
    """Return the version of the GNU C library; empty where there is another one, or none."""
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").rpartition(" ")[2]
    except (AttributeError, ValueError, OSError):
        return ""


def _translated() -> bool:
    """Tell whether Rosetta translates this process: its Python sees a processor by Intel."""
    if platform.system() != "Darwin" or platform.machine() != "x86_64":
        return False
    try:
        answer = subprocess.check_output(
            ["/usr/sbin/sysctl", "-n", "sysctl.proc_translated"], stderr=subprocess.DEVNULL
        )
    except (
        OSError,
        subprocess.SubprocessError,
    ):  # a Mac with an Intel processor knows no such word
        return False
    return answer.strip() == b"1"


def _numbers(text: str) -> tuple[int, ...]:
    found = tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
    return (*found, 0, 0)[:2]


def _text(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version[:2])
