"""What an empty canvas offers: examples to begin with, recent files, and how to begin from nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QGuiApplication
from PySide6.QtWidgets import (  # fmt: skip
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.frame.recent import recent_files
from app.templates.catalog import Template, template_named
from canvas.later import Later
from canvas.theme.measure import margins, px, scaled_sheet
from canvas.theme.plain_text import PlainLabel, plain_tip

RECENT = 4
EXAMPLES = (
    "digits-cnn",
    "digits-residual",
    "digits-dnn-dropout",
    "iris-multiclass",
    "wine-multiclass",
    "diabetes-regressor",
)
"""Small ones to begin with; the dialog behind New has all."""


class Welcome(QFrame):
    """A card in the middle of its host.

    Args:
        host: the canvas.
        use_template: called with an example's file.
        open_file: called with a recent file.
        show_all: called to show every template.
    """

    def __init__(
        self,
        host: QWidget,
        use_template: Callable[[Path], object],
        open_file: Callable[[Path], object],
        show_all: Callable[[], object],
    ) -> None:
        super().__init__(host)
        self.setObjectName("welcome")
        self._host = host
        self._use, self._open = use_template, open_file
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(22, 18, 22, 18))
        column.setSpacing(px(10))
        column.addWidget(_text("Begin with an example", "heading", self))
        column.addLayout(self._examples([template_named(name) for name in EXAMPLES]))
        every = QPushButton("ResNet, DenseNet, MobileNet and all the others...", self)
        every.setObjectName("allTemplates")
        every.setStyleSheet(scaled_sheet("text-align: left; padding-left: 10px;"))
        every.clicked.connect(lambda: show_all())
        column.addWidget(every)
        files = recent_files()[:RECENT]
        if files:
            column.addSpacing(px(4))
            column.addWidget(_text("Go on with", "heading", self))
            for path in files:
                column.addWidget(self._link(path))
        column.addSpacing(px(4))
        column.addWidget(
            _text("Or drag a block from the left onto the canvas, or press Tab.", "muted", self)
        )
        host.installEventFilter(self)
        self.setAcceptDrops(True)
        self._back = Later(self, self._come_back, 300, repeats=True)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Make way: what is dragged here is meant for the canvas below."""
        self.hide()
        self._back.start()
        event.ignore()

    def _come_back(self) -> None:
        """Return when the drag has ended; where a block was dropped, the canvas takes this card away."""
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._back.stop()
            self._place()

    def _examples(self, found: list[Template]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(px(8))
        for at, template in enumerate(found):
            button = QPushButton(template.title or template.name, self)
            button.setObjectName(f"example_{template.name}")
            button.setToolTip(plain_tip(template.description))
            button.setStyleSheet(scaled_sheet("text-align: left; padding-left: 10px;"))
            button.clicked.connect(lambda _=False, path=template.path: self._use(path))
            grid.addWidget(button, at // 2, at % 2)
        return grid

    def _link(self, path: Path) -> QToolButton:
        link = QToolButton(self)
        link.setProperty("link", True)
        link.setText(path.name)
        link.setToolTip(plain_tip(str(path)))
        link.clicked.connect(lambda: self._open(path))
        return link

    def _place(self) -> None:
        host = self._host
        self.adjustSize()
        left, top = (host.width() - self.width()) // 2, (host.height() - self.height()) // 2
        self.move(max(left, 0), max(top, 0))
        # Where there is no room the card would only hide the canvas.
        self.setVisible(host.width() > self.width() and host.height() > self.height())


def _text(words: str, name: str, parent: QWidget) -> QLabel:
    label = PlainLabel(words, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
