"""Boxes as Qt's rectangles and back, in scene pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from canvas.geometry.boxes import Box


def rect_of(box: Box) -> QRectF:
    """Return a box as Qt's rectangle."""
    return QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)


def box_of(rect: QRectF) -> Box:
    """Return a rectangle as a box."""
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())


def box_at(point: QPointF, reach: float) -> Box:
    """Return the box of all points that are so near to a point."""
    return Box(point.x(), point.y(), point.x(), point.y()).grown(reach)
