"""Colours, sizes and fonts of everything that is drawn; one theme for light, one for dark.

Colours are ``#rrggbb`` texts, so that this module needs no Qt and the rest of the window can read it too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from blocks.types.block_type import Category

ACCENT = "#2f6fed"

_CATEGORIES: Mapping[Category, tuple[str, str, tuple[int, ...]]] = {
    Category.CORE: ("#d23955", "#e87584", (20,)),
    Category.CONVOLUTION: ("#336bad", "#3e8dfc", (9, 2, 9)),
    Category.POOLING: ("#9667ff", "#a8b4fc", (5, 2, 6, 2, 5)),
    Category.NORMALIZATION: ("#049d82", "#4fefc0", (4, 1, 4, 2, 4, 1, 4)),
    Category.REGULARIZATION: ("#626700", "#aca30b", (2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2)),
    Category.ACTIVATION: ("#c87a29", "#f6b478", (13, 2, 5)),
    Category.MERGING: ("#204286", "#9093b6", (5, 2, 13)),
    Category.RESHAPING: ("#a47da5", "#bfb6c3", (2, 2, 12, 2, 2)),
    Category.RECURRENT: ("#543c07", "#9d751a", (7, 2, 2, 2, 7)),
    Category.ATTENTION: ("#9a2859", "#e00484", (12, 2, 2, 2, 2)),
    Category.PREPROCESSING: ("#5d6976", "#5e7887", (2, 2, 2, 2, 12)),
    Category.COMPOSITE: ("#002245", "#dae9ff", (16, 2, 2)),
}
"""Colour of each category on light and on dark, and its sign."""

CATEGORY_SIGNS: Mapping[Category, tuple[int, ...]] = {
    category: sign for category, (_, _, sign) in _CATEGORIES.items()
}
"""The second sign of a category beside its colour: its strip from top to bottom, lengths of dash and gap in turn.

No two have their gaps at the same places, so that lines at the places of the gaps tell them too: see `notches_of`.
"""


def dashes_of(sign: tuple[int, ...]) -> list[tuple[float, float]]:
    """Return where the dashes of a category's sign begin and end, as shares of its length."""
    whole, at, found = sum(sign), 0, []
    for place, length in enumerate(sign):
        if not place % 2:
            found.append((at / whole, (at + length) / whole))
        at += length
    return found


def notches_of(sign: tuple[int, ...]) -> list[float]:
    """Return the middles of the gaps of a category's sign, as shares of its length.

    Whole areas in a category's colour have lines there: the cards of a graph seen from far away from left to right,
    the boxes of diagrams from top to bottom.
    """
    dashes = dashes_of(sign)
    return [(before[1] + after[0]) / 2 for before, after in pairwise(dashes)]


SERIES_DASHES: tuple[tuple[int, ...], ...] = (
    (5, 2),
    (),
    (2, 2),
    (8, 2, 2, 2),
    (9, 3),
    (5, 2, 2, 2, 2, 2),
)
"""The second sign of a curve beside its colour: lengths of dash and gap in widths of the line; empty for a solid one.

In the order of `Theme.series`: training, validation, further runs.
"""


@dataclass(frozen=True)
class Theme:
    """Every colour of one appearance.

    Attributes:
        dark: whether it is the dark one.
        window: background of panels.
        canvas: background of the graph.
        card: background of a block.
        border: lines between things and around cards and buttons.
        field_border: lines around fields and tick boxes.
        text: main text.
        muted: secondary text.
        wire: wires at rest.
        field: background of input fields.
        hover: background under the pointer.
        box: background of a box with numbers.
        accent: the one accent: selection, main button.
        on_accent: text on the accent.
        accent_text: words in the accent: links.
        error: problems, and only problems.
        error_soft: background behind a problem.
        warning: warnings and unfinished things.
        good: success.
        series: colours of curves, in order (training, validation, further runs).
        categories: colour of each block category.
    """

    dark: bool
    window: str
    canvas: str
    card: str
    border: str
    field_border: str
    text: str
    muted: str
    wire: str
    field: str
    hover: str
    box: str
    accent: str
    on_accent: str
    accent_text: str
    error: str
    error_soft: str
    warning: str
    good: str
    series: tuple[str, ...]
    categories: Mapping[Category, str] = dataclasses.field(repr=False)


LIGHT = Theme(
    dark=False,
    window="#fafbfc",
    canvas="#f1f3f5",
    card="#ffffff",
    border="#d5dae1",
    field_border="#7f8998",
    text="#1b2430",
    muted="#5d697b",
    wire="#7f8a9a",
    field="#ffffff",
    hover="#e8eef9",
    box="#f0f4fb",
    accent=ACCENT,
    on_accent="#ffffff",
    accent_text="#2459cc",
    error="#c4261b",
    error_soft="#fdecea",
    warning="#8f5d10",
    good="#14703f",
    series=("#296ffa", "#ce7722", "#729484", "#6f3da6", "#cb3751", "#426700"),
    categories={category: light for category, (light, _, _) in _CATEGORIES.items()},
)
DARK = Theme(
    dark=True,
    window="#1d2127",
    canvas="#15181d",
    card="#262b33",
    border="#3a424e",
    field_border="#737d8d",
    text="#e6eaf0",
    muted="#98a3b3",
    wire="#6d7888",
    field="#171a1f",
    hover="#2b3442",
    box="#232a35",
    accent="#5b8ff5",
    on_accent="#0e1420",
    accent_text="#7ba7ff",
    error="#ff6b5e",
    error_soft="#3a2222",
    warning="#e0b050",
    good="#4cc38a",
    series=("#4384f4", "#f8ab63", "#38c7b1", "#bdaaff", "#e46d7e", "#759605"),
    categories={category: dark for category, (_, dark, _) in _CATEGORIES.items()},
)
