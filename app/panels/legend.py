"""The line above a plot: which metric, which colour is what, and the values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from canvas.style import Theme


@dataclass(frozen=True, slots=True)
class Entry:
    """One curve: its words, its colour, its last value, and whether it has dots."""

    words: str
    colour: str
    value: float
    dot: bool = False


class Legend(QWidget):
    """Metric on the left, curves on the right.

    Signals:
        metric_chosen: somebody chose another metric.
    """

    metric_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.name = QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.choice = QComboBox()
        self.choice.setToolTip("Metric that this plot shows")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.activated.connect(lambda: self.metric_chosen.emit(self.shown))
        self.entries = Entries(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 0)
        layout.addWidget(self.name)
        layout.addWidget(self.choice)
        layout.addWidget(self.entries, 1)
        self.choice.setStyleSheet(
            "QComboBox { border: none; background: transparent; font-weight: 600;"
            " padding: 0px 6px 0px 0px; min-height: 0px; }"
        )
        self.setFixedHeight(self.fontMetrics().height() + 12)
        bold = self.name.font()
        bold.setBold(True)
        self.name.setFont(bold)
        self.set_theme(theme)

    @property
    def shown(self) -> str:
        """Keras's name of the metric that is shown; empty before there is any."""
        return self.choice.currentData() or ""

    def offer(self, names: Sequence[str], chosen: str) -> None:
        """Offer metrics; the choice stays where it can.

        Args:
            names: Keras's names.
            chosen: the one to show at first.
        """
        if tuple(names) != self._names:
            current = self.shown
            self._names = tuple(names)
            self.choice.clear()
            for name in names:
                self.choice.addItem(name.replace("_", " "), name)
            self.choice.setCurrentIndex(max(self.choice.findData(current), 0))
            if current not in names and chosen in names:
                self.choice.setCurrentIndex(self.choice.findData(chosen))
        several = len(names) > 1
        self.choice.setVisible(several)
        self.name.setVisible(not several)
        self.name.setText(self.choice.currentText())

    def show_entries(self, entries: list[Entry]) -> None:
        """Show the curves with their last values."""
        self.entries.show_entries(entries)

    def show_values(self, place: str, values: Sequence[float]) -> None:
        """Show the values under the pointer instead of the last ones."""
        self.entries.show_values(place, values)

    def clear_values(self) -> None:
        """Show the last values again."""
        self.entries.show_values("", ())

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        palette = self.name.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.text))
        self.name.setPalette(palette)
        self.entries.muted = QColor(theme.muted)
        self.entries.update()


class Entries(QWidget):
    """Paints the curves' marks, words and values, flush right; values go first where room is short."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.muted = QColor("#777777")
        self._entries: list[Entry] = []
        self._place = ""
        self._values: Sequence[float] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height())

    def show_entries(self, entries: list[Entry]) -> None:
        """Show these curves."""
        self._entries = entries
        self.update()

    def show_values(self, place: str, values: Sequence[float]) -> None:
        """Show other values than the last ones, and where they are from."""
        self._place, self._values = place, values
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        texts = self._texts(with_values=True)
        if sum(metrics.horizontalAdvance(text) + 32 for text in texts) > self.width():
            texts = self._texts(with_values=False)
        x = float(self.width())
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        for entry, text in reversed(list(zip(self._entries, texts, strict=True))):
            x -= metrics.horizontalAdvance(text)
            painter.setPen(self.muted)
            painter.drawText(QPointF(x, base), text)
            x -= 22
            self._mark(painter, entry, x)
            x -= 12
        if self._place and x > metrics.horizontalAdvance(self._place):
            painter.setPen(self.muted)
            painter.drawText(QPointF(x - metrics.horizontalAdvance(self._place), base), self._place)

    def _texts(self, *, with_values: bool) -> list[str]:
        texts = []
        for at, entry in enumerate(self._entries):
            value = self._values[at] if self._place and at < len(self._values) else entry.value
            shown = with_values and math.isfinite(value)
            texts.append(f"{entry.words} {value_text(value)}" if shown else entry.words)
        return texts

    def _mark(self, painter: QPainter, entry: Entry, x: float) -> None:
        middle = self.height() / 2
        painter.setPen(QPen(QColor(entry.colour), 2))
        painter.drawLine(QPointF(x, middle), QPointF(x + 16, middle))
        if entry.dot:
            painter.setBrush(QColor(entry.colour))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(x + 8, middle), 3, 3)


def value_text(value: float) -> str:
    """Write a measured value: four digits, never more than seven letters."""
    if not math.isfinite(value):
        return "-"
    size = abs(value)
    if size and (size < 0.001 or size >= 1e6):
        return f"{value:.2e}"
    return f"{value:.0f}" if size >= 1000 else f"{value:.4g}" if size >= 1 else f"{value:.4f}"
