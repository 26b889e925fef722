"""PySide6 6.12.0 on Python 3.11 loses a reference to None in each call that returns nothing.

A short test run hides that: the process dies after some thousands of calls. So they are counted.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from app.system.doctor import NONE_PROBE
from tests.sources import python_files


def test_twenty_thousand_qt_calls_lose_no_reference_to_none() -> None:
    child = subprocess.run(
        [sys.executable, "-c", NONE_PROBE, "20000"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    # Other modules may take or drop a few references meanwhile; the fault would lose 20,000.
    assert abs(int(child.stdout)) < 100


def test_no_item_of_a_layout_is_shown_to_python() -> None:
    """PySide keeps what it was shown of a layout's items; Qt deletes them, and puts another thing in their place.

    The next thing there is taken for the old one then: wrong types at best, and a crash at worst.
    """
    files = python_files("app", "canvas", "tests")
    asking = re.compile(r"(?<!self)\.itemAt\((?!\d|QPoint|spot|event)|\.spacerItem\(")
    found = [
        path.name
        for path in files
        if path.name != Path(__file__).name and asking.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_what_waits_a_while_before_it_calls_is_a_later() -> None:
    """Timers of another kind: the clock of the start, before the first paint, and the one that lets Ctrl+C through."""
    own = re.compile(r"\bQTimer\(|\.startTimer\(|QBasicTimer\(")
    found = {
        path.name for path in python_files("app", "canvas") if own.search(path.read_text("utf-8"))
    }
    assert found - {"later.py"} == {"loader.py", "demo_window.py"}
