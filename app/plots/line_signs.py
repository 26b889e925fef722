"""Draws the dash of a curve, which tells it apart where colour alone does not: in plots, legends and lists."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from app.look.icons import SIDE
from canvas.theme.measure import px


def dashed(pen: QPen, dash: tuple[int, ...]) -> QPen:
    """Give a pen the dash of a series.

    Args:
        pen: is changed and returned.
        dash: lengths of dash and gap in turn, in widths of the line; empty for a solid line.
    """
    if dash:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([float(length) for length in dash])
    return pen


def run_icon(colour: str, dash: tuple[int, ...], *, filled: bool) -> QIcon:
    """Return a dot, or a ring, over a piece of the run's curve."""
    made = QIcon()
    for scale in (1, 2):
        side = px(SIDE) * scale
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side / SIDE, side / SIDE)
        painter.setPen(QPen(QColor(colour), 1.5))
        if filled:
            painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(8, 6), 3.6, 3.6)
        pen = QPen(QColor(colour), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(dashed(pen, tuple(max(length // 2, 1) for length in dash)))
        painter.drawLine(QPointF(0, 13.5), QPointF(SIDE, 13.5))
        painter.end()
        picture.setDevicePixelRatio(scale)
        made.addPixmap(picture)
        made.addPixmap(picture, QIcon.Mode.Selected)
    return made
