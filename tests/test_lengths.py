"""Lengths in the window follow the text size: nobody writes pixels beside `canvas.theme.measure`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.frame.preferences import SIZES
from app.look.style_sheet import SHEET
from canvas.theme.measure import scaled_sheet
from tests.sources import python_files

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
DRAWN = ("app/plots/panel.py",)
"""Files about lengths of a drawing, which has a scale of its own."""


def bare(text: str) -> list[str]:
    """Return what sets a length in pixels as it is."""
    return [found[0] for pattern in BARE for found in pattern.finditer(text)]


def test_lengths_of_the_window_follow_the_text_size() -> None:
    found = {
        str(path.relative_to(ROOT)): lengths
        for path in python_files("app", "canvas")
        if str(path.relative_to(ROOT)) not in DRAWN
        and (lengths := bare(path.read_text(encoding="utf-8")))
    }
    assert not found
    for name in DRAWN:  # an exception that nobody needs any more goes
        assert bare((ROOT / name).read_text(encoding="utf-8")), name


def test_bare_lengths_are_seen() -> None:
    assert bare("row.setSpacing(6)")
    assert bare("self.resize(640, 480)")
    assert bare("row.setContentsMargins(4, 0, 4, 0)")
    assert bare("view.setIconSize(QSize(16, 16))")
    assert not bare(
        "row.setSpacing(px(6)); row.setContentsMargins(0, 0, 0, 0); field.setMinimumWidth(1)"
    )


@pytest.mark.parametrize("percent", SIZES)
def test_round_marks_are_round_at_every_text_size(percent: int) -> None:
    """Qt draws a corner that is larger than half of its side as a square one."""
    looked_at = 0
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", scaled_sheet(SHEET, percent / 100)):
        lengths = dict(re.findall(r"(?<![-\w])(width|border|border-radius): (\d+)px", body))
        if (
            "Button" in selector
            and "indicator" in selector
            and {"width", "border-radius"} <= {*lengths}
        ):
            side = int(lengths["width"]) + 2 * int(lengths["border"])
            assert 0.4 * side <= int(lengths["border-radius"]) <= side / 2, selector
            looked_at += 1
    assert looked_at == 2
