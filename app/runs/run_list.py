"""The runs of a project: what they were, how they ended, and which of them are drawn behind the current one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from app.plots.line_signs import run_icon
from app.plots.run_record import RunRecord
from canvas.theme.measure import sized
from canvas.theme.plain_text import plain_tip
from canvas.theme.themes import SERIES_DASHES, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

RECORD = Qt.ItemDataRole.UserRole
"""Where an item keeps its `RunRecord`."""


class RunList(QListWidget):
    """The runs, latest first; those that are chosen are drawn as well.

    Signals:
        chosen_changed: other runs are to be drawn.

    Attributes:
        current: the run that the panel shows: it is always drawn; ``None`` for none.
    """

    chosen_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current: RunRecord | None = None
        self._theme = theme
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.setProperty("several", True)  # the row that Space would choose has a border
        self.setIconSize(sized(16, 16))
        self.setAccessibleName("Runs of this project")
        self.setToolTip("Click a run to draw it behind the current one")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemSelectionChanged.connect(self._choose)

    @property
    def records(self) -> list[RunRecord]:
        """The runs, latest first."""
        return [self._record(row) for row in range(self.count())]

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self.refresh()

    def show_records(self, records: Sequence[RunRecord], current: RunRecord | None) -> None:
        """Show other runs, latest first; those that were chosen and are among them stay chosen."""
        chosen = self.chosen()
        with QSignalBlocker(self):
            self.clear()
            self.current = current
            for record in records:
                item = _item(record)
                self.addItem(item)
                item.setSelected(record in chosen and record is not current)
        self.refresh()

    def refresh(self) -> None:
        """Write every line again."""
        for row, record in enumerate(self.records):
            item = self.item(row)
            item.setText(record.title())
            item.setToolTip(plain_tip(record.tip()))
            item.setIcon(self._icon(record, item.isSelected()))

    def refresh_record(self, record: RunRecord) -> None:
        """Write the line of a run that goes on; nothing where it is the same."""
        for row in range(self.count()):
            item = self.item(row)
            if self._record(row) is record and item.text() != record.title():
                item.setText(record.title())
                item.setToolTip(plain_tip(record.tip()))

    def chosen(self) -> list[RunRecord]:
        """Return the runs to draw behind the current one."""
        rows = [row for row in range(self.count()) if self.item(row).isSelected()]
        return [each for each in map(self._record, rows) if each is not self.current]

    def _record(self, row: int) -> RunRecord:
        found = self.item(row).data(RECORD)
        assert isinstance(found, RunRecord)
        return found

    def _icon(self, record: RunRecord, drawn: bool) -> QIcon:
        if record is self.current:
            return run_icon(self._theme.series[0], SERIES_DASHES[0], filled=True)
        return run_icon(record.colour(self._theme), record.dash, filled=drawn)

    def _choose(self) -> None:
        for row in range(self.count()):
            if self._record(row) is self.current and self.item(row).isSelected():
                index = self.indexFromItem(self.item(row))  # it is drawn anyway
                self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Deselect)
                return
        self.refresh()
        self.chosen_changed.emit()


def _item(record: RunRecord) -> QListWidgetItem:
    """Return an item that brings its record: Qt tells of the selection while items are put in."""
    item = QListWidgetItem()
    item.setData(RECORD, record)
    return item
