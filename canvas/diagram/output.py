"""A drawing of any kind as a file: SVG and PDF with text as text, PNG at a scale; the same drawing, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, QUuid
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter

SCALES = (1, 2, 4)
"""Pixels of a PNG picture for each of the drawing."""
_MOST_PIXELS = 150_000_000
_LONGEST = 30_000
"""Longest side of a PNG picture in pixels: Qt paints no farther than 32,767."""
_LONGEST_PAGE = 14_400
"""Longest side of a PDF page in points; programs refuse longer ones."""
_POINT = 0.75
"""Points for each pixel of a drawing."""
_FINE = 10
"""Steps of a PDF page for each pixel of a drawing."""
_NO_DATE = b"20000101000000"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class TooLargeError(Exception):
    """A picture would have more pixels than can be painted; the text says so in words."""


@dataclass(frozen=True)
class Drawing:
    """Something that can be painted on anything.

    Attributes:
        width: in pixels at 100 %.
        height: in pixels at 100 %.
        background: what is behind it; ``None`` for nothing.
        paint: paints it, the top left corner at the origin.
    """

    width: float
    height: float
    background: QColor | None
    paint: Callable[[QPainter], None]

    @property
    def area(self) -> QRectF:
        """All of it."""
        return QRectF(0, 0, self.width, self.height)


def png_size(drawing: Drawing, scale: float) -> tuple[int, int]:
    """Return width and height of a PNG picture in pixels."""
    return max(1, round(drawing.width * scale)), max(1, round(drawing.height * scale))


def too_large(drawing: Drawing, scale: float) -> str:
    """Say that a PNG picture would be too large; empty where it is not."""
    width, height = png_size(drawing, scale)
    if max(width, height) <= _LONGEST and width * height <= _MOST_PIXELS:
        return ""
    return f"The picture would be {width:,} × {height:,} pixels. Use a smaller scale, SVG or PDF."


def image_of(drawing: Drawing, scale: float = 1.0) -> QImage:
    """Paint a drawing into a picture.

    Args:
        drawing: what to paint.
        scale: pixels for each pixel of the drawing.

    Raises:
        TooLargeError: it would have too many pixels.
    """
    words = too_large(drawing, scale)
    if words:
        raise TooLargeError(words)
    image = QImage(*png_size(drawing, scale), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDotsPerMeterX(round(scale * 96 / 0.0254))
    image.setDotsPerMeterY(round(scale * 96 / 0.0254))
    image.fill(drawing.background or QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.scale(scale, scale)
    _paint(painter, drawing)
    return image


def png_of(drawing: Drawing, scale: float = 1.0) -> bytes:
    """Return a drawing as a PNG file; raises `TooLargeError` like `image_of`."""
    buffer = _buffer()
    image_of(drawing, scale).save(buffer, "PNG")  # type: ignore[call-overload] # the stubs want bytes, which Qt refuses
    return _bytes(buffer)


def svg_of(drawing: Drawing, title: str) -> bytes:
    """Return a drawing as an SVG file, one unit for each pixel of the drawing."""
    from PySide6.QtSvg import QSvgGenerator

    buffer, made = _buffer(), QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setResolution(96)
    made.setSize(QSizeF(drawing.width, drawing.height).toSize())
    made.setViewBox(drawing.area)
    made.setTitle(_CONTROL.sub("", title))
    made.setDescription("Drawn by Netwright")
    painter = QPainter(made)
    if drawing.background is not None:
        painter.fillRect(drawing.area, drawing.background)
    _paint(painter, drawing)
    # Qt escapes quotes in texts: this finds attributes and nothing else.
    text = re.sub('font-family="([^"]*)"', r'font-family="\1, sans-serif"', _bytes(buffer).decode())
    return _CONTROL.sub("", text).encode()


def pdf_of(drawing: Drawing, title: str) -> bytes:
    """Return a drawing as a PDF file of one page, as large as the drawing where a page may be."""
    scale = min(_POINT, _LONGEST_PAGE / max(drawing.width, drawing.height))
    buffer = _buffer()
    made = QPdfWriter(buffer)
    made.setResolution(round(72 * _FINE / _POINT))
    made.setTitle(title)
    made.setCreator("Netwright")
    made.setDocumentId(QUuid.createUuidV5(QUuid(), title.encode("utf-8", "replace")))
    size = QSizeF(drawing.width * scale, drawing.height * scale)
    match = QPageSize.SizeMatchPolicy.ExactMatch
    made.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", match))
    made.setPageMargins(QMarginsF())
    painter = QPainter(made)
    painter.scale(_FINE * scale / _POINT, _FINE * scale / _POINT)
    if drawing.background is not None:
        painter.fillRect(drawing.area.adjusted(-1, -1, 1, 1), drawing.background)
    _paint(painter, drawing)
    return _undated(_bytes(buffer))


def _undated(pdf: bytes) -> bytes:
    """Take the time out of a PDF file, byte for byte, so that the same drawing gives the same file."""
    pdf = re.sub(rb"(Date \(D:)\d{14}(?:Z|[+-]\d\d'\d\d'?)", _same_length_date, pdf)
    time = rb'(xmp:\w*Date=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d'
    return re.sub(time, rb"\g<1>2000-01-01T00:00:00", pdf)


def _same_length_date(found: re.Match[bytes]) -> bytes:
    return found[1] + _NO_DATE + found[0][len(found[1]) + len(_NO_DATE) :]


def _paint(painter: QPainter, drawing: Drawing) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    drawing.paint(painter)
    painter.end()


def _buffer() -> QBuffer:
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.ReadWrite)
    return made


def _bytes(buffer: QBuffer) -> bytes:
    return bytes(buffer.data().data())
