"""Everything by keyboard: menus, the way through the window by Tab, the ring around the focus, data and export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QMenu,
    QPushButton,
    QRadioButton,
    QTabBar,
    QWidget,
)

from app.actions.menus import letters_for, marked, plain
from app.actions.table import MENUS
from app.widgets.focus_order import reading_order, stops
from app.widgets.focus_ring import FocusKeeper
from app.window.dialogs import PreferencesDialog, shortcuts_html
from app.window.window import MainWindow
from tests.app.forms.field_helpers import select, training_field
from tests.pointer import ALT, CONTROL, SHIFT, Key, click, press, type_text

pytestmark = pytest.mark.window


def _ring() -> QWidget | None:
    keeper = QApplication.instance().findChild(FocusKeeper)  # type: ignore[union-attr]
    assert isinstance(keeper, FocusKeeper)
    return keeper.ring


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def _round(start: QWidget, back: bool = False) -> Iterator[QWidget]:
    """Press Tab until the focus is back at the start; on the canvas Tab searches, and Escape goes on."""
    for _ in range(200):
        here = QApplication.focusWidget()
        if back:
            press(Key.Key_Backtab, SHIFT)
        else:
            press(Key.Key_Escape if here.objectName() == "canvas" else Key.Key_Tab)
        found = QApplication.focusWidget()
        assert found is not None
        yield found
        if found is start:
            return
    raise AssertionError("Tab does not come round")


# ------------------------------------------------------------ menus


def test_every_entry_has_a_letter_of_its_own(cnn: MainWindow) -> None:
    bar = cnn.top.menus
    for entries in (bar.actions(), *(menu.actions() for menu in cnn.actions_of.menus.values())):
        texts = [each.text() for each in entries if each.text()]
        letters = [text.replace("&&", "")[text.replace("&&", "").index("&") + 1] for text in texts]
        assert len({letter.lower() for letter in letters}) == len(letters), texts


def test_letters_are_marked_and_taken_away() -> None:
    assert letters_for(["Save", "Save as", "Sort"]) == ["s", "a", "o"]
    assert marked("Save & close", "c") == "Save && &close"
    assert marked("Export", "x") == "E&xport"
    assert plain(marked("Save & close", "c")) == "Save & close"
    assert marked("Undo", "") == "Undo"


def test_undo_keeps_its_letter(cnn: MainWindow) -> None:
    before = cnn.actions_of["edit.undo"].text()
    cnn.canvas.adding.add_block("Dense")
    after = cnn.actions_of["edit.undo"].text()
    assert before == "&Undo"
    assert after.startswith("&Undo ")


def test_f10_opens_the_menus_and_gives_the_focus_back(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    cnn.canvas.setFocus()
    press(Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert plain(menu.title()) == MENUS[0]
    press(Key.Key_Right)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert plain(menu.title()) == MENUS[1]
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert cnn.canvas.hasFocus()


def test_alt_and_a_letter_open_a_menu(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    press(Key.Key_M, ALT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert plain(menu.title()) == "Model"
    menu.close()


# ------------------------------------------------------------ Tab


def test_tab_goes_through_the_window_as_one_reads_it(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    press(Key.Key_1, CONTROL)
    cnn.canvas.select([])
    cnn.top.search.setFocus()
    way = list(_round(cnn.top.search))
    assert len(way) == len(set(way))
    docks = [cnn.top, cnn.blocks_dock, cnn.centre, cnn.inspector_dock, cnn.panels_dock]
    areas = [next(at for at, dock in enumerate(docks) if dock.isAncestorOf(one)) for one in way]
    assert areas[:-1] == sorted(areas[:-1])
    assert set(areas) == set(range(5))
    every = [one for part in cnn.parts_in_order() for one in reading_order(part) if stops(one)]
    assert set(every) == set(way)
    names = [one.objectName() for one in way]
    fields = ["modelTitle", "modelDescription", "metaName0", "metaValue0", "metaMenu0"]
    assert [name for name in names if name in fields] == fields
    settings = [name for name in names if name.startswith("field_")]
    form = cnn.training_panel.form.form
    assert settings == [f"field_{name}" for name in form.fields]
    cnn.top.search.setFocus()
    assert list(_round(cnn.top.search, back=True))[:-1] == way[:-1][::-1]


def test_tab_moves_no_block(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    before = dict(cnn.project.document.model.positions)
    cnn.top.search.setFocus()
    press(Key.Key_Tab, times=8)
    assert dict(cnn.project.document.model.positions) == before
    assert cnn.project.history.undo_label is None


def test_a_form_goes_on_where_it_unfolds(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    form = cnn.inspector.block_page.form
    assert form is not None
    form.unfold()
    cnn.inspector.edit_structure()
    QApplication.processEvents()
    order = [one for one in reading_order(cnn.inspector) if stops(one)]
    tops = [_place(one).top() for one in order]
    assert tops == sorted(tops)
    assert len(order) > 20


def test_the_focus_can_be_seen_wherever_tab_leads(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    cnn.show_tab("Training")
    cnn.training_panel.form.form.unfold()
    QApplication.processEvents()
    click(cnn.canvas.viewport(), QPoint(10, 10))
    assert _ring() is None
    cnn.top.search.setFocus()
    for found in _round(cnn.top.search):
        ring = _ring()
        assert ring is not None, found
        assert ring.parentWidget() is cnn
        inside = found.viewport() if isinstance(found, QAbstractScrollArea) else found
        region = inside.visibleRegion().boundingRect()
        assert not region.isEmpty(), found
        seen = QRect(found.mapTo(cnn, region.topLeft()), region.size())
        assert ring.geometry().contains(seen.adjusted(1, 1, -1, -1)), found
    press(Key.Key_Tab)
    click(cnn.canvas.viewport(), QPoint(10, 10))
    assert _ring() is None


def test_the_canvas_can_be_left(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    cnn.canvas.setFocus()
    press(Key.Key_Escape)
    assert cnn.canvas.hasFocus()
    assert list(cnn.canvas.selected_ids()) == []
    press(Key.Key_Escape)
    assert cnn.inspector_dock.isAncestorOf(QApplication.focusWidget())
    press(Key.Key_Escape)
    assert cnn.canvas.hasFocus()
    press(Key.Key_Backtab, SHIFT)
    assert cnn.blocks_dock.isAncestorOf(QApplication.focusWidget())
    press(Key.Key_Escape)
    cnn.canvas.select([conv])
    press(Key.Key_Tab)
    assert cnn.canvas.isAncestorOf(QApplication.focusWidget())  # the search
    press(Key.Key_Escape)
    assert cnn.canvas.hasFocus()
    sheet = shortcuts_html()
    assert "Shift+Tab, or Esc with nothing selected" in sheet
    assert "leave the canvas" in sheet
    assert "F10" in sheet


@pytest.mark.parametrize("asked", ["preferences", "export", "picture", "model file", "composite"])
def test_tab_goes_through_dialogs_as_one_reads_them(
    cnn: MainWindow, qtbot: Any, asked: str
) -> None:
    select(cnn, "Conv2D", qtbot)
    if asked == "preferences":
        PreferencesDialog(cnn.preferences, cnn).show()
    else:
        {
            "export": cnn.exports.ask,
            "picture": cnn.pictures.show,
            "model file": cnn.model_files.ask,
            "composite": cnn.composites.make,
        }[asked]()
    dialog = next(one for one in cnn.findChildren(QDialog) if one.isVisible() and one.isWindow())
    qtbot.waitUntil(dialog.isActiveWindow)
    if asked == "export":
        qtbot.waitUntil(dialog.findChild(QPushButton, "saveExport").isEnabled, timeout=20_000)  # type: ignore[union-attr]
    start = QApplication.focusWidget()
    assert start is not None
    way = list(_round(start))
    assert len(way) == len(set(way)) > 2
    missed = [
        one
        for one in dialog.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and one not in way
        if not isinstance(one, QRadioButton) and not one.objectName().startswith("qt_")
    ]
    assert missed == []
    first = min(range(len(way)), key=lambda at: (_place(way[at]).top(), _place(way[at]).left()))
    turned = [*way[first:], *way[:first]]
    if asked not in ("export", "picture"):  # these have two columns
        assert turned[-1].objectName() == "closeDialog"
        tops = [_place(one).top() for one in turned]
        assert all(later >= top - 3 for top, later in pairwise(tops)), turned
    dialog.close()


# ------------------------------------------------------------ data, training, export


def test_data_are_chosen_and_prepared_by_keyboard(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    cnn.canvas.setFocus()
    press(Key.Key_5, CONTROL)
    cards = cnn.data_panel.cards
    assert cards.hasFocus()
    press(Key.Key_Down)
    assert cnn.project.settings.of_data("source") == "digits"
    press(Key.Key_Return)
    assert cnn.project.settings.of_data("source") == "iris"
    press(Key.Key_Z, CONTROL)
    assert cnn.project.settings.of_data("source") == "digits"
    qtbot.waitUntil(lambda: cards.currentItem().data(0x0100) == "digits")
    press(Key.Key_Down)
    press(Key.Key_Tab)  # arrow keys alone choose nothing: the card of the data is marked again
    assert cards.currentItem().data(0x0100) == "digits"
    cnn.top.data.setFocus()
    press(Key.Key_Down)
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert cnn.project.settings.of_data("source") != "digits"


def test_settings_are_typed_and_a_run_begun_by_keyboard(
    cnn: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(cnn.training.session, "start", lambda *what, **more: begun.append(what))
    select(cnn, "Conv2D", qtbot)
    cnn.canvas.setFocus()
    press(Key.Key_1, CONTROL)
    form = cnn.training_panel.form.form
    assert form.fields["loss"].input.hasFocus()
    press(Key.Key_Tab, times=list(form.fields).index("epochs"))
    assert form.fields["epochs"].input.hasFocus()
    type_text("3")
    press(Key.Key_Return)
    assert cnn.project.settings.of_training("epochs") == 3
    press(Key.Key_F5)
    assert len(begun) == 1


def test_tabs_are_changed_by_arrow_keys(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    bar = cnn.tabs.tabBar()
    assert isinstance(bar, QTabBar)
    cnn.tabs.setCurrentIndex(0)
    bar.setFocus()
    press(Key.Key_Right)
    assert cnn.tabs.currentIndex() == 1


def test_the_focus_stays_where_a_form_is_made_anew(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    training = cnn.training_panel.form
    field = training_field(cnn, "optimizer")
    field.edit()
    type_text("SGD")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: "momentum" in training.form.names)
    assert training.form.fields["optimizer"].input.hasFocus()
    press(Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: "momentum" not in training.form.names)
    assert training.form.fields["optimizer"].input.hasFocus()
