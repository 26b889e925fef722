"""The export of code: styles that fit, the live preview, copy, save, and what is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from app.exports.code_dialog import ExportDialog
from app.frame.preferences import Preferences
from app.project.scripts import script_of, snapshot
from app.window.window import MainWindow
from blocks.document.edits import SetSettings
from exporters.styles.options import DEFAULTS, LONG, NOTEBOOK, ExportOptions, Style
from tests.app.conftest import TEMPLATES

OpenWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def _forget() -> None:
    Preferences().export_options = DEFAULTS


def opened(window: MainWindow, qtbot: QtBot) -> ExportDialog:
    window.actions_of["export.python"].trigger()
    dialog = window.exports.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.save_button.isEnabled(), timeout=20_000)
    return dialog


def choose(dialog: ExportDialog, name: str, value: object) -> None:
    field = dialog.field(name)
    if isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
    else:
        field.setChecked(bool(value))


def answer(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_every_choice_is_in_the_preview(cnn: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(cnn, qtbot)
    dialog.button_of(Style.ADD).click()
    choose(dialog, "form", LONG)
    choose(dialog, "type_hints", True)
    options = ExportOptions(style=Style.ADD, form=LONG, type_hints=True)
    wanted = script_of(snapshot(cnn.project, options))

    qtbot.waitUntil(lambda: dialog.text == wanted, timeout=20_000)
    assert dialog.options == options
    assert dialog.view.toPlainText() == wanted
    assert "lines" in dialog.status.text()
    assert any(dialog.view.highlighter.spans)
    dialog.reject()


def test_styles_that_do_not_fit_cannot_be_chosen(open_window: OpenWindow, qtbot: QtBot) -> None:
    dialog = opened(open_window(TEMPLATES / "digits-residual.netwright"), qtbot)
    for style in (Style.LIST, Style.ADD):
        button = dialog.button_of(style)
        assert not button.isEnabled()
        assert "not a chain of layers" in button.toolTip()
    assert dialog.button_of(Style.FLAT).isEnabled()
    dialog.reject()


def test_a_script_is_saved_and_the_choice_remembered(
    cnn: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, tmp_path / "model")  # the suffix is added
    dialog = opened(cnn, qtbot)
    dialog.button_of(Style.ADD).click()
    qtbot.waitUntil(lambda: "model.add(" in dialog.text, timeout=20_000)
    dialog.save_button.click()

    text = (tmp_path / "model.py").read_text()
    assert text == dialog.text
    assert not dialog.isVisible()
    cnn.actions_of["export.copy_code"].trigger()
    assert QGuiApplication.clipboard().text().replace("\r", "") == text
    assert Preferences().export_options.style is Style.ADD
    again = opened(cnn, qtbot)
    assert again.options.style is Style.ADD
    again.reject()


def test_a_notebook_is_shown_as_cells_and_saved_as_a_notebook(
    cnn: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, tmp_path / "model.ipynb")
    dialog = opened(cnn, qtbot)
    choose(dialog, "scope", NOTEBOOK)
    qtbot.waitUntil(lambda: "cells" in dialog.status.text(), timeout=20_000)
    assert "# %% [markdown]" in dialog.view.toPlainText()
    dialog.save_button.click()

    assert json.loads((tmp_path / "model.ipynb").read_text("utf-8"))["nbformat"] == 4


def test_copy(cnn: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(cnn, qtbot)
    choose(dialog, "comments", True)
    qtbot.waitUntil(lambda: "# Conv2D: slides" in dialog.text, timeout=20_000)
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text().replace("\r", "") == dialog.text
    assert Preferences().export_options.comments
    dialog.reject()


def test_a_project_in_mixed_precision_has_no_choice_of_it(cnn: MainWindow, qtbot: QtBot) -> None:
    old = cnn.project.settings
    cnn.project.do("x", [SetSettings(old, old.with_training(mixed_precision=True))])
    dialog = opened(cnn, qtbot)
    field = dialog.field("mixed_precision")
    assert isinstance(field, QCheckBox)
    assert field.isChecked()
    assert not field.isEnabled()
    dialog.reject()


def test_an_unfinished_model_has_no_dialog(window: MainWindow) -> None:
    window.canvas.adding.add_block("Dense")
    window.actions_of["export.python"].trigger()
    assert window.exports.dialog is None
    assert "There is no script yet" in window.centre.notices.text("refused")


def test_a_remembered_style_that_does_not_fit_here_gives_way(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    Preferences().export_options = ExportOptions(style=Style.ADD, comments=True)
    dialog = opened(open_window(TEMPLATES / "digits-residual.netwright"), qtbot)
    assert dialog.options == ExportOptions(comments=True)
    dialog.reject()


def test_rubbish_in_the_preferences_counts_as_nothing() -> None:
    preferences = Preferences()
    for text in ("", "{", "[1]", '{"style": 3, "form": "none", "comments": "yes"}'):
        preferences._file.setValue("export", text)
        assert preferences.export_options == DEFAULTS
