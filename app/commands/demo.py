"""``netwright demo``: the main job end to end, on handwritten digits.

Opens a bundled example in the window, trains it with live plots, and leaves what a person takes home. Off screen
(no display, or ``--out`` given) it ends by itself; otherwise the window stays until it is closed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.system.errors import UserError

EXAMPLE = "digits-cnn"
FOLDER = Path("netwright-demo")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help=f"the folder for the results (default: {FOLDER}); with it the window closes at the end",
    )


def run(args: argparse.Namespace) -> int:
    """Does the main job; returns 1 if the run failed."""
    folder = args.out or FOLDER
    screen = has_screen()
    if not screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _check_qt("xcb" if screen and uses_x11() else "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    from app.commands.demo_window import Demo

    return Demo(EXAMPLE, folder, stay=screen and args.out is None).run()


def has_screen() -> bool:
    """Tells whether a window could be seen."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return chosen not in ("offscreen", "minimal")
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def uses_x11() -> bool:
    """Tells whether Qt will open its window through X11, which needs libraries of its own."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return chosen == "xcb"
    return bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")


def _check_qt(platform: str) -> None:
    """Says which system library is missing, before Qt ends the process without a word."""
    from app.system.qt_libraries import try_qt

    trial = try_qt(platform)
    if not trial.works:
        raise UserError(trial.sentence, trial.command)
