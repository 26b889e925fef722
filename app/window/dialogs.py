"""Small dialogs: preferences, shortcuts, about."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QScrollArea,
    QWidget,
)

from app.actions.table import ACTIONS, MENUS
from app.actions.words import heading_of
from app.frame.preferences import MODES, SIZES, Preferences
from app.widgets.calm import CalmCombo
from app.widgets.dialog_parts import DialogButtons, form_layout, give_size
from app.widgets.focus_order import Dialog
from app.widgets.layouts import column
from app.widgets.parts import with_name
from canvas.theme.measure import margins, px
from canvas.theme.plain_text import PlainLabel

if TYPE_CHECKING:
    from app.window.bench_window import BenchWindow

MOUSE = (
    ("Drag from a port to a port", "connect two blocks"),
    ("Drag a block onto a wire", "insert it there"),
    ("Drag on the background", "select with a rubber band"),
    ("Ctrl + click", "add to the selection"),
    ("Ctrl + wheel", "zoom to the pointer"),
    ("Middle button, or Space + drag", "move the view"),
    ("Double-click a block", "edit its first value; step into a composite"),
    ("Click the arrow of a composite, or Space", "look inside without leaving"),
)
"""Actions of the mouse on the canvas, and their results."""

FOCUS = (
    ("Tab, Shift+Tab", "go on, go back; on the canvas Tab searches for a block to add"),
    ("Shift+Tab, or Esc with nothing selected", "leave the canvas"),
    ("Esc in a field", "take back what was typed, return to the canvas"),
    ("Ctrl+1 to Ctrl+5", "go into a panel"),
    ("Alt + letter", "open a menu"),
    ("Arrow keys in a field", "change a value once it was clicked; open a list"),
)
"""Keys that lead from one part of the window to another; none of them is an action."""


MODE_WORDS = {"system": "As the system", "light": "Light", "dark": "Dark"}


class PreferencesDialog(Dialog):
    """The few preferences there are."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle(heading_of("file.preferences"))
        self.mode = with_name(CalmCombo(self), "modeChooser")
        for mode in MODES:
            self.mode.addItem(MODE_WORDS[mode], mode)
        self.mode.setCurrentIndex(MODES.index(preferences.mode))
        self.size_chooser = with_name(CalmCombo(self), "textSizeChooser")
        for percent in SIZES:
            self.size_chooser.addItem(f"{percent} %", percent)
        self.size_chooser.setCurrentIndex(SIZES.index(preferences.text_size))
        self.keep_worker = with_name(
            QCheckBox("Keep a training process ready", self),
            "keepWorker",
            tip="Train starts at once; takes 0.6 GB of memory while it waits",
        )
        self.keep_worker.setChecked(preferences.keep_worker)
        buttons = DialogButtons(self)
        buttons.primary("OK", self.accept)
        form = form_layout(self)
        form.setContentsMargins(margins(18, 16, 18, 14))
        form.addRow("Appearance", self.mode)
        form.addRow("Text size", self.size_chooser)
        hint = PlainLabel("The screen's own scale (for example 200 %) is followed by itself.", self)
        form.addRow(with_name(hint, "muted"))
        form.addRow("Training", self.keep_worker)
        form.addRow(buttons)

    def chosen(self) -> tuple[str, int]:
        """Return appearance and text size."""
        return str(self.mode.currentData()), int(self.size_chooser.currentData())


def ask_preferences(window: BenchWindow) -> None:
    """Ask for appearance and text size, and use them at once."""
    dialog = PreferencesDialog(window.preferences, window)
    if dialog.exec():
        mode, percent = dialog.chosen()
        window.use_mode(mode)
        window.use_text_size(percent)
        window.preferences.keep_worker = dialog.keep_worker.isChecked()
        window.training.keep_worker()
    dialog.deleteLater()


def show_shortcuts(window: QWidget) -> None:
    """Show a page with all shortcuts; it can stay open beside the window."""
    found = window.findChild(QDialog, "shortcutsPage")
    dialog = found if isinstance(found, QDialog) else _shortcuts_page(window)
    dialog.show()
    dialog.raise_()


def _shortcuts_page(window: QWidget) -> QDialog:
    dialog = with_name(Dialog(window), "shortcutsPage")
    dialog.setWindowTitle(heading_of("help.shortcuts"))
    label = PlainLabel(shortcuts_html())
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setMargin(px(14))
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    area = QScrollArea(dialog)
    area.setWidgetResizable(True)
    area.setWidget(label)
    column(area, on=dialog)
    give_size(dialog, 460, 640)
    return dialog


def shortcuts_html() -> str:
    """Write the page: one table per menu, then the mouse."""
    parts = []
    for menu in MENUS:
        rows = [
            (QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText), action.title.rstrip("."))
            for action in ACTIONS
            if action.menu == menu and action.shortcut
        ]  # fmt: skip
        if rows:
            parts.append(_table(menu, rows))
    parts.append(_table("Getting about by keys", list(FOCUS)))
    parts.append(_table("Mouse on the canvas", list(MOUSE)))
    return "".join(parts)


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><td width="{px(190)}" style="padding:2px 12px 2px 0"><b>{escape(keys)}</b></td>'
        f'<td style="padding:2px 0">{escape(words)}</td></tr>'
        for keys, words in rows
    )
    return f'<p style="margin-bottom:2px"><b>{escape(title)}</b></p><table width="100%">{cells}</table>'


def show_about(window: QWidget) -> None:
    """Say what this program is."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("netwright")
    except PackageNotFoundError:
        number = "not installed, runs from its folder"
    dialog = with_name(Dialog(window), "aboutDialog")
    dialog.setWindowTitle(heading_of("help.about"))
    label = PlainLabel(
        f"Netwright {number}\n\n"
        "Draw a neural network, see every shape live,\ntrain it here, take home clean Keras code.\n\n"
        "MIT licence. Built on Qt (PySide6), Keras, NetworkX and pyqtgraph."
    )
    column(label, DialogButtons(dialog, "Close"), on=dialog, rim=(20, 18, 20, 14), gap=14)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
