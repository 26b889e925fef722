"""The data panel: choose data, say how they are prepared, look at them, and fit the model to them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QScrollArea,
    QWidget,
)

from app.data.cards import CardList
from app.data.fit import FittingChange, input_change, output_change
from app.data.look import DataLook
from app.forms.settings_form import DataForm
from app.frame.from_thread import Latest
from app.frame.links import WhenSeen
from app.project.data_choice import FILE, choose_file, choose_source
from app.project.project import Project
from app.widgets.layouts import column
from app.widgets.parts import button
from app.widgets.wrapping import Part, StackingLayout, WrappingRow
from blocks.settings.datasets import REGRESSION
from blocks.settings.declarations import DATA, Settings
from canvas.links import Links
from canvas.theme.measure import margins, px
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from app.data.preview import DataPreview

SOON = 60
"""Milliseconds after a change before the data are looked at again."""


def _look(settings: Settings, folder: Path | None) -> DataPreview | None:
    """Read a few examples, away from the window: a file may be large, or on a slow disk."""
    from app.data.preview import preview

    return preview(settings, folder)


class DataPanel(QWidget):
    """Cards, form, look."""

    def __init__(self, project: Project, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._links = Links()
        self._seen: tuple[object, ...] = ()
        self._changes: list[FittingChange | None] = [None, None]
        self._reading = Latest(self, "data", self._show, self._fail, side_by_side=True)
        self.cards = CardList(theme, self)
        self.cards.source_chosen.connect(self.choose)
        self.form = DataForm(project, DATA, self._means_something, self)
        self.look = DataLook(theme, self)
        tip = "Make the model fit the data; undo takes it back"
        self.shape_button = button("", tip, lambda: self._take(0))
        self.classes_button = button("", tip, lambda: self._take(1))
        self._lay_out()
        self._update = WhenSeen(self, self._refresh, SOON)
        self.set_project(project)

    def set_project(self, project: Project) -> None:
        """Follow another project."""
        self._project = project
        self._seen = ()
        self._links.clear()
        self._links.connect(project.data_changed, self._changed)
        self._links.connect(project.checker.updated, self._changed)
        self._links.connect(project.document.changed, self._changed)
        self.form.set_project(project)
        self.cards.show_settings(project.settings)
        self._changed()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.cards.set_theme(theme)
        self.look.set_theme(theme)

    def choose(self, source: str) -> None:
        """Take other data; for a file, ask which."""
        if source == FILE:
            self._ask_for_file()
        else:
            choose_source(self._project, source)
        self.cards.show_settings(self._project.settings)

    def choose_file(self, path: Path) -> None:
        """Take data out of a file."""
        choose_file(self._project, path)

    def _ask_for_file(self) -> None:
        start = str(self._project.path.parent if self._project.path else Path.home())
        kinds = "Data (*.csv *.npz);;All files (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, "Open data", start, kinds)
        if chosen:
            self.choose_file(Path(chosen))

    def _means_something(self, name: str) -> bool:
        data, source = self._project.data, self._project.settings.of_data("source")
        if name in ("source", "path"):
            return False  # the cards do that
        if name in ("target", "task"):
            return source == FILE
        if name in ("size", "channels", "channel_axis"):
            return data is not None and len(data.shape) in (2, 3)
        if name == "labels":
            return data is not None and data.task != REGRESSION
        return source != "none"

    def _changed(self, *_: object) -> None:
        self._update.request()

    def _refresh(self) -> None:
        project = self._project
        self.cards.show_settings(project.settings)
        self.form.refresh()
        self.form.setVisible(project.settings.of_data("source") != "none")
        self._show_changes()
        folder = project.path.parent if project.path else None
        key = (dict(project.settings.data), folder)
        if key == self._seen:
            return
        self._seen = key
        self._reading.drop()
        if project.settings.of_data("source") == "none":
            self.look.say("Choose data on the left, or open a file of your own.")
            return
        self.look.wait()
        self._reading.ask(partial(_look, project.settings, folder))

    def _show_changes(self) -> None:
        self._changes = [input_change(self._project), output_change(self._project)]
        for change, made in zip(
            self._changes, (self.shape_button, self.classes_button), strict=True
        ):
            made.setVisible(change is not None)
            if change is not None:
                made.setText(change.words)

    def _take(self, which: int) -> None:
        change = self._changes[which]
        if change is not None:
            self._project.do(change.label, change.edits)

    def _show(self, found: DataPreview | None) -> None:
        if found is not None:
            self.look.show_preview(found)

    def _fail(self, error: Exception) -> None:
        from exporters.data.targets import DataFileError

        words = f"The data cannot be shown ({type(error).__name__}: {error})."
        self.look.say(str(error) if isinstance(error, DataFileError) else words, wrong=True)

    def _lay_out(self) -> None:
        middle = QScrollArea()
        middle.setWidgetResizable(True)
        middle.setFrameShape(QFrame.Shape.NoFrame)
        middle.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.setContentsMargins(margins(2, 4, 12, 4))
        middle.setWidget(self.form)
        buttons = WrappingRow()
        for made in (self.shape_button, self.classes_button):
            made.hide()
            buttons.add(made)
        beside = QWidget()
        column((self.look, 1), buttons, on=beside, gap=6)
        layout = StackingLayout(
            self,
            (
                Part(self.cards, 1, 120, 120, most=230, high=110),
                Part(middle, 1, 160, 160, most=244, high=100),
                Part(beside, 2, 150, 150, high=150),
            ),
        )
        layout.setContentsMargins(margins(8, 6, 10, 8))
        layout.setSpacing(px(12))
