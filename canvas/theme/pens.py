"""Pens, brushes and fonts, made once from a theme, so that painting makes none."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QGuiApplication, QPen

from blocks.types.block_type import Category, Form
from canvas.theme.stamps import Stamps
from canvas.theme.themes import Theme

_MIDDLE = 0.7
"""Scale below which text is set larger, so that a graph that fits a screen can still be read."""


_LABELS = (11, 13, 15, 18, 21, 25, 29, 34)
"""Sizes of the labels on wires in scene pixels; the largest just fits between two cards."""
_READABLE = 8.8
"""Least size of a label in pixels of the screen."""


class Pens:
    """Everything that items paint with.

    Attributes:
        theme: the colours, as text.
    """

    def __init__(self, theme: Theme) -> None:
        """Make pens, brushes and fonts for a theme."""
        self.theme = theme
        self.card = QBrush(QColor(theme.card))
        self.canvas = QColor(theme.canvas)
        self.text = QColor(theme.text)
        self.muted = QColor(theme.muted)
        self.accent = QColor(theme.accent)
        self.accent_text = QColor(theme.accent_text)
        self.error = QColor(theme.error)
        self.error_soft = QColor(theme.error_soft)
        self.warning = QColor(theme.warning)
        self.on_accent = QColor(theme.on_accent)
        self.wire = QColor(theme.wire)
        self.border = pen(theme.border, 1)
        self.accent_border = pen(theme.accent, 2)
        self.accent_thin = pen(theme.accent, 1)
        self.error_border = pen(theme.error, 1.5)
        self.unfinished_border = pen(theme.warning, 1.2, Qt.PenStyle.DashLine)
        self.absent_border = pen(theme.muted, 1.2, Qt.PenStyle.DashLine)
        self.unknown = QBrush(blended(theme.card, theme.muted, 0.22))
        self.halo = pen(_faint(theme.accent, 70 if theme.dark else 55), 6)
        self.error_halo = pen(_faint(theme.error, 130), 11)
        self.warning_halo = pen(_faint(theme.warning, 130), 11)
        self.shadow = _faint("#000000", 80 if theme.dark else 24)
        self.port_pen = pen(theme.wire, 1.4)
        self.port_missing = pen(theme.warning, 1.4)
        self.port_spare = pen(theme.wire, 1.2, Qt.PenStyle.DotLine)
        self.wire_pen = _line(theme.wire, 1.6)
        self.wire_thin = _line(theme.wire, 1)
        self.wire_hover = _line(theme.muted, 2.4)
        self.wire_selected = _line(theme.accent, 2.4)
        self.wire_error = _line(theme.error, 2)
        self.wire_lit = _line(theme.accent, 4)
        self.band = _faint(theme.accent, 20)
        self._categories = {group: QColor(text) for group, text in theme.categories.items()}
        self._make_composites(theme)
        self._make_fonts()

    def _make_composites(self, theme: Theme) -> None:
        composite = theme.categories[Category.COMPOSITE]
        self.stack = QBrush(blended(theme.card, theme.canvas, 0.5))
        self.stack_border = pen(blended(theme.border, theme.muted, 0.3), 1)
        self.chevron = pen(composite, 2)
        self.inline_border = pen(blended(theme.border, composite, 0.6), 1.2)
        self._grounds = {
            Form.COMPOSITE: QBrush(blended(theme.card, composite, 0.07)),
            Form.PORT: QBrush(blended(theme.card, composite, 0.16)),
        }

    def category(self, group: Category | None) -> QColor:
        """Return the colour of a group; grey for unknown blocks."""
        return self._categories.get(group, self.muted) if group is not None else self.muted

    def ground(self, form: Form | None) -> QBrush:
        """Return the brush for the ground of a card: composites and their ends are tinted, unknown blocks grey."""
        return self._grounds.get(form, self.card) if form is not None else self.unknown

    def fonts(self, scale: float) -> Fonts:
        """Return the fonts for a scale: somewhat larger ones where everything is small."""
        return self._near if scale >= _MIDDLE else self._middle

    def label_fonts(self, scale: float) -> tuple[QFont, QFontMetricsF]:
        """Return the font of the labels on wires: as large as can be read, however small the rest is."""
        size = next((size for size in _LABELS if size * scale >= _READABLE), _LABELS[-1])
        if size not in self._labels:
            made = font(size)
            self._labels[size] = made, QFontMetricsF(made)
        return self._labels[size]

    def _make_fonts(self) -> None:
        self._labels: dict[int, tuple[QFont, QFontMetricsF]] = {}
        self.stamps = Stamps()
        self._near, self._middle = Fonts.of(13, 11), Fonts.of(16, 13)
        self.title_font, self.title_metrics = self._near.title, self._near.title_metrics
        self.words_font, self.words_metrics = self._near.words, self._near.words_metrics
        self.number_font = font(9, QFont.Weight.DemiBold)
        self.badge_font = font(11, QFont.Weight.Bold)
        self.far_font = font(22, QFont.Weight.DemiBold)


@dataclass(frozen=True)
class Fonts:
    """The fonts of cards and pills, with their metrics."""

    title: QFont
    words: QFont
    title_metrics: QFontMetricsF
    words_metrics: QFontMetricsF

    @classmethod
    def of(cls, title: int, words: int) -> Fonts:
        """Make fonts of these sizes in scene pixels."""
        large, small = font(title, QFont.Weight.DemiBold), font(words)
        return cls(large, small, QFontMetricsF(large), QFontMetricsF(small))


def pen(colour: str | QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen with round ends; the width is in scene pixels."""
    return QPen(QColor(colour), width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _line(colour: str, width: float) -> QPen:
    """Return a pen for long curves: round joins would cost time and cannot be seen."""
    made = pen(colour, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return made


def font(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the application's font at a size in scene pixels, fit for smooth zooming."""
    made = QFont(QGuiApplication.font())
    made.setPixelSize(pixels)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def blended(one: str, other: str, share: float) -> QColor:
    """Mix two colours; ``share`` is the part of the second, 0 to 1."""
    left, right = QColor(one), QColor(other)
    parts = (QColor.redF, QColor.greenF, QColor.blueF)
    return QColor.fromRgbF(*((1 - share) * part(left) + share * part(right) for part in parts))


def notched(colour: str, ground: str) -> QColor:
    """Return the colour of the lines that tell a category on an area in its colour; `ground` is what is behind it."""
    return blended(colour, ground, 0.65)


def _faint(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
