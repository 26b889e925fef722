"""The short crossing from one graph to another: what was shown grows or shrinks a little and fades."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QStyle, QWidget

LENGTH = 160
"""Milliseconds; less where the system asks for less, and none where it wants no animations."""
GROWTH = 0.12
"""How much what was shown grows on the way in, or shrinks on the way out, as a share of its size."""


class Crossing(QWidget):
    """A picture of the graph that was left, over the one that came; it vanishes by itself."""

    def __init__(self, host: QWidget, picture: QPixmap, inwards: bool) -> None:
        """Begin.

        Args:
            host: what is uncovered.
            picture: what was shown there.
            inwards: a step into a composite, not out of one.
        """
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = picture
        self._growth = GROWTH if inwards else -GROWTH
        self._done = 0.0
        self.setGeometry(host.rect())
        host.installEventFilter(self)
        self._run = QVariantAnimation(self)
        self._run.setDuration(min(LENGTH, animation_time(host)))
        self._run.setStartValue(0.0)
        self._run.setEndValue(1.0)
        self._run.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._run.valueChanged.connect(self._go)
        self._run.finished.connect(self.deleteLater)
        self.show()
        self._run.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(1.0 - self._done)
        scale = 1.0 + self._growth * self._done
        room = QRectF(self.rect())
        area = QRectF(0, 0, room.width() * scale, room.height() * scale)
        area.moveCenter(room.center())
        painter.drawPixmap(area, self._picture, QRectF(self._picture.rect()))
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.hide()
        return False

    def _go(self, done: float) -> None:
        self._done = done
        self.update()


def animation_time(widget: QWidget) -> int:
    """Return how many milliseconds the system lets an animation take; 0 for none."""
    return widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget)
