"""Nothing is cut, at every text size and in small windows; everything follows another text size at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.docks.areas import Strip
from app.docks.sizes import FOLDED, Sides, fitted_bottom, fitted_sides
from app.project.project import Project
from app.runs.panel import TrainingPanel
from app.templates.catalog import open_template
from app.widgets.dialog_parts import DialogButtons, form_layout
from app.widgets.elided import GivingButton, GivingLabel
from app.widgets.wrapping import WrappingRow
from app.window.shell import TABS
from app.window.window import MainWindow
from canvas.theme.measure import px, scaled_sheet, set_text_scale, sized, text_scale
from canvas.theme.themes import LIGHT
from tests.app.looks.fitting_words import misfits
from tests.app.looks.scenes import scenes, settle
from tests.app.panel_helpers import FakeSession, example

pytestmark = pytest.mark.window

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def usual() -> Iterator[None]:
    """Return to the usual text size afterwards."""
    yield
    set_text_scale(1.0)


@pytest.fixture
def shown(window: MainWindow, usual: None) -> Iterator[MainWindow]:
    """A window with a network, whose text size and layout are put back afterwards."""
    window.files.show(Project(open_template("digits-residual")))
    settle()
    yield window
    window.use_text_size(100)
    window.reset_layout()
    window.preferences.forget_layout()


def resize(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    settle()


def click(widget: QWidget, inside: QPoint | None = None) -> None:
    """Click whatever is at a place of a widget, as a person would."""
    window = widget.window()
    place = widget.mapTo(window, inside or widget.rect().center())
    target = window.childAt(place)
    assert target is widget or widget.isAncestorOf(target), target
    QTest.mouseClick(target, LEFT, NONE, target.mapFrom(window, place))
    settle()


@pytest.mark.parametrize(
    ("percent", "width", "height"),
    [
        (100, 1024, 768),
        (100, 1366, 768),
        (125, 1366, 768),
        (200, 1024, 768),
        (200, 1366, 768),
        (200, 1600, 1000),
    ],
)
def test_nothing_is_cut(shown: MainWindow, percent: int, width: int, height: int) -> None:
    resize(shown, width, height)
    shown.use_text_size(percent)
    shown.reset_layout()
    found = [f"{name}: {words}" for name, widget in scenes(shown) for words in misfits(widget)]
    assert not found
    assert (shown.width(), shown.height()) == (width, height)


def test_what_is_cut_is_found(qtbot: object, usual: None) -> None:
    dialog = QDialog()
    words, button = (
        QLabel("More words than there is room for", dialog),
        QPushButton("Agree", dialog),
    )
    words.setGeometry(0, 0, 40, 20)
    button.setGeometry(0, 30, 20, 30)
    outside = QPushButton("Far", dialog)
    outside.setGeometry(180, 60, 90, 30)
    dialog.resize(200, 100)
    dialog.show()
    assert [line.partition(" ")[0] for line in misfits(dialog)] == [
        "QDialog/QLabel", "QDialog/QPushButton", "QDialog/QPushButton"
    ]  # fmt: skip
    dialog.close()


def test_a_panel_that_is_wider_than_its_room_is_found(qtbot: QtBot, usual: None) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    page = QWidget()
    page.setMinimumWidth(300)
    area.setWidget(page)
    area.resize(200, 100)
    area.show()
    settle()
    assert "scrolls sideways: 300" in misfits(area)[0]
    page.setMinimumWidth(100)
    settle()
    assert not misfits(area)


def test_a_label_that_is_not_level_with_its_field_is_found(qtbot: object, usual: None) -> None:
    dialog = QDialog()
    form = form_layout(dialog)
    field, words = QPushButton("Field"), QLabel("Words")
    form.addRow(words, field)
    dialog.show()
    settle()
    assert not misfits(dialog)
    words.move(words.pos() + QPoint(0, -3))
    assert "off the middle" in misfits(dialog)[0]
    dialog.close()


# ------------------------------------------------------------ text size


def test_another_text_size_is_used_at_once_and_back_again(shown: MainWindow) -> None:
    resize(shown, 1600, 1000)
    shown.reset_layout()
    before = measures(shown)
    for percent in (125, 150, 200):
        shown.use_text_size(percent)
        settle()
        after, by = measures(shown), percent / 100
        for name, length in before.items():
            assert after[name] == pytest.approx(length * by, rel=0.08, abs=2), (name, percent)
    shown.use_text_size(100)
    settle()
    assert measures(shown) == pytest.approx(before, abs=1)


def measures(window: MainWindow) -> dict[str, float]:
    """Measure letters, spaces, icons and cards."""
    canvas, inspector = window.canvas, window.inspector
    layout = inspector.widget().layout()
    assert isinstance(layout, QLayout)
    blocks = window.palette_panel.tree
    return {
        "letters": inspector.fontMetrics().horizontalAdvance("abcdefghij"),
        "bold letters": window.inspector.model_page.findChild(QLabel, "heading")
        .fontMetrics()
        .height(),
        "tabs": window.tabs.tabBar().fontMetrics().horizontalAdvance("Training"),
        "margin": layout.contentsMargins().left(),
        "indentation": blocks.indentation(),
        "row": blocks.visualItemRect(blocks.topLevelItem(1)).height(),
        "icon": window.top.train.iconSize().width(),
        "field": window.top.search.sizeHint().height(),
        "code": window.code_panel.view.fontMetrics().horizontalAdvance("abcdefghij"),
        "line numbers": window.code_panel.view.viewport().x(),
        "slider": inspector.findChild(QSlider, "metaSlider0").height(),
        "card": canvas.mapFromScene(QPointF(1000, 0)).x() - canvas.mapFromScene(QPointF(0, 0)).x(),
    }


@pytest.mark.parametrize("size", [(1004, 736), (1366, 736), (1600, 960)])
def test_docks_have_their_sizes_again_after_another_text_size(
    shown: MainWindow, size: tuple[int, int]
) -> None:
    resize(shown, *size)
    shown.reset_layout()
    settle()
    before = [dock.size_now for dock in shown.docks()]
    for percent in (200, 100, 150, 100):
        shown.use_text_size(percent)
        settle()
    assert [dock.size_now for dock in shown.docks()] == before


def test_the_settings_are_not_scrolled_inside_a_column_that_scrolls(
    qtbot: QtBot, usual: None
) -> None:
    session = FakeSession()
    panel = TrainingPanel(example(), session, LIGHT)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.resize(760, 240)
    panel.show()
    session.start(Project())
    session.run(3)
    session.finish(val_loss=0.1, val_accuracy=0.97)
    settle()
    column = panel.findChild(QScrollArea, "trainingColumn")
    settings = panel.tabs.currentWidget()
    assert isinstance(column, QScrollArea)
    assert isinstance(settings, QScrollArea)
    assert column.verticalScrollBar().maximum() > 0
    assert settings.verticalScrollBar().maximum() == 0
    panel.resize(760, 460)
    settle()
    assert column.verticalScrollBar().maximum() == 0
    assert settings.verticalScrollBar().maximum() > 0


def test_parts_of_a_panel_stand_below_one_another_in_a_narrow_room(
    qtbot: QtBot, usual: None
) -> None:
    panel = TrainingPanel(example(), FakeSession(), LIGHT)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(panel)
    area.resize(600, 260)
    area.show()
    column = panel.findChild(QScrollArea, "trainingColumn")
    assert isinstance(column, QScrollArea)
    for wide, below in ((600, False), (230, True), (600, False)):
        area.resize(wide, 260)
        settle()
        assert (column.y() < panel.stack.y()) == below, wide
        assert panel.width() == area.viewport().width(), wide
        assert not misfits(area), wide


def test_a_row_breaks_where_it_has_no_room_and_its_buttons_become_signs(
    qtbot: QtBot, usual: None
) -> None:
    grows, button, corner = QLineEdit(), GivingButton(("Something longer",)), QToolButton()
    grows.setMinimumWidth(100)
    button.setText("Words")
    row = WrappingRow(grows, corner=corner)
    qtbot.addWidget(row)
    row.add(grows, button)
    row.show()
    row.resize(600, 40)
    settle()
    assert not button.shortened
    assert grows.y() <= button.y() + button.height() // 2 < grows.y() + grows.height()
    assert corner.geometry().right() == row.width() - 1
    row.resize(100 + button.minimumSizeHint().width() + corner.width() + 20, 40)
    settle()
    assert button.shortened
    assert button.text() == "Words"  # for those who hear it
    row.resize(100 + corner.width() + 10, 200)
    settle()
    assert button.y() >= grows.y() + grows.height()
    assert row.heightForWidth(row.width()) > row.heightForWidth(600)


def test_cards_keep_their_place_and_the_zoom_that_is_told(shown: MainWindow) -> None:
    canvas = shown.canvas
    shown.reset_layout()
    canvas.camera.zoom_reset()
    settle()
    middle = canvas.camera.visible_rect().center()
    words = shown.status.zoom.text()
    boxes = dict(canvas.graph_scene.places.boxes)
    shown.use_text_size(150)
    assert canvas.camera.zoom == pytest.approx(1.5)
    assert shown.status.zoom.text() == words == "100 %"
    assert canvas.graph_scene.places.boxes == boxes  # a project has no text size
    settle()
    shown.use_text_size(100)
    settle()
    assert canvas.camera.zoom == pytest.approx(1)
    assert (canvas.camera.visible_rect().center() - middle).manhattanLength() < 12


def test_a_window_that_is_made_later_has_the_text_size(shown: MainWindow) -> None:
    shown.use_text_size(200)
    shown.put_project(Project(open_template("digits-cnn")))
    settle()
    shown.canvas.camera.zoom_reset()
    assert shown.canvas.camera.zoom == pytest.approx(2)
    dialog = QDialog(shown)
    form = form_layout(dialog)
    assert form.verticalSpacing() == 16


def test_lengths_follow_but_hair_lines_stay(usual: None) -> None:
    set_text_scale(1.5)
    assert (px(10), px(1), sized(4, 8).toTuple()) == (15, 2, (6, 12))
    assert scaled_sheet("border: 1px; padding: 4px 11px; margin: 0px") == (
        "border: 1px; padding: 6px 16px; margin: 0px"
    )
    assert scaled_sheet("padding: 6px", 1 / 1.5) == "padding: 4px"
    assert text_scale() == 1.5


# ------------------------------------------------------------ small windows


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1600, 1000)])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_canvas_keeps_the_larger_part(
    shown: MainWindow, size: tuple[int, int], percent: int
) -> None:
    resize(shown, *size)
    shown.use_text_size(percent)
    shown.reset_layout()
    settle()
    for name in TABS:
        shown.tabs.setCurrentIndex(TABS.index(name))
        settle()
        assert shown.canvas.width() >= size[0] / 2, name
        assert shown.canvas.height() >= size[1] * 0.55 - 2, name
        assert (shown.width(), shown.height()) == size


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1600, 1000)])
def test_a_panel_is_not_scrolled_where_its_parts_are(
    shown: MainWindow, size: tuple[int, int]
) -> None:
    resize(shown, *size)
    shown.reset_layout()
    for at, name in enumerate(TABS):
        shown.tabs.setCurrentIndex(at)
        settle()
        page = shown.tabs.widget(at)
        assert isinstance(page, QScrollArea)
        assert page.verticalScrollBar().maximum() == 0, name
        assert page.horizontalScrollBar().maximum() == 0, name


def test_menus_that_have_no_room_are_behind_a_sign(shown: MainWindow) -> None:
    resize(shown, 1366, 768)
    further = shown.top.menus.findChild(QToolButton, "qt_menubar_ext_button")
    assert further is not None
    assert not further.isVisible()
    shown.use_text_size(200)
    settle()
    assert further.isVisible()
    picture = further.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert len(colours) > 3  # the sign has room in it


def test_a_dock_is_folded_into_its_strip_and_comes_back_by_a_click(shown: MainWindow) -> None:
    resize(shown, 1400, 900)
    for dock in (shown.blocks_dock, shown.inspector_dock):
        wide = dock.width()
        canvas = shown.canvas.width()
        click(dock.sign)
        assert dock.folded
        assert dock.width() == 30
        assert shown.canvas.width() == pytest.approx(canvas + wide - 30, abs=2)
        click(dock.findChild(Strip))
        assert not dock.folded
        assert dock.width() == pytest.approx(wide, abs=2)
    high = shown.panels_dock.height()
    click(shown.panels_dock.sign)
    assert shown.panels_dock.height() < 45
    assert not shown.training_panel.isVisible()
    bar = shown.tabs.tabBar()
    click(bar, bar.tabRect(TABS.index("Data")).center())
    assert shown.panels_dock.height() == pytest.approx(high, abs=2)
    assert shown.data_panel.isVisible()


def test_what_leads_to_a_folded_panel_unfolds_it(shown: MainWindow) -> None:
    for dock in shown.docks():
        dock.fold()
    shown.show_tab("Summary")
    shown.canvas.select(list(shown.project.checker.graph.blocks)[:1])
    shown.trigger("edit.rename")
    assert not shown.panels_dock.folded
    assert not shown.inspector_dock.folded
    assert shown.blocks_dock.folded


def test_a_panel_that_had_no_room_takes_no_more_than_it_needs(shown: MainWindow) -> None:
    resize(shown, 1600, 1000)
    shown.use_text_size(200)
    shown.reset_layout()
    settle()
    assert shown.panels_dock.squeezed
    shown.trigger("view.problems")
    settle()
    assert shown.problems_panel.isVisible()
    assert shown.panels_dock.size_now == pytest.approx(shown.panels_dock.least, abs=2)
    assert shown.canvas.height() > shown.panels_dock.size_now


def test_folded_docks_are_remembered(shown: MainWindow, open_window: object) -> None:
    resize(shown, 1400, 900)
    wide = shown.inspector_dock.width()
    shown.inspector_dock.fold()
    shown.save_layout()
    other = open_window()  # type: ignore[operator]
    settle()
    assert other.inspector_dock.folded
    assert not other.blocks_dock.folded
    other.inspector_dock.unfold()
    settle()
    assert other.inspector_dock.width() == pytest.approx(wide, abs=3)


def test_docks_are_folded_where_there_is_no_room_and_come_back(shown: MainWindow) -> None:
    resize(shown, 1400, 900)
    shown.use_text_size(200)
    resize(shown, 900, 600)
    assert shown.width() == 900
    assert shown.blocks_dock.folded
    shown.use_text_size(100)
    resize(shown, 1400, 900)
    assert not any(dock.folded for dock in shown.docks())


def test_sizes_of_docks_are_shared_out() -> None:
    wanted, least = Sides(216, 300), Sides(170, 270)
    assert fitted_sides(600, wanted, least, 30) == wanted
    assert sum(fitted_sides(480, wanted, least, 30)) == 480
    assert fitted_sides(440, wanted, least, 30) == least
    assert fitted_sides(430, wanted, least, 30) == (FOLDED, 300)
    assert fitted_sides(310, wanted, least, 30) == (FOLDED, 280)
    assert fitted_sides(290, wanted, least, 30) == (FOLDED, FOLDED)
    assert fitted_bottom(300, 250, 150) == 250
    assert fitted_bottom(200, 250, 150) == 200
    assert fitted_bottom(140, 250, 150) == FOLDED


# ------------------------------------------------------------ dialogs and lists


def test_words_that_give_way_are_whole_in_the_tooltip(qtbot: QtBot, usual: None) -> None:
    label = GivingLabel("Many words about a long run of a large network")
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    settle()
    assert label.text().endswith("network")
    assert label.toolTip() == label.text()
    assert QLabel.text(label).endswith("…")
    label.resize(900, 20)
    assert (QLabel.text(label), label.toolTip()) == (label.text(), "")
    label.clear()
    assert label.text() == QLabel.text(label) == ""


def test_all_dialogs_have_one_order_of_buttons(shown: MainWindow) -> None:
    looked_at = 0
    for name, widget in scenes(shown):
        if not name.startswith("dialog-") or name == "dialog-shortcuts":
            continue
        box = widget.findChild(QDialogButtonBox)
        assert isinstance(box, DialogButtons), name
        looked_at += 1
        buttons = sorted(
            (each for each in box.buttons() if each.isVisible()),
            key=lambda each: each.mapTo(widget, QPoint(0, 0)).x(),
        )
        assert buttons[-1].objectName() == "closeDialog", name
        primary = [each for each in buttons if each.property("primary")]
        assert primary in ([], buttons[:1]), name
        right = widget.width() - buttons[-1].mapTo(widget, QPoint(buttons[-1].width(), 0)).x()
        assert right < 60 or name == "dialog-picture", name
    assert looked_at >= 9


def test_pages_behind_do_not_widen_the_inspector(shown: MainWindow) -> None:
    resize(shown, 1004, 736)
    shown.reset_layout()
    for percent in (100, 200, 100):
        shown.use_text_size(percent)
        settle()
        inspector = shown.inspector
        assert inspector.widget().width() == inspector.viewport().width(), percent


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_what_stands_in_an_empty_field_can_be_read(shown: MainWindow, mode: str) -> None:
    shown.use_mode(mode)
    settle()
    fields = [*shown.findChildren(QLineEdit), *shown.findChildren(QPlainTextEdit)]
    faint = {
        each.objectName() or type(each).__name__
        for each in fields
        if each.palette().placeholderText().color() != QColor(shown.theme.muted)
    }
    shown.use_mode("light")
    assert len(fields) > 10
    assert not faint


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_list_of_the_data_chooser_has_a_plain_frame(shown: MainWindow, mode: str) -> None:
    shown.use_mode(mode)
    settle()
    shown.top.data.showPopup()
    settle()
    picture, ground = shown.top.data.view().window().grab().toImage(), shown.theme.field
    shown.top.data.hidePopup()
    shown.use_mode("light")
    wide, high = picture.width(), picture.height()
    sides = (
        [picture.pixelColor(x, 0).name() for x in range(8, wide - 8)],
        [picture.pixelColor(x, high - 1).name() for x in range(8, wide - 8)],
        [picture.pixelColor(0, y).name() for y in range(8, high - 8)],
        [picture.pixelColor(wide - 1, y).name() for y in range(8, high - 8)],
    )
    assert (
        len({colour for side in sides for colour in side}) == 1
    )  # no light from above, no shadow below
    second = picture.pixelColor(wide // 2, 3).name()
    assert second == QColor(ground).name()
