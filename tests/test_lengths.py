"""Lengths in the window follow the text size: nobody writes pixels beside `canvas.measure`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETTERS = (
    "setSpacing|setHorizontalSpacing|setVerticalSpacing|addSpacing|setMargin|setIndentation|setIndent|setFixedHeight"
    "|setFixedWidth|setMinimumWidth|setMinimumHeight|setMaximumWidth|setMaximumHeight|setMinimumSectionSize"
)
BARE = (
    re.compile(rf"\.(?:{SETTERS})\((?:[2-9]|\d\d+)\b"),
    re.compile(r"\.(?:setMinimumSize|setMaximumSize|setFixedSize|resize)\(\d+, \d+\)"),
    re.compile(r"\.setIconSize\(QSize\("),
    re.compile(r"\.setContentsMargins\((?!0, 0, 0, 0\))-?\d"),
    re.compile(r"\.setPixelSize\(\d"),
)
DRAWN = ("canvas/geometry.py", "app/panels/plots.py")
"""Files about lengths of a drawing, which has a scale of its own."""


def bare(text: str) -> list[str]:
    """Return what sets a length in pixels as it is."""
    return [found[0] for pattern in BARE for found in pattern.finditer(text)]


def test_lengths_of_the_window_follow_the_text_size() -> None:
    found = {
        str(path.relative_to(ROOT)): lengths
        for folder in ("app", "canvas")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in DRAWN
        and (lengths := bare(path.read_text(encoding="utf-8")))
    }
    assert not found


def test_bare_lengths_are_seen() -> None:
    assert bare("row.setSpacing(6)")
    assert bare("self.resize(640, 480)")
    assert bare("row.setContentsMargins(4, 0, 4, 0)")
    assert bare("view.setIconSize(QSize(16, 16))")
    assert not bare(
        "row.setSpacing(px(6)); row.setContentsMargins(0, 0, 0, 0); field.setMinimumWidth(1)"
    )
