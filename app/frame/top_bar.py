"""The bar at the top: menus, the search button, the data chooser, the device, and Train."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QToolButton,
    QWidget,
)

from app.actions.words import ACTION, name_button, tip_of, title_of
from app.look.icons import icon
from app.widgets.elided import GivingChooser
from app.widgets.hold import Hold
from app.widgets.layouts import STRETCH, row
from app.widgets.parts import with_name
from canvas.theme.measure import px, sized
from canvas.theme.plain_text import PlainLabel, plain_tip
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

LETTERS = (42, 32, 24, 16)
"""Widths of the data chooser in letters: the largest for which there is room."""
_FURTHER = QSize(12, 12)
"""Size of the sign for menus that have no room: Qt's button is so narrow at every text size."""
LEAST_SEARCH = 100
"""Least width of the search button in pixels at 100 %."""

SEARCH = ("Search everything", "Search")
"""Words of the search button, the longest that fits is shown; and the shortcut where it can be."""


class SearchButton(QPushButton):
    """Looks like a field; says as much as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchButton")
        name_button(self, "view.palette", text=False)
        self.setMinimumWidth(px(LEAST_SEARCH))
        self.setMaximumWidth(px(360))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(SEARCH[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = [text for text in _search_texts() if self._width(text) <= event.size().width()]
        self.setText(fits[0] if fits else SEARCH[-1])

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + px(28)


def _search_texts() -> list[str]:
    return [words + hint for hint in ("    Ctrl+K", "") for words in SEARCH]


class TopBar(QWidget):
    """One row above everything else."""

    search_clicked = Signal()
    train_clicked = Signal()
    source_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menus = with_name(QMenuBar(self), "menuBar")
        self.menus.setNativeMenuBar(sys.platform == "darwin")
        # Where there is no room for all menus, Qt puts the last ones behind an arrow.
        self.menus.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.menus.setMinimumWidth(1)
        self.search = SearchButton(self)
        self.data = GivingChooser(self)
        self.device = PlainLabel(self)
        self.train = QPushButton(self)
        self._running = False
        self._hold = Hold(self)
        self._arrange()
        self.search.clicked.connect(self.search_clicked)
        self.train.clicked.connect(self.train_clicked)
        self.data.activated.connect(
            lambda row: self.source_chosen.emit(str(self.data.itemData(row)))
        )

    def _arrange(self) -> None:
        words = "Data to learn from"
        with_name(self.data, "dataChooser", accessible=words, tip=words)
        self.data.addItem("No data", "none")
        self.data.setItemDelegate(QStyledItemDelegate(self.data))
        with_name(self.device, "deviceLabel", tip="What training runs on")
        self.device.hide()  # until it is known: never pretend
        with_name(self.train, "trainButton", primary=True)
        name_button(self.train, "train.start")
        self.train.setIconSize(sized(14, 14))
        self.train.setEnabled(False)
        self._widen_train()
        parts = self.menus, STRETCH, (self.search, 4), STRETCH, self.data, self.device, self.train
        row(*parts, on=self, rim=(6, 4, 10, 4), gap=8)

    def set_theme(self, theme: Theme) -> None:
        """Draw the sign of the button in the colour of its words."""
        name = "stop" if self._running else "play"
        self.train.setIcon(icon(name, theme.on_accent, theme.muted))
        further = self._further()
        if further is not None:
            further.setIcon(icon("chevron_right", theme.text))

    def _further(self) -> QToolButton | None:
        """Return Qt's button for the menus that have no room."""
        found = self.menus.findChild(QToolButton, "qt_menubar_ext_button")
        return found if isinstance(found, QToolButton) else None

    def show_running(self, words: str, theme: Theme) -> None:
        """Turn Train into Stop while a run is under way.

        Args:
            words: what the button does then; empty for no run.
            theme: the colours.
        """
        self._running = bool(words)
        words = words or title_of("train.start")
        if words != self.train.text():
            self._hold.begin([self.train])
        self.train.setText(words)
        self.set_theme(theme)
        self.train.setToolTip(plain_tip(tip_of("train.stop" if self._running else "train.start")))
        self.train.setProperty(ACTION, "train.stop" if self._running else "train.start")

    def allow_train(self) -> None:
        """Let the button be pressed: everything is loaded."""
        if not self._hold.active:
            self.train.setEnabled(True)

    def show_device(self, words: str) -> None:
        """Show what training runs on."""
        self.device.setText(words)
        self._share(self.width())

    def show_sources(self, items: list[tuple[str, str]], chosen: str) -> None:
        """Fill the data chooser.

        Args:
            items: key and words of every choice.
            chosen: the key that is chosen.
        """
        current = [
            (self.data.itemData(at), self.data.itemText(at)) for at in range(self.data.count())
        ]
        if current != items:
            self.data.clear()
            for key, words in items:
                self.data.addItem(words, key)
        self.data.setCurrentIndex(max(0, self.data.findData(chosen)))

    def follow_text_size(self) -> None:
        """Give everything its width at the present text size."""
        self._widen_train()
        self._share(self.width())
        further = self._further()
        if further is not None:
            further.setIconSize(_FURTHER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share(event.size().width())
        super().resizeEvent(event)

    def _widen_train(self) -> None:
        self.train.setMinimumWidth(self.fontMetrics().horizontalAdvance("Stop now") + px(52))

    def _share(self, width: int) -> None:
        """Share out a width. The data chooser has a width of its own: what is chosen there must not move the rest."""
        room = width - self.menus.sizeHint().width() - self.train.sizeHint().width()
        room -= px(LEAST_SEARCH + 70)  # the search button at its smallest, and what is between
        device = self.device.sizeHint().width() if self.device.text() else 0
        letter = self.fontMetrics().averageCharWidth()
        self.device.setVisible(bool(device) and LETTERS[1] * letter + device <= room)
        room -= device if self.device.isVisibleTo(self) else 0
        fits = [letters for letters in LETTERS if letters * letter <= room]
        self.data.setFixedWidth(letter * (fits[0] if fits else LETTERS[-1]))
