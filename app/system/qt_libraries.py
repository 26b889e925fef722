"""Finds the system libraries that Qt needs, those that are missing, and the Debian packages with them.

Standard library only, and usable by itself (``python -m app.system.qt_libraries offscreen xcb``): the
bootstrap runs it before anything of ours has started. Qt is tried in a child process, because a
platform plugin that does not load ends the process that asked for it.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from dataclasses import dataclass

# Found by trial on a bare Debian 12: added one by one until a window opened.
OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
XCB = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
}
NEEDED = {"offscreen": OFFSCREEN, "xcb": {**OFFSCREEN, **XCB}}
"""For each of Qt's platforms: file name of the library to its Debian package."""

_TRY_QT = """
import ctypes, pathlib, sys
import PySide6
from PySide6 import QtWidgets
folder = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
ctypes.CDLL(str(folder / f"libq{sys.argv[1]}.so"))
"""


@dataclass(frozen=True)
class LoadTrial:
    """The result of loading Qt for one platform.

    Attributes:
        platform: ``offscreen`` or ``xcb``.
        works: Whether Qt and the platform's plugin load.
        libraries: File names of the libraries that are missing.
        packages: Debian packages that bring them.
        reason: What the system said where no missing library explains the failure.
    """

    platform: str
    works: bool
    libraries: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    reason: str = ""

    @property
    def sentence(self) -> str:
        """The reason why Qt does not work, in words; empty where it works."""
        if self.works:
            return ""
        if self.libraries:
            return "Qt needs system libraries that are not here: " + ", ".join(self.libraries) + "."
        return f"Qt does not start: {self.reason}."

    @property
    def command(self) -> str:
        """The command that mends it on Debian and Ubuntu; empty where none is known."""
        if not self.packages:
            return ""
        sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
        return f"{sudo}apt install " + " ".join(self.packages)


def try_qt(platform: str) -> LoadTrial:
    """Loads Qt's widgets and one platform plugin in a child process.

    Args:
        platform: ``offscreen`` or ``xcb``.
    """
    if not sys.platform.startswith("linux"):
        return LoadTrial(platform, works=True)  # the wheels for Windows and macOS need nothing else
    try:
        child = subprocess.run(
            [sys.executable, "-c", _TRY_QT, platform],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return LoadTrial(platform, works=False, reason="it did not answer within a minute")
    if child.returncode == 0:
        return LoadTrial(platform, works=True)
    return explain(platform, child.stderr)


def explain(platform: str, complaint: str) -> LoadTrial:
    """Finds all missing libraries, where the loader names only the first.

    Args:
        platform: ``offscreen`` or ``xcb``.
        complaint: What the failed attempt printed.
    """
    needed = NEEDED[platform]
    named = re.findall(r"(\S+\.so[.\d]*): cannot open shared object file", complaint)
    missing = dict.fromkeys([*named, *missing_libraries(platform)])
    packages = dict.fromkeys(needed[name] for name in missing if name in needed)
    last_line = (complaint.strip().splitlines() or ["no reason given"])[-1].rstrip(".")
    return LoadTrial(platform, False, tuple(missing), tuple(packages), last_line)


def missing_libraries(platform: str) -> list[str]:
    """File names of the known libraries that this system cannot load.

    Args:
        platform: ``offscreen`` or ``xcb``.
    """
    return [name for name in NEEDED[platform] if not _loads(name)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def look_first(platform: str) -> str:
    """Return what is missing and what brings it, before Qt is there to be tried; empty where nothing is.

    Args:
        platform: ``offscreen`` or ``xcb``.
    """
    missing = sys.platform.startswith("linux") and missing_libraries(platform)
    return _words(explain(platform, "")) if missing else ""


def _words(trial: LoadTrial) -> str:
    if not trial.command:
        return trial.sentence
    return f"{trial.sentence}\nOn Debian and Ubuntu this brings them:\n\n    {trial.command}\n"


def main(platforms: list[str]) -> int:
    """Prints what is missing, in plain words; returns 1 if something is."""
    for platform in platforms:
        trial = try_qt(platform)
        if not trial.works:
            print(_words(trial))
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
