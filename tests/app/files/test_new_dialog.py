"""The start dialog: every template with picture and figures, found by words, begun at the size that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.files.new_dialog import NewDialog
from app.files.template_rows import ROLE, Heading, picture_size
from app.templates.catalog import figures_of, names, open_template, template_named
from app.templates.metaparameter_fields import MetaparameterList
from app.templates.thumbnails import PICTURES, coloured, draw, picture_path
from app.window.window import MainWindow
from blocks.files.project_file import to_text
from canvas.theme.themes import DARK, LIGHT
from tests.pointer import Key, press
from tests.sources import files_in

pytestmark = pytest.mark.window

DRAW_ANEW = "Run: python -m app.templates.thumbnails, and commit what it writes to app/templates/thumbnails."


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[NewDialog]:
    made = NewDialog(LIGHT)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def shown(dialog: NewDialog) -> list[str]:
    cards = ((item, card) for item, card in dialog.list.cards() if not item.isHidden())
    return [card.template.name if card.template else "" for _, card in cards]


def test_it_offers_every_template_with_the_figures_of_the_check(dialog: NewDialog) -> None:
    dialog.read_now()
    assert sorted(shown(dialog)) == ["", *names()]
    for _, card in dialog.list.cards():
        if card.template is not None:
            assert card.figures == figures_of(open_template(card.template.name))
            assert f"{card.figures.parameters:,} parameters" in card.line


def test_words_find_templates_and_empty_groups_go(dialog: NewDialog) -> None:
    QTest.keyClicks(dialog.search, "residual he")
    assert {"resnet34", "resnet50"} <= set(shown(dialog))
    assert "vgg16" not in shown(dialog)
    dialog.search.setText("iris three")
    assert shown(dialog) == ["iris-multiclass"]
    rows = [dialog.list.item(at) for at in range(dialog.list.count())]
    seen = [row.data(ROLE) for row in rows if not row.isHidden()]
    headings = [each.text for each in seen if isinstance(each, Heading)]
    assert headings == ["First steps"]
    assert dialog.list.card().title == "Iris, three classes"
    dialog.search.setText("")
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.list.card().title != "Iris, three classes"


def test_full_size_is_the_listing(dialog: NewDialog) -> None:
    dialog.list.choose("resnet50")
    document = dialog.document()
    assert document is not None
    listing = open_template("resnet50")
    notes = listing.extra.pop("template")
    assert document.extra.pop("template") == {"paper": notes["paper"]}
    assert to_text(document) == to_text(listing)


def test_the_small_size_comes_with_its_data(dialog: NewDialog) -> None:
    dialog.list.choose("resnet50")
    page = dialog.page
    assert page.full.text() == "Full size (224×224×3, 1,000 classes)"
    assert page.small.text() == "Trains here in under a minute (32×32×3, digits)"
    page.small.click()
    assert page.fields["input"].text() == "32"
    assert "Comes with data: digits 32×32×3" in page.words.text()
    document = dialog.document()
    assert document is not None
    assert document.settings.of_data("source") == "digits"
    page.full.click()
    assert page.fields["input"].text() == "224"
    assert "No bundled data fit" in page.words.text()


def test_a_size_of_ones_own_and_a_wrong_one(dialog: NewDialog, qtbot: QtBot) -> None:
    dialog.list.choose("resnet50")
    page = dialog.page
    field = page.fields["input"]
    field.selectAll()
    QTest.keyClicks(field, "7")
    assert not page.full.isChecked()
    qtbot.waitUntil(lambda: not dialog.create_button.isEnabled())
    assert page.words.text() == "Input must be a whole number from 32 to 512, not 7."
    assert dialog.document() is None
    field.selectAll()
    QTest.keyClicks(field, "64")
    qtbot.waitUntil(dialog.create_button.isEnabled)
    assert "Input 64×64×3" in page.figures.text()
    document = dialog.document()
    assert document is not None
    assert document.model.environment()["input"] == 64


def test_the_empty_project_is_empty(dialog: NewDialog) -> None:
    dialog.list.setCurrentRow(0)
    assert dialog.document() is None
    assert dialog.create_button.isEnabled()


def test_new_shows_what_was_chosen(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(dialog: NewDialog) -> int:
        dialog.list.choose("digits-cnn")
        return 1

    monkeypatch.setattr(QDialog, "exec", choose)
    window.files.new()
    assert window.project.title == "Digits CNN"
    assert window.project.path is None
    monkeypatch.setattr(QDialog, "exec", lambda _: 0)
    window.files.new()
    assert window.project.title == "Digits CNN"


def test_every_template_can_be_chosen(dialog: NewDialog) -> None:
    for name in names():
        dialog.list.choose(name)
        assert dialog.page.title.text() == template_named(name).title
        assert dialog.create_button.isEnabled()


# ------------------------------------------------------------ pictures


@pytest.mark.parametrize("name", names())
def test_every_template_has_a_picture_of_how_it_is_now(name: str) -> None:
    path = picture_path(name)
    if not path.exists():
        pytest.fail(f"There is no picture of {name}. {DRAW_ANEW}", pytrace=False)
    text = path.read_text(encoding="ascii")
    assert len(text) < 10_000
    if text != draw(open_template(name)):
        pytest.fail(f"The picture of {name} shows it as it was. {DRAW_ANEW}", pytrace=False)
    for theme in (LIGHT, DARK):
        themed = coloured(text, theme)
        assert "$" not in themed
        assert ElementTree.fromstring(themed).tag.endswith("svg")


def test_no_picture_is_left_of_a_template_that_is_gone() -> None:
    gone = sorted({path.stem for path in files_in(PICTURES, "*")} - set(names()))
    if gone:
        pytest.fail(f"There is no template for {', '.join(gone)}. {DRAW_ANEW}", pytrace=False)


def test_where_the_handbook_slips_is_on_page_and_card(dialog: NewDialog) -> None:
    dialog.list.choose("resnet34")
    notes = dialog.page.notes
    assert not notes.isHidden()
    assert "Strides twice in every transition" in notes.text()
    assert "32 weighted layers" in notes.text()
    item = dialog.list.currentItem()
    assert "Strides twice" in item.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "32 weighted layers" in item.toolTip()
    dialog.list.choose("resnet50")
    assert notes.isHidden()


def test_a_switch_of_a_template_is_a_list(dialog: NewDialog, qtbot: QtBot) -> None:
    dialog.list.choose("prestem-224-to-230")
    field = dialog.page.fields["normalized"]
    assert isinstance(field, MetaparameterList)
    assert field.text() == "False"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)  # opens the list
    assert field.text() == "False"
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert field.text() == "True"
    qtbot.waitUntil(lambda: "9,728 parameters" in dialog.page.figures.text())
    document = dialog.document()
    assert document is not None
    assert document.model.environment()["normalized"] is True


def test_words_keep_most_of_a_narrow_row() -> None:
    usual = picture_size(400)
    assert picture_size(5000) == usual
    for width in (120, 200, 300):
        narrow = picture_size(width)
        assert narrow.width() <= width * 0.4
        assert narrow.height() / narrow.width() == pytest.approx(
            usual.height() / usual.width(), abs=0.02
        )
