"""The bar at the top: menus, the search button, the data chooser, the device, and Train."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QWidget,
)

from app.icons import icon
from canvas.style import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

NARROW = 900
"""Below this width in pixels at 100 % the device label gives way."""


class TopBar(QWidget):
    """One row above everything else."""

    search_clicked = Signal()
    train_clicked = Signal()
    source_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menus = QMenuBar(self)
        self.menus.setObjectName("menuBar")
        self.menus.setNativeMenuBar(sys.platform == "darwin")
        self.menus.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.search = QPushButton("Search commands, blocks, layers    Ctrl+K", self)
        self.data = QComboBox(self)
        self.device = QLabel(self)
        self.train = QPushButton("Train", self)
        self._arrange()
        self.search.clicked.connect(self.search_clicked)
        self.train.clicked.connect(self.train_clicked)
        self.data.activated.connect(
            lambda row: self.source_chosen.emit(str(self.data.itemData(row)))
        )

    def _arrange(self) -> None:
        self.search.setObjectName("searchButton")
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(360)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.data.setObjectName("dataChooser")
        self.data.setAccessibleName("Data to learn from")
        self.data.setToolTip("Data to learn from")
        # A fixed width: the search field in the middle must not move when other data are chosen.
        self.data.setFixedWidth(self.fontMetrics().averageCharWidth() * 42)
        self.data.addItem("No data", "none")
        self.data.setItemDelegate(QStyledItemDelegate(self.data))
        self.device.setObjectName("deviceLabel")
        self.device.setTextFormat(Qt.TextFormat.PlainText)
        self.train.setObjectName("trainButton")
        self.train.setProperty("primary", True)
        self.train.setToolTip("Train the model (F5)")
        self.train.setIconSize(QSize(14, 14))
        self.train.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 10, 4)
        row.setSpacing(8)
        row.addWidget(self.menus)
        row.addStretch(2)
        row.addWidget(self.search, 3)
        row.addStretch(2)
        for widget in (self.data, self.device, self.train):
            row.addWidget(widget)

    def set_theme(self, theme: Theme) -> None:
        """Draw the play sign in the colour of the button's words."""
        self.train.setIcon(icon("play", theme.on_accent, theme.muted))

    def show_running(self, running: bool, theme: Theme) -> None:
        """Turn Train into Stop while a run is under way."""
        name = "stop" if running else "play"
        self.train.setIcon(icon(name, theme.on_accent, theme.muted))
        self.train.setToolTip("End the run (Shift+F5)" if running else "Train the model (F5)")

    def show_device(self, words: str) -> None:
        """Show what training runs on."""
        self.device.setText(words)
        self.device.setVisible(self.width() >= NARROW and bool(words))

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.device.setVisible(event.size().width() >= NARROW and bool(self.device.text()))
        super().resizeEvent(event)
