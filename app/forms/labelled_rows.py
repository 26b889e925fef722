"""Labels beside their fields; in a narrow room each label stands above its field."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.forms.field import FieldLabel
from app.widgets.wrapping import least_width
from canvas.theme.measure import px


class LabelledRows(QGridLayout):
    """The rows of a form.

    Attributes:
        stacked: the labels stand above.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.stacked = False
        self._rows: list[tuple[FieldLabel, QWidget]] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(px(8))
        self.setVerticalSpacing(px(6))
        self.setColumnStretch(1, 1)

    def add(self, label: FieldLabel, field: QWidget) -> None:
        """Put a row at the end."""
        self._rows.append((label, field))
        self._put(len(self._rows) - 1)

    def minimumSize(self) -> QSize:
        """Return what the rows need as they stand; the width is that of the widest label or field."""
        labels, fields = self._widths()
        return QSize(max(labels, fields), super().minimumSize().height())

    def setGeometry(self, place: QRect) -> None:
        """Put the rows into a place; labels stand beside the fields if there is room."""
        labels, fields = self._widths()
        stacked = place.width() < labels + self.horizontalSpacing() + fields
        if stacked != self.stacked:
            self.stacked = stacked
            for row in range(len(self._rows)):
                self._put(row)
        super().setGeometry(place)

    def _put(self, row: int) -> None:
        label, field = self._rows[row]
        label.stand_above(self.stacked)
        if self.stacked:
            self.addWidget(label, 2 * row, 0, 1, 2)
            self.addWidget(field, 2 * row + 1, 0, 1, 2)
        else:
            self.addWidget(label, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            self.addWidget(field, 2 * row, 1)

    def _widths(self) -> tuple[int, int]:
        """Return the least widths of labels and of fields."""
        labels, fields = zip(*self._rows, strict=True) if self._rows else ((), ())
        return max(map(least_width, labels), default=0), max(map(least_width, fields), default=0)
