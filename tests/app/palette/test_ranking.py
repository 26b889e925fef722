from __future__ import annotations

import re

import pytest

from app.files.template_rows import TemplateCard, card_fit
from app.palette.ranking import fit
from app.templates.catalog import Template, templates

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


def test_however_many_words_are_typed_the_exact_title_wins() -> None:
    title = " ".join(f"word{number}" for number in range(200))
    assert fit(title.upper(), [title.replace(" ", "-")]) > fit(title.upper(), [f"{title} more"]) > 0


@pytest.fixture(scope="module", name="bundled")
def _bundled() -> list[Template]:
    return templates()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("inceptionv3", "inception-v3-stem"),
        ("inception v 3", "inception-v3-stem"),
        ("InceptionV4 stem", "inception-v4-stem-corrected"),
        ("resnet 50", "resnet50"),
        ("res net 50", "resnet50"),
        ("resnext50", "resnext50"),
        ("res next 50 grouped", "resnext50-grouped"),
        ("vgg 19", "vgg19"),
        ("mobile net", "mobilenet"),
        ("squeeze-net", "squeezenet"),
        ("dense net", "densenet121"),
        ("densenet 121", "densenet121"),
        ("google net", "googlenet"),
        ("x ception", "xception"),
        ("digitsresidual", "digits-residual"),
        ("naiveinception", "inception-naive-module"),
        ("inceptionv1", "inception-v1-module"),
    ],
)
def test_joined_and_split_words_are_the_same(
    typed: str, name: str, bundled: list[Template]
) -> None:
    best = max(
        [TemplateCard(None), *map(TemplateCard, bundled)], key=lambda card: card_fit(typed, card)
    )
    assert best.template is not None
    assert best.template.name == name


def test_every_title_is_found_by_its_words_joined_and_split(bundled: list[Template]) -> None:
    for each in bundled:
        joined = "".join(letter for letter in each.title if letter.isalnum())
        split = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", each.title)
        for typed in (each.title, each.title.lower(), joined, joined.upper(), split, each.name):
            best = max(bundled, key=lambda one: card_fit(typed, TemplateCard(one)))
            assert best is each, typed
