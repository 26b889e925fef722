"""The runs of this session: what they were, how they ended, and which of them are drawn behind the current one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from app.panels.curves import Curves
from app.panels.legend import value_text
from app.panels.line_signs import run_icon
from app.training.history import RunHistory, owner
from blocks.parameters import show
from blocks.settings import Settings
from blocks.values import Configured
from canvas.measure import sized
from canvas.plain import plain_tip
from canvas.style import SERIES_DASHES, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

RECORD = Qt.ItemDataRole.UserRole
"""Where an item keeps its `RunRecord`."""

DONE = "done"
"""The word for a run that trained all its epochs."""


@dataclass
class RunRecord:
    """One run.

    Attributes:
        number: counts from 1 in this session.
        words: optimizer and learning rate.
        history: the session's account of it.
        curves: its numbers, ready to be drawn.
        ended: how it ended, one word; empty while it runs.
    """

    number: int
    words: str
    history: RunHistory
    curves: Curves = field(default_factory=Curves)
    ended: str = ""

    def title(self) -> str:
        """Return the line of the list."""
        result = self.result()
        return "  ".join(part for part in (f"Run {self.number}", self.words, result) if part)

    def result(self) -> str:
        """Return the first metric (the loss where there is none) at the best epoch."""
        name, value = best_value(self.history)
        if not name:
            return self.ended
        how = f" ({self.ended})" if self.ended not in ("", DONE) else ""
        return f"{name.removeprefix('val ')} {value_text(value)}{how}"

    def colour(self, theme: Theme) -> str:
        """Return the colour of this run where it stands behind another."""
        behind = theme.series[2:]
        return behind[(self.number - 1) % len(behind)]

    @property
    def dash(self) -> tuple[int, ...]:
        """The dash of this run where it stands behind another; runs that share a colour have another one each."""
        behind = SERIES_DASHES[2:]
        number = self.number - 1
        return behind[(number + number // len(behind)) % len(behind)]


def best_value(history: RunHistory) -> tuple[str, float]:
    """Return the name and value that tell how good a run became; an empty name before the first epoch."""
    names = [name for name in history.per_epoch if name.startswith("val_")]
    names = names or list(history.per_epoch)
    if not names:
        return "", math.nan
    first = history.outputs[0] if history.outputs else ""
    metrics = [name for name in names if not name.endswith("loss")]
    mine = [name for name in metrics if owner(name, history.outputs) == first]
    whole = [name for name in names if name in ("loss", "val_loss")]
    name = next(iter((*mine, *metrics, *whole, *names)))
    series = history.per_epoch[name]
    place = history.best_epoch - history.first_epoch
    value = series.y[place] if 0 <= place < len(series.y) else series.y[-1]
    return history.words(name), value


def optimizer_words(settings: Settings) -> str:
    """Name the optimizer and its learning rate: ``Adam 0.001``."""
    value = settings.of_training("optimizer")
    if isinstance(value, Configured):
        rate = value.get("learning_rate")
        return value.name if rate is None else f"{value.name} {show(rate)}"
    return show(value)


class RunList(QListWidget):
    """The runs, latest first; those that are chosen are drawn as well.

    Signals:
        chosen_changed: other runs are to be drawn.
    """

    chosen_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.setProperty("several", True)  # the row that Space would choose has a border
        self.setIconSize(sized(16, 16))
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

    def add(self, record: RunRecord) -> None:
        """Put a new run on top. It is the current one and always drawn."""
        item = QListWidgetItem()
        # The item brings its record: Qt tells of the selection while it puts the item in.
        item.setData(RECORD, record)
        self.insertItem(0, item)
        self.refresh()

    def refresh(self) -> None:
        """Write every line anew."""
        for row, record in enumerate(self.records):
            item = self.item(row)
            item.setText(record.title())
            item.setToolTip(plain_tip(record.title()))
            item.setIcon(self._icon(row, record, item.isSelected()))

    def refresh_current(self) -> None:
        """Write the line of the run that goes on; nothing where it is the same."""
        if self.count() and self.item(0).text() != self._record(0).title():
            self.item(0).setText(self._record(0).title())

    def chosen(self) -> list[RunRecord]:
        """Return the runs to draw behind the current one."""
        rows = range(1, self.count())
        return [self._record(row) for row in rows if self.item(row).isSelected()]

    def _record(self, row: int) -> RunRecord:
        found = self.item(row).data(RECORD)
        assert isinstance(found, RunRecord)
        return found

    def _icon(self, row: int, record: RunRecord, drawn: bool) -> QIcon:
        if not row:
            return run_icon(self._theme.series[0], SERIES_DASHES[0], filled=True)
        return run_icon(record.colour(self._theme), record.dash, filled=drawn)

    def _choose(self) -> None:
        if self.count() and self.item(0).isSelected():  # the current run is drawn anyway
            index = self.indexFromItem(self.item(0))
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Deselect)
            return
        self.refresh()
        self.chosen_changed.emit()
