"""A look at the data: a grid of images with their labels, and bars that count the classes. Painted by ourselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from canvas.theme.measure import px, sized
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    import numpy as np

TILE, GAP = 56, 8
"""Side of a sample image and space between two, in pixels."""

BARS = 24
"""So many classes have a bar; the rest is counted in words."""


def to_image(pixels: np.ndarray) -> QImage:
    """Turn uint8 pixels (height, width) or (height, width, 3) into a picture of its own memory."""
    import numpy as np

    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    grey = pixels.ndim == 2
    kind = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    return QImage(pixels.tobytes(), width, height, width * (1 if grey else 3), kind).copy()


class ImageGrid(QWidget):
    """Sample images in rows, as many as there is room for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._images: list[QImage] = []
        self._labels: Sequence[str] = ()
        self.setMinimumSize(sized(TILE + GAP, TILE + 20))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_images(self, pixels: np.ndarray | None, labels: Sequence[str]) -> None:
        """Show images.

        Args:
            pixels: uint8 (images, height, width) or (images, height, width, 3), or ``None`` for none.
            labels: one word for each.
        """
        self._images = [] if pixels is None else [to_image(each) for each in pixels]
        self._labels = labels
        self.update()

    def sizeHint(self) -> QSize:
        return sized(10 * (TILE + GAP), 2 * (TILE + 26))

    def places(self) -> list[QRectF]:
        """Return where each image stands; those without room are left out."""
        tile, gap, line = px(TILE), px(GAP), self.fontMetrics().height()
        columns = max(1, (self.width() + gap) // (tile + gap))
        rows = max(1, (self.height() + gap) // (tile + line + gap))
        shown = min(len(self._images), columns * rows)
        return [
            QRectF(at % columns * (tile + gap), at // columns * (tile + line + gap), tile, tile)
            for at in range(shown)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        for at, place in enumerate(self.places()):
            image = self._images[at]
            target = _inside(image, place)
            larger = image.width() > target.width() * self.devicePixelRatioF()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, larger)
            painter.drawImage(target, image)
            painter.setPen(QColor(self.theme.border))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(target.adjusted(0.5, 0.5, -0.5, -0.5))
            words = self._labels[at] if at < len(self._labels) else ""
            below = QRectF(place.left(), place.bottom() + 1, px(TILE), metrics.height())
            painter.setPen(QColor(self.theme.muted))
            text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, px(TILE))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)


def _inside(image: QImage, place: QRectF) -> QRectF:
    """Fit an image into a square without changing its proportions."""
    scale = min(place.width() / image.width(), place.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    return QRectF(place.center().x() - width / 2, place.center().y() - height / 2, width, height)


class ClassBars(QWidget):
    """A bar chart: the number of examples of each class."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._rows: list[tuple[str, int]] = []
        self._more = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show classes with their numbers of examples."""
        rows = list(zip(names, counts, strict=False))
        self._rows, self._more = rows[:BARS], max(len(rows) - BARS, 0)
        self.updateGeometry()
        self.update()

    def line_height(self) -> int:
        """Height of one row in pixels."""
        return self.fontMetrics().height() + px(3)

    def sizeHint(self) -> QSize:
        lines = len(self._rows) + (1 if self._more else 0)
        return QSize(px(170), lines * self.line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, line = self.fontMetrics(), self.line_height()
        names = max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0)
        names = min(names, self.width() // 3)
        numbers = max((metrics.horizontalAdvance(f"{n:,}") for _, n in self._rows), default=0)
        most = max((count for _, count in self._rows), default=1) or 1
        room = self.width() - names - numbers - px(20)
        for at, (name, count) in enumerate(self._rows):
            top = float(at * line)
            painter.setPen(QColor(self.theme.text))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names, line), Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.series[0]))
            bar = QRectF(names + px(8), top + px(3), max(room * count / most, 1.0), line - px(6))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(QColor(self.theme.muted))
            place = QRectF(bar.right() + px(6), top, numbers + px(4), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, f"{count:,}")
        if self._more:
            painter.setPen(QColor(self.theme.muted))
            place = QRectF(0, len(self._rows) * line, self.width(), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, f"and {self._more:,} more")
