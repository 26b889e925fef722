"""The card on an empty canvas: examples to begin with, recent files, and how to begin from nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QToolButton, QWidget

from app.frame.recent import recent_files
from app.templates.catalog import Template, template_named
from app.widgets.layouts import LayoutPart, column
from app.widgets.parts import label, link, with_name
from canvas.later import Later
from canvas.theme.measure import px, scaled_sheet
from canvas.theme.plain_text import PlainLabel

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
OR_ELSE = "Or drag a block from the left onto the canvas, or press Tab."


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
        examples = self._examples([template_named(name) for name in EXAMPLES])
        words = "ResNet, DenseNet, MobileNet and all the others..."
        every = self._choice(words, "allTemplates", "", show_all)
        links = [self._link(path) for path in recent_files()[:RECENT]]
        recent: list[LayoutPart] = [4, label("Go on with", "heading"), *links]
        column(
            label("Begin with an example", "heading"),
            examples,
            every,
            *(recent if links else []),
            4,
            with_name(PlainLabel(OR_ELSE, self), "muted"),
            on=self,
            rim=(22, 18, 22, 18),
            gap=10,
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
            use, name = partial(self._use, template.path), f"example_{template.name}"
            words = template.title or template.name
            button = self._choice(words, name, template.description, use)
            grid.addWidget(button, at // 2, at % 2)
        return grid

    def _choice(self, words: str, name: str, tip: str, chosen: Callable[[], object]) -> QPushButton:
        made = with_name(QPushButton(words, self), name, tip=tip)
        made.setStyleSheet(scaled_sheet("text-align: left; padding-left: 10px;"))
        made.clicked.connect(lambda: chosen())
        return made

    def _link(self, path: Path) -> QToolButton:
        return link(path.name, str(path), partial(self._open, path))

    def _place(self) -> None:
        host = self._host
        self.adjustSize()
        left, top = (host.width() - self.width()) // 2, (host.height() - self.height()) // 2
        self.move(max(left, 0), max(top, 0))
        # Where there is no room the card would only hide the canvas.
        self.setVisible(host.width() > self.width() and host.height() > self.height())
