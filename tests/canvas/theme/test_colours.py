"""Colours that can be read and told apart, by everybody: what WCAG and CIEDE2000 say of every pair in use."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from app.code.highlight import colours_of
from app.look.style_sheet import SHEET
from app.look.theme import accent_strong
from app.runs.run_list import RunRecord
from app.training.history import RunHistory
from blocks.types.block_type import Category
from canvas.theme.pens import notched
from canvas.theme.themes import CATEGORY_SIGNS, DARK, LIGHT, SERIES_DASHES, Theme, notches_of
from tests.colours import EYES, ciede2000, contrast, distance, lab, linear

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

LEAST = 12.0
"""Distance (CIEDE2000) that colours have at least which mean different things."""

PANELS = ("window", "card", "field", "hover", "canvas", "box")
"""Grounds that words may stand on."""

WORDS = {
    "text": (*PANELS, "error_soft"),
    "muted": ("window", "card", "field", "canvas", "box"),
    "accent_text": ("window", "card", "field", "box", "error_soft"),
    "error": ("window", "card", "field", "error_soft"),
    "warning": ("window", "card", "field", "canvas"),
    "good": ("window", "card"),
    "on_accent": ("accent", "accent_strong"),
    "card": ("text", "error", "warning"),
}
"""Words, to the grounds that they stand on: 4.5 to 1."""

LINES = {
    "wire": ("canvas", "card"),
    "muted": ("canvas", "card"),
    "field_border": ("window", "card", "field"),
    "accent": ("window", "card", "canvas", "field"),
    "error": ("canvas", "card", "field"),
    "warning": ("canvas", "card"),
}
"""Lines, ports and signs, to the grounds that they stand on: 3 to 1."""

PAIRS = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.1848, -84.8006), (50, 0, -82.7485), 1.0000),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (50, 3.2592, 0.335), 1.0000),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
"""Published pairs of L*, a*, b* with their distance (Sharma, Wu and Dalal)."""


@pytest.mark.parametrize(("one", "other", "wanted"), PAIRS)
def test_the_distance_is_that_of_the_published_pairs(
    one: tuple[float, float, float], other: tuple[float, float, float], wanted: float
) -> None:
    assert ciede2000(one, other) == pytest.approx(wanted, abs=5e-5)
    assert ciede2000(other, one) == pytest.approx(wanted, abs=5e-5)


def test_known_colours_are_seen_as_known() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert lab(linear("#ffffff")) == pytest.approx((100, 0, 0), abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    for eyes in EYES:  # grey is grey for everybody
        assert distance("#808080", "#808080", eyes) == 0
        assert EYES[eyes](linear("#808080")) == pytest.approx(linear("#808080"), abs=2e-3)
    red_green = [distance("#b01010", "#4e6000", eyes) for eyes in EYES]
    assert red_green[0] > 40
    assert min(red_green) < 12


def colours(theme: Theme) -> dict[str, str]:
    found = {name: colour for name, colour in vars(theme).items() if isinstance(colour, str)}
    return found | {"accent_strong": accent_strong(theme)}


@THEMES
def test_words_can_be_read_where_they_stand(theme: Theme) -> None:
    named = colours(theme)
    bad = {
        (words, ground): round(contrast(named[words], named[ground]), 2)
        for words, grounds in WORDS.items()
        for ground in grounds
        if contrast(named[words], named[ground]) < 4.5
    }
    assert not bad


@THEMES
def test_lines_can_be_seen_where_they_run(theme: Theme) -> None:
    named = colours(theme)
    bad = {
        (line, ground): round(contrast(named[line], named[ground]), 2)
        for line, grounds in LINES.items()
        for ground in grounds
        if contrast(named[line], named[ground]) < 3
    }
    assert not bad


@THEMES
def test_curves_and_categories_can_be_seen(theme: Theme) -> None:
    for colour in (*theme.series, *theme.categories.values()):
        assert contrast(colour, theme.card) >= 3, colour
        assert contrast(colour, theme.canvas) >= 3, colour
    assert contrast(theme.categories[Category.COMPOSITE], theme.card) >= 4.5  # words stand on it


@THEMES
def test_code_can_be_read(theme: Theme) -> None:
    for kind, colour in colours_of(theme).items():
        assert contrast(colour, theme.card) >= 4.5, kind


def rules() -> list[tuple[str, dict[str, str]]]:
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", SHEET):
        parts = (part.partition(":") for part in body.split(";") if ":" in part)
        found.append((selector.strip(), {name.strip(): value.strip() for name, _, value in parts}))
    return found


def test_every_colour_of_words_in_the_style_sheet_is_looked_at() -> None:
    for selector, rule in rules():
        words = rule.get("color", "").removeprefix("$")
        if words and words != "faded":
            assert words in WORDS, selector
        ground = re.match(r"\$(\w+)", rule.get("background", ""))
        if words and words != "faded" and ground:
            assert ground[1] in WORDS[words], selector


def test_fields_and_tick_boxes_have_a_border_that_can_be_seen() -> None:
    fields = ("QLineEdit, QComboBox, QAbstractSpinBox", "QPlainTextEdit, QTextEdit")
    boxes = ("QCheckBox::indicator", "QRadioButton::indicator", "#searchButton")
    seen = dict(rules())
    for selector in (*fields, *boxes):
        assert seen[selector]["border"].endswith("$field_border"), selector


@THEMES
@pytest.mark.parametrize("eyes", EYES)
def test_colours_that_differ_in_meaning_differ_for_all_eyes(theme: Theme, eyes: str) -> None:
    for kind in (theme.series, tuple(theme.categories.values())):
        for one, other in combinations(kind, 2):
            assert distance(one, other, eyes) >= LEAST, (one, other)


def test_every_series_and_every_category_has_a_second_sign() -> None:
    for theme in (LIGHT, DARK):
        assert len(theme.series) == len(SERIES_DASHES)
        assert set(theme.categories) == set(Category)
    assert len(set(SERIES_DASHES)) == len(SERIES_DASHES)
    assert set(CATEGORY_SIGNS) == set(Category)
    assert len(set(CATEGORY_SIGNS.values())) == len(CATEGORY_SIGNS)
    assert {sum(sign) for sign in CATEGORY_SIGNS.values()} == {20}


def test_the_lines_of_two_categories_are_never_at_the_same_places() -> None:
    places = {category: notches_of(sign) for category, sign in CATEGORY_SIGNS.items()}
    for one, other in combinations(Category, 2):
        same = len(places[one]) == len(places[other])
        apart = max(
            (abs(a - b) for a, b in zip(places[one], places[other], strict=False)), default=1
        )
        # A tenth of the smallest card that is painted is about one pixel.
        assert not same or apart >= 0.1, (one, other)


@THEMES
def test_the_lines_of_a_category_can_be_seen_without_colour(theme: Theme) -> None:
    for colour in theme.categories.values():
        for ground in (theme.card, theme.canvas):
            assert contrast(colour, notched(colour, ground).name()) >= 2, colour


def test_runs_differ_in_colour_or_dash() -> None:
    records = [RunRecord(number, "", RunHistory()) for number in range(1, 17)]
    assert len({(record.colour(LIGHT), record.dash) for record in records}) == len(records)
    first = SERIES_DASHES[:2]
    assert not any(record.dash in first for record in records)
