"""The line above a plot: which metric, which colour is what, and the values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.plots.line_signs import dashed
from app.training.history import series_words
from app.widgets.elided import GivingChooser
from app.widgets.layouts import row
from canvas.theme.measure import px, scaled_sheet
from canvas.theme.plain_text import PlainLabel, plain_tip
from canvas.theme.themes import Theme

MARK, GAP = 34, 12
"""Width of a curve's mark with the room around it, and the part of it before the mark, in pixels at 100 %."""

WIDEST_CHOICE = 230
"""Width in pixels at 100 % that the name of a metric may take; names of outputs can be long."""

SHORT = {"training": "train", "validation": "val"}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One curve: its words, its colour, its last value, whether it has dots, and its dash."""

    words: str
    colour: str
    value: float
    dot: bool = False
    dash: tuple[int, ...] = ()


class Legend(QWidget):
    """Metric on the left, curves on the right.

    Signals:
        metric_chosen: somebody chose another metric.
    """

    metric_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.name = PlainLabel()
        self.choice = GivingChooser()
        self.choice.setToolTip("Metric that this plot shows")
        self.choice.activated.connect(self._choose)
        self.entries = Entries(self)
        row(self.name, self.choice, (self.entries, 1), on=self, rim=(10, 2, 10, 0))
        self.choice.setStyleSheet(
            scaled_sheet(
                "QComboBox { border: none; background: transparent; font-weight: 600;"
                " padding: 0px 6px 0px 0px; min-height: 0px; }"
            )
        )
        self.setFixedHeight(self.fontMetrics().height() + px(12))
        bold = self.name.font()
        bold.setBold(True)
        self.name.setFont(bold)
        self.set_theme(theme)

    @property
    def shown(self) -> str:
        """Keras's name of the metric that is shown; empty before there is any."""
        return self.choice.currentData() or ""

    def offer(
        self, names: Sequence[str], chosen: str, words: Callable[[str], str] = series_words
    ) -> None:
        """Offer metrics; the choice stays where it can.

        Args:
            names: Keras's names.
            chosen: the one to show at first.
            words: writes a name for people.
        """
        if tuple(names) != self._names:
            current = self.shown
            self._names = tuple(names)
            self.choice.clear()
            for name in names:
                self.choice.addItem(words(name), name)
            self.choice.setCurrentIndex(max(self.choice.findData(current), 0))
            if current not in names and chosen in names:
                self.choice.setCurrentIndex(self.choice.findData(chosen))
        self._fit_choice()
        several = len(names) > 1
        self.choice.setVisible(several)
        self.name.setVisible(not several)
        self.name.setText(self.choice.currentText())

    def _choose(self) -> None:
        self._fit_choice()
        self.metric_chosen.emit(self.shown)

    def _fit_choice(self) -> None:
        """Make the box as wide as its word, and its list as wide as the longest one."""
        letters = QFontMetrics(self.name.font())
        wanted = letters.horizontalAdvance(self.choice.currentText()) + px(30)
        self.choice.setFixedWidth(min(wanted, px(WIDEST_CHOICE)))
        self.choice.setToolTip(
            plain_tip(f"Metric that this plot shows: {self.choice.currentText()}")
        )

    def show_entries(self, entries: list[LegendEntry]) -> None:
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
        self._entries: list[LegendEntry] = []
        self._place = ""
        self._values: Sequence[float] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height())

    def show_entries(self, entries: list[LegendEntry]) -> None:
        """Show these curves."""
        self._entries = entries
        self.update()

    def show_values(self, place: str, values: Sequence[float]) -> None:
        """Show other values than the last ones, and where they are from."""
        self._place, self._values = place, values
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() < px(MARK) * len(self._entries):
            return  # the colours have no room either
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        texts = self._fitting()
        x = float(self.width())
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        for entry, text in reversed(list(zip(self._entries, texts, strict=True))):
            x -= metrics.horizontalAdvance(text)
            painter.setPen(self.muted)
            painter.drawText(QPointF(x, base), text)
            x -= px(MARK - GAP)
            self._mark(painter, entry, x)
            x -= px(GAP)
        if self._place and x > metrics.horizontalAdvance(self._place):
            painter.setPen(self.muted)
            painter.drawText(QPointF(x - metrics.horizontalAdvance(self._place), base), self._place)

    def _fitting(self) -> list[str]:
        """Return the longest texts for which there is room."""
        metrics = self.fontMetrics()
        words = [entry.words for entry in self._entries]
        values = [self._value(at) for at in range(len(words))]
        brief = [SHORT.get(word, word) for word in words]
        for texts in (_joined(words, values), _joined(brief, values), words):
            if sum(metrics.horizontalAdvance(text) + px(MARK) for text in texts) <= self.width():
                return texts
        return [""] * len(words)  # the colours alone

    def _value(self, at: int) -> str:
        pointed = bool(self._place) and at < len(self._values)
        value = self._values[at] if pointed else self._entries[at].value
        return value_text(value) if math.isfinite(value) else ""

    def _mark(self, painter: QPainter, entry: LegendEntry, x: float) -> None:
        middle = self.height() / 2
        painter.setPen(dashed(QPen(QColor(entry.colour), 2), entry.dash))
        painter.drawLine(QPointF(x, middle), QPointF(x + px(16), middle))
        if entry.dot:
            painter.setBrush(QColor(entry.colour))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(x + px(8), middle), px(3), px(3))


def _joined(words: list[str], values: list[str]) -> list[str]:
    return [f"{word} {value}".rstrip() for word, value in zip(words, values, strict=True)]


def value_text(value: float) -> str:
    """Write a measured value: four digits, never more than seven letters."""
    if not math.isfinite(value):
        return "-"
    size = abs(value)
    if size and (size < 0.001 or size >= 1e6):
        return f"{value:.2e}"
    return f"{value:.0f}" if size >= 1000 else f"{value:.4g}" if size >= 1 else f"{value:.4f}"
