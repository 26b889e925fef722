"""The examination of this machine: packages and devices, those that are missing, and the command that mends it.

Nothing that is examined is imported here: versions come from the packages' metadata, Qt and Keras
are tried in child processes. So the doctor can speak where they crash.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from app.system.doctor_card import card_findings
from app.system.failures import log_folder
from app.system.findings import Finding, Status
from app.system.installation import install_command, own_command
from app.system.keras_environment import keras_environment
from app.system.platforms import this_machine, why_not
from app.system.qt_libraries import try_qt

if TYPE_CHECKING:
    from packaging.requirements import Requirement

GIB = 2**30
FREE_DISK_WANTED = 2 * GIB  # checkpoints and exported models of a few runs
FREE_MEMORY_WANTED = 1.5 * GIB  # a worker with Keras and a small network


Check = Callable[[], Iterator[Finding]]

NONE_PROBE = """
import sys
from PySide6.QtCore import QObject
thing = QObject()
thing.setObjectName("warm")
before = sys.getrefcount(None)
for _ in range(int(sys.argv[1])):
    thing.setObjectName("x")
print(before - sys.getrefcount(None))
"""
"""Prints how many references to None were lost over argv[1] calls that return nothing."""

_KERAS_PROBE = """
import json, time
start = time.perf_counter()
import keras
from app.training.worker.devices import devices
found = {
    "backend": keras.backend.backend(),
    "version": keras.__version__,
    "devices": devices(),
    "seconds": time.perf_counter() - start,
}
print(json.dumps(found))
"""


class _Probed(TypedDict):
    """The answer of `_KERAS_PROBE`."""

    backend: str
    version: str
    devices: list[str]
    seconds: float


def examine() -> list[Finding]:
    """Makes all examinations; the slow ones run side by side."""
    with ThreadPoolExecutor(max_workers=len(CHECKS)) as pool:
        return [finding for findings in pool.map(_examine_one, CHECKS) for finding in findings]


def _examine_one(check: Check) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:  # a doctor that falls ill on a sick machine helps nobody
        topic = check.__name__.removeprefix("check_").capitalize()
        sentence = f"This could not be examined: {type(error).__name__}: {error}"
        return [Finding(topic, Status.FAIL, sentence, own_command("doctor"))]


def check_python() -> Iterator[Finding]:
    """The interpreter and the system against what the packages have wheels for."""
    reason, _, remedy = why_not(this_machine()).partition("; ")
    if reason:
        yield Finding("Python", Status.FAIL, f"{reason}.", remedy.rstrip("."))
    else:
        version = platform.python_version()
        yield Finding("Python", Status.OK, f"Python {version} on {platform.platform()}.")


def check_packages() -> Iterator[Finding]:
    """Each required package: there, and of a version that works."""
    from packaging.requirements import Requirement

    for requirement in map(Requirement, requirements()):
        if requirement.marker is None or requirement.marker.evaluate():
            yield _check_package(requirement)


def _check_package(requirement: Requirement) -> Finding:
    wanted = f"{requirement.name}{requirement.specifier}"
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        sentence = f"{requirement.name} is not installed."
        return Finding("Package", Status.FAIL, sentence, install_command(wanted))
    if requirement.specifier.contains(version, prereleases=True):
        return Finding("Package", Status.OK, f"{requirement.name} {version}.")
    sentence = f"{requirement.name} {version} is installed, but {wanted} is needed."
    return Finding("Package", Status.FAIL, sentence, install_command(wanted))


def requirements() -> list[str]:
    """The requirement lines of this program, from its metadata or from the checkout."""
    try:
        lines = metadata.requires("netwright")
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parents[2] / "pyproject.toml"
        lines = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
    return [line for line in lines or [] if "extra ==" not in line]


def check_none() -> Iterator[Finding]:
    """The fault of PySide6 6.12.0 on Python 3.11: calls that lose references to None."""
    child = _run_child(NONE_PROBE, "100")
    try:
        lost = int(child.stdout)
    except ValueError:
        return  # Qt does not even import; the libraries' check says why
    if lost < 50:
        yield Finding("Qt calls", Status.OK, "Qt calls keep Python's None intact.")
    else:
        yield Finding(
            "Qt calls",
            Status.FAIL,
            "This PySide6 loses references to None and will crash on this Python.",
            install_command("pyside6-essentials>=6.11.3,<6.12"),
        )


def check_qt() -> Iterator[Finding]:
    """Qt's system libraries, with and without a screen."""
    for name, purpose in (("offscreen", "without a screen"), ("xcb", "in windows (X11)")):
        trial = try_qt(name)
        if trial.works:
            yield Finding(f"Qt {name}", Status.OK, f"Qt runs {purpose}.")
        else:
            status = Status.FAIL if name == "offscreen" else Status.WARN
            remedy = trial.command or "look for the named library in your system's packages"
            yield Finding(f"Qt {name}", status, trial.sentence, remedy)


def check_display() -> Iterator[Finding]:
    """Check whether there is a screen to open a window on."""
    names = [name for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    if not sys.platform.startswith("linux"):
        yield Finding("Display", Status.OK, "Windows open on this system's own screen.")
    elif names:
        found = ", ".join(f"{name}={os.environ[name]}" for name in names)
        yield Finding("Display", Status.OK, f"There is a display ({found}).")
    else:
        sentence = "There is no display: no window can open here, the command line works."
        remedy = "start the program from a desktop session, or log in with: ssh -X"
        yield Finding("Display", Status.WARN, sentence, remedy)


def check_keras() -> Iterator[Finding]:
    """Check which backend Keras runs on, which devices that backend sees, and which cards there are."""
    child = _run_child(_KERAS_PROBE)
    try:
        found: _Probed = json.loads(child.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        reason = (child.stderr.strip().splitlines() or ["no reason given"])[-1]
        # All may be there by name and version, with files missing: installed once more, they are whole.
        wanted = [each for each in requirements() if each.startswith(("keras", "tensorflow"))]
        remedy = install_command("--force-reinstall", "--no-deps", *wanted)
        yield Finding("Keras", Status.FAIL, f"Keras does not start: {reason}", remedy)
        yield from card_findings("", ())
        return
    devices = found["devices"]
    yield Finding(
        "Keras",
        Status.OK,
        f"Keras {found['version']} runs on {found['backend']} with {', '.join(devices)} "
        f"and loads in {found['seconds']:.1f} s.",
    )
    yield from card_findings(found["backend"], tuple(devices))


def check_disk() -> Iterator[Finding]:
    """A state folder that can be written to, on a disk with room."""
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f"doctor-{os.getpid()}"
        probe.write_text("can be written", "utf-8")
        probe.unlink()
    except OSError as error:
        sentence = f"The state folder {folder} cannot be written to ({error.strerror})."
        yield Finding("State folder", Status.FAIL, sentence, f"chmod u+rwx {folder}")
        return
    yield Finding("State folder", Status.OK, f"Runs and logs go to {folder}.")
    free = shutil.disk_usage(folder).free
    enough = free >= FREE_DISK_WANTED
    yield Finding(
        "Disk",
        Status.OK if enough else Status.WARN,
        f"{free / GIB:.1f} GiB are free in the state folder.",
        "" if enough else f"free some space on the disk of {folder}",
    )


def check_memory() -> Iterator[Finding]:
    """Memory for one training process."""
    try:
        import psutil
    except ImportError:
        return  # the packages' check has said so
    free = psutil.virtual_memory().available
    enough = free >= FREE_MEMORY_WANTED
    yield Finding(
        "Memory",
        Status.OK if enough else Status.WARN,
        f"{free / GIB:.1f} GiB of memory are free, {os.cpu_count()} processor cores.",
        "" if enough else "close other programs before training",
    )


def check_ruff() -> Iterator[Finding]:
    """The formatter of exported code; it is a program of its own inside its package."""
    child = _run_child("import ruff.__main__ as r; print(r.find_ruff_bin())")
    if child.returncode == 0:
        sentence = f"Exported code is formatted by {child.stdout.strip()}."
        yield Finding("Formatter", Status.OK, sentence)
    else:
        sentence = "The formatter ruff is missing: exported code will not be formatted."
        yield Finding("Formatter", Status.WARN, sentence, install_command("ruff>=0.17"))


def _run_child(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a few lines of Python in a process that may die without harm."""
    quiet = keras_environment() | {"TF_CPP_MIN_LOG_LEVEL": "3", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code, *arguments]
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=180, check=False, env=quiet
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", "no answer within three minutes")


CHECKS: tuple[Check, ...] = (
    check_python,
    check_packages,
    check_none,
    check_qt,
    check_display,
    check_keras,
    check_disk,
    check_memory,
    check_ruff,
)
"""In the order in which they are told."""
