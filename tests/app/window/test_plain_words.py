"""A project full of HTML: what its file says stands letter by letter wherever the window shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import Qt as Text
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.frame.reasons import refuse
from app.widgets.question import agrees
from app.window.shell import TABS
from app.window.window import MainWindow
from blocks.files.project_file import from_text, to_text
from canvas.theme.plain_text import PlainLabel, plain_tip, rich

pytestmark = pytest.mark.window

IMAGE = "<img src='http://example.org/seen.png'> & <b>bold</b>"
OpenWindow = Callable[..., MainWindow]


def _guessed(widget: QWidget) -> list[str]:
    """Texts with our mark in them that Qt takes for HTML."""
    found = [
        label.text()
        for label in widget.findChildren(QLabel)
        if "<img" in label.text()
        and (
            label.textFormat() is Qt.TextFormat.RichText
            or (label.textFormat() is Qt.TextFormat.AutoText and Text.mightBeRichText(label.text()))
        )
    ]
    tips = [each.toolTip() for each in (widget, *widget.findChildren(QWidget))]
    tips += [action.toolTip() for action in widget.actions()]
    return found + [tip for tip in tips if "<img" in tip and Text.mightBeRichText(tip)]


@pytest.fixture
def hostile(open_window: OpenWindow, cnn: MainWindow, tmp_path: Path) -> MainWindow:
    """A window with words that look like HTML wherever a file can have words."""
    document = from_text(to_text(cnn.project.document))
    document.settings = replace(document.settings, title=IMAGE, description=IMAGE)
    document.model.description = IMAGE
    for block in list(document.model.blocks.values()):
        document.model.put(replace(block, extra={**block.extra, "note": IMAGE}))
    path = tmp_path / f"{IMAGE.replace('/', '')}.netwright"
    path.write_text(to_text(document))
    return open_window(path)


def test_words_of_a_file_stand_letter_by_letter(hostile: MainWindow, qtbot: QtBot) -> None:
    assert hostile.project.title == IMAGE
    for name in TABS:
        hostile.show_tab(name)
        qtbot.wait(20)
    first = next(iter(hostile.project.document.model.blocks))
    hostile.canvas.select([first])
    refuse(hostile, f"{IMAGE} cannot be opened.")
    hostile.centre.toast.tell(IMAGE)
    assert not _guessed(hostile)


def test_the_question_about_saving_shows_the_title_as_it_is(
    hostile: MainWindow, qtbot: QtBot
) -> None:
    seen: list[tuple[str, object]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.extend(
            (each.text(), each.textFormat()) for each in box.findChildren(QLabel) if each.text()
        )
        QTest.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(0, look)
    assert hostile.files.ask_save() == QMessageBox.StandardButton.Cancel
    QTimer.singleShot(0, look)
    assert not agrees(hostile, f"Replace {IMAGE}?", IMAGE, "Replace")
    assert sum("<img" in text for text, _ in seen) == 3
    assert {kind for _, kind in seen} == {Qt.TextFormat.PlainText}


def test_tips_and_labels_show_what_they_are_given(qapp: object) -> None:
    assert PlainLabel(IMAGE).textFormat() is Qt.TextFormat.PlainText
    for made in (plain_tip(IMAGE), rich(IMAGE), rich("ours", IMAGE)):
        assert "<img" not in made
        assert "&lt;img" in made
    assert plain_tip("a < b & c\nd") == "a < b & c\nd"
