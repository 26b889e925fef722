from __future__ import annotations

import pytest

from app.palette.ranking import fit

TITLES = {
    "Digits residual": "digits-residual",
    "ResNet-34": "resnet34",
    "ResNet-50": "resnet50",
    "ResNeXt-50": "resnext50",
    "ResNeXt-50, grouped": "resnext50-grouped",
    "Inception v4 stem": "inception-v4-stem-corrected",
    "Inception v4 stem, as printed": "inception-v4-stem",
}
MORE = "a residual network that reads digits, small and fast"


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("digits residual", "Digits residual"),
        ("residual digits", "Digits residual"),
        ("resnet34", "ResNet-34"),
        ("ResNet 34", "ResNet-34"),
        ("resnext-50", "ResNeXt-50"),
        ("resnext grouped", "ResNeXt-50, grouped"),
        ("inception v4 stem", "Inception v4 stem"),
    ],
)
def test_the_exact_title_wins(typed: str, best: str) -> None:
    for order in (list(TITLES), list(TITLES)[::-1]):
        assert max(order, key=lambda title: fit(typed, [title, TITLES[title]], MORE)) == best


def test_every_word_must_be_found() -> None:
    assert fit("digits banana", ["Digits residual"], MORE) == 0
    assert fit("", ["Digits residual"]) == 1
    assert fit("fast", ["Digits residual"], MORE) > 0
    assert fit("...", ["New..."]) == 0 or fit("new", ["New..."]) > fit("...", ["New..."])
