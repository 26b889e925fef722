"""Colours, sizes and fonts of everything that is drawn; one theme for light, one for dark.

Colours are ``#rrggbb`` texts, so that this module needs no Qt and the rest of the window can read it too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from blocks.block_type import Category

ACCENT = "#2f6fed"

_LIGHT_CATEGORIES: Mapping[Category, str] = {
    Category.CORE: "#d1495b",
    Category.CONVOLUTION: "#3b7dd8",
    Category.POOLING: "#8b5cf6",
    Category.NORMALIZATION: "#14a08c",
    Category.REGULARIZATION: "#6b8e23",
    Category.ACTIVATION: "#e0832c",
    Category.MERGING: "#4a5568",
    Category.RESHAPING: "#a0719b",
    Category.RECURRENT: "#b8860b",
    Category.ATTENTION: "#c2418d",
    Category.PREPROCESSING: "#5f7a8a",
    Category.COMPOSITE: "#17375e",
}
_DARK_CATEGORIES: Mapping[Category, str] = {
    **_LIGHT_CATEGORIES,
    Category.CORE: "#e4707f",
    Category.CONVOLUTION: "#5b9cf0",
    Category.POOLING: "#a78bfa",
    Category.NORMALIZATION: "#2dc4ae",
    Category.REGULARIZATION: "#93b74a",
    Category.ACTIVATION: "#f0a050",
    Category.MERGING: "#94a3b8",
    Category.RESHAPING: "#c49abf",
    Category.COMPOSITE: "#7fa7d9",
}


@dataclass(frozen=True)
class Theme:
    """Every colour of one appearance.

    Attributes:
        dark: whether it is the dark one.
        window: background of panels.
        canvas: background of the graph.
        card: background of a block.
        border: lines between things and around cards.
        text: main text.
        muted: secondary text.
        wire: wires at rest.
        field: background of input fields.
        hover: background under the pointer.
        accent: the one accent: selection, main button, links.
        on_accent: text on the accent.
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
    text: str
    muted: str
    wire: str
    field: str
    hover: str
    accent: str
    on_accent: str
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
    text="#1b2430",
    muted="#667386",
    wire="#98a2b0",
    field="#ffffff",
    hover="#e8eef9",
    accent=ACCENT,
    on_accent="#ffffff",
    error="#d92d20",
    error_soft="#fdecea",
    warning="#b7791f",
    good="#1a8754",
    series=("#2f6fed", "#e0832c", "#14a08c", "#8b5cf6", "#d1495b", "#6b8e23"),
    categories=_LIGHT_CATEGORIES,
)
DARK = Theme(
    dark=True,
    window="#1d2127",
    canvas="#15181d",
    card="#262b33",
    border="#3a424e",
    text="#e6eaf0",
    muted="#98a3b3",
    wire="#6d7888",
    field="#171a1f",
    hover="#2b3442",
    accent="#5b8ff5",
    on_accent="#0e1420",
    error="#ff6b5e",
    error_soft="#3a2222",
    warning="#e0b050",
    good="#4cc38a",
    series=("#5b8ff5", "#f0a050", "#2dc4ae", "#a78bfa", "#e4707f", "#93b74a"),
    categories=_DARK_CATEGORIES,
)
