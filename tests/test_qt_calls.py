"""PySide6 6.12.0 on Python 3.11 loses a reference to None in each call that returns nothing.

A short test run hides that: the process dies after some thousands of calls. So they are counted.
"""

from __future__ import annotations

import subprocess
import sys

from app.doctor import NONE_PROBE


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
