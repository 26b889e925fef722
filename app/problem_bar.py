"""The strip under the canvas: the problem that matters now, in a sentence, with its fixes as links."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.icons import pixmap
from canvas.measure import margins, px
from canvas.style import LIGHT, Theme


class ElidedLabel(QLabel):
    """One line of plain text that ends in an ellipsis where there is no room; the tooltip has it whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def set_whole(self, text: str) -> None:
        """Show a text, shortened where needed."""
        self._whole = text
        self.updateGeometry()
        self._shorten()

    def whole(self) -> str:
        """Return the text before shortening."""
        return self._whole

    def sizeHint(self) -> QSize:
        return QSize(self._width() + 4, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _width(self) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(self._whole)

    def _shorten(self) -> None:
        metrics = QFontMetrics(self.font())
        short = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(short)
        self.setToolTip(self._whole if short != self._whole else "")


class ProblemBar(QWidget):
    """Shows one problem; empty and hidden where there is none."""

    clicked = Signal()
    fix_chosen = Signal(int)
    inside_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.icon = QLabel(self)
        self.sentence = ElidedLabel(self)
        self.sentence.setObjectName("problemSentence")
        self.sentence.setMinimumWidth(px(120))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(margins(12, 4, 10, 4))
        self._row.setSpacing(px(6))
        self._row.addWidget(self.icon)
        self._row.addWidget(self.sentence, 1)
        self.inside = QToolButton(self)
        self.inside.setObjectName("showInside")
        self.inside.setProperty("link", True)
        self.inside.setText("Show")
        self.inside.clicked.connect(self.inside_wanted)
        self.inside.hide()
        self._row.addWidget(self.inside)
        self._links: list[QToolButton] = []
        self._theme = LIGHT
        self._kind = "error"
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw the sign in the colours of a theme."""
        self._theme = theme
        self._draw()

    def show_problem(self, sentence: str, kind: str = "error") -> None:
        """Show a problem; an empty sentence hides the strip.

        Args:
            sentence: what is wrong.
            kind: ``error``, ``unfinished`` or ``warning``.
        """
        self.sentence.set_whole(sentence)
        self._kind = kind
        self.setProperty("calm", kind != "error")
        self.style().unpolish(self)
        self.style().polish(self)
        self._draw()
        self.setVisible(bool(sentence))

    def show_inside(self, name: str) -> None:
        """Offer to go to where it is wrong inside a composite; an empty name offers nothing."""
        self.inside.setToolTip(f"Go to the block that is wrong, in {name}" if name else "")
        self.inside.setVisible(bool(name))

    def show_fixes(self, fixes: Sequence[tuple[str, str]]) -> None:
        """Show fixes as links: title and preview of each."""
        for link in self._links:
            self._row.removeWidget(link)
            link.hide()
            link.deleteLater()
        self._links = [self._link(at, title, preview) for at, (title, preview) in enumerate(fixes)]
        for link in self._links:
            self._row.addWidget(link)
        self._make_room()

    def links(self) -> list[QToolButton]:
        """Return the links that are shown."""
        return list(self._links)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mousePressEvent(event)

    def _link(self, at: int, title: str, preview: str) -> QToolButton:
        link = QToolButton(self)
        link.setObjectName(f"fix{at}")
        link.setProperty("link", True)
        link.setText(f"Fix: {title}" if not at else title)
        link.setToolTip(f"{title[:1].upper()}{title[1:]}: {preview}" if preview else title)
        link.clicked.connect(lambda: self.fix_chosen.emit(at))
        return link

    def _make_room(self) -> None:
        """Leave the larger part to the sentence: links that do not fit are hidden; the Problems tab has them all."""
        left = self.width() - self.sentence.sizeHint().width() - 60
        left = max(left, round(0.42 * self.width()))
        for at, link in enumerate(self._links):
            needed = link.sizeHint().width() + self._row.spacing()
            link.setMaximumWidth(max(left, 80) if not at else needed)
            link.setVisible(not at or needed <= left)
            left -= needed

    def _draw(self) -> None:
        colour = {"error": self._theme.error, "warning": self._theme.warning}.get(
            self._kind, self._theme.muted
        )
        self.icon.setPixmap(pixmap(self._kind, colour, scale=self.devicePixelRatioF()))
