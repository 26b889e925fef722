"""The training panel: live plots on the left, state and buttons, settings and runs on the right."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.focus_order import first_stop
from app.panels.log_window import show_log
from app.panels.outputs_form import OutputsForm
from app.panels.plot_pair import PlotPair
from app.panels.run_list import DONE, RunList, RunRecord, optimizer_words
from app.panels.run_status import RunStatus, Trouble
from app.panels.run_words import ENDS, end_words, ready_words
from app.panels.settings_form import TrainingForm
from app.panels.widgets import label
from app.project import Project
from app.training.exits import ENDED
from app.training.messages import RunFailed, RunFinished, RunStarted
from app.training.session import IDLE, PAUSED, STARTING, STOPPING, TRAINING
from blocks.outputs import wired_outputs
from canvas.links import Links
from canvas.measure import margins, px
from canvas.style import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from app.training.session import TrainingSession

FRAME = 125
"""Milliseconds between two drawings of the curves: more often costs the training more than it shows."""

ACTIONS = {
    "train": "train.start",
    "pause": "train.pause",
    "resume": "train.pause",
    "stop": "train.stop",
}
"""Button to the action of the window that it stands for: there is one way to start, pause and stop."""

OUTPUTS_TAB, RUNS_TAB = 1, 2
"""Places of the tabs beside the settings; the outputs are there where a model has several."""

COLUMN = (252, 310)
"""Least and largest width of the column on the right in pixels; in between it is a third of the panel."""


class TrainingPanel(QWidget):
    """Everything about runs.

    Signals:
        block_chosen: the id of a block at fault that somebody wants to see.
        asked: the id of the action that a button stands for; the window carries it out.
    """

    block_chosen = Signal(str)
    asked = Signal(str)

    def __init__(
        self,
        project: Project,
        session: TrainingSession,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.record: RunRecord | None = None
        self._links = Links()
        self._result: RunFinished | None = None
        self.plots = PlotPair(theme, self)
        self.status = RunStatus(self)
        self.trouble = Trouble(self)
        self.runs = RunList(theme, self)
        self.form = TrainingForm(project, self)
        self.outputs = OutputsForm(project, self)
        self._lay_out()
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME)
        self._frame.timeout.connect(self.redraw)
        self._connect()
        self.set_project(project)

    # ------------------------------------------------------------ what others call

    def set_project(self, project: Project) -> None:
        """Follow another project; the runs of this session stay."""
        self._project = project
        self._links.clear()
        self._links.connect(project.checker.updated, self._edited)
        self._links.connect(project.data_changed, self._edited)
        self.form.set_project(project)
        self.outputs.set_project(project)
        self._edited()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.plots.set_theme(theme)
        self.runs.set_theme(theme)
        self._show_record()

    def first_focus(self) -> QWidget | None:
        """Return where the keyboard begins: the first setting; its button could start a run by mistake."""
        return first_stop(self.tabs.currentWidget()) or first_stop(self)

    def redraw(self) -> None:
        """Show everything that has come since the last time."""
        self._frame.stop()
        if self.record is None or self.record.ended:
            return
        if self.session.state in (TRAINING, PAUSED, STOPPING) and self.record.history.epoch:
            self.status.show_progress(self.record, self.session.state == PAUSED)
        if self.isVisible():
            self.plots.follow(self.record)
            self.runs.refresh_current()

    def keep_best(self) -> None:
        """Ask where, and copy the best model of the last run there."""
        source = Path(self._result.files["model"]) if self._result else Path()
        path = self._project.path
        start = path.with_suffix(".keras") if path else Path.home() / "model.keras"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Keep the best model", str(start), "Keras model (*.keras)"
        )
        if chosen:
            self.copy_model(source, Path(chosen))

    def copy_model(self, source: Path, target: Path) -> None:
        """Copy a model file; says so in the panel where that fails."""
        try:
            shutil.copyfile(source, target)
        except OSError as error:
            self.trouble.say(f"The model was not copied. {error.filename}: {error.strerror}.")
        else:
            self.status.detail.setText(f"The best model is in {target}.")

    # ------------------------------------------------------------ what the session tells

    def _connect(self) -> None:
        session = self.session
        session.state_changed.connect(self._state)
        session.phase.connect(self._phase)
        session.started.connect(self._started)
        session.batches.connect(self._dirty)
        session.epoch_done.connect(self._dirty)
        session.finished.connect(self._finish)
        session.failed.connect(self._fail)
        self.status.pressed.connect(self._pressed)
        self.trouble.log_wanted.connect(self._show_log)
        self.trouble.block_wanted.connect(self.block_chosen)
        self.trouble.resume_wanted.connect(self._resume)
        self.runs.chosen_changed.connect(self._show_record)
        self.plots.made.connect(self._show_record)

    def _state(self, state: str) -> None:
        if state == STARTING:
            self._new_record()
        if state == IDLE:
            kept = self._result is not None and "model" in self._result.files
            self.status.show_state("ended" if kept else "idle")
        else:
            self.status.show_state(state)
            self.redraw()

    def _new_record(self) -> None:
        number = len(self.runs.records) + 1
        self.record = RunRecord(
            number, optimizer_words(self._project.settings), self.session.history
        )
        self.runs.add(self.record)
        self._result = None
        self.trouble.say("")
        self.tabs.setTabText(RUNS_TAB, f"Runs ({number})")
        self._show_record()
        self.status.show_phase(self.record, "Starting")

    def _phase(self, words: str) -> None:
        if self.record is not None:
            self.status.show_phase(self.record, words)

    def _started(self, event: RunStarted) -> None:
        self.stack.setCurrentWidget(self.plots)
        self._show_record()

    def _dirty(self, event: object) -> None:
        if not self._frame.isActive():
            self._frame.start()

    def _finish(self, event: RunFinished) -> None:
        self._result = event
        self._end(DONE if event.reason == "complete" else ENDS.get(event.reason, event.reason))
        if self.record is not None:
            self.status.show_end(self.record, *end_words(event, self.record.history))
        self._state(self.session.state)

    def _fail(self, event: RunFailed) -> None:
        ended = event.kind == ENDED  # people wished it so: nothing went wrong
        self._end("ended" if ended else "failed")
        words = " ".join(filter(None, (event.sentence, event.remedy)))
        self.trouble.say(
            words, log=not ended, resumable=event.resumable, block=event.block, bad=not ended
        )
        if self.record is not None:
            self.status.show_end(self.record, "ended at once" if ended else "failed", "")
        self._state(self.session.state)

    def _end(self, word: str) -> None:
        self.redraw()
        if self.record is not None:
            self.record.curves.follow(self.record.history)
            self.record.ended = word
            self.runs.refresh()
            self._show_record()

    # ------------------------------------------------------------ what people press

    def _pressed(self, name: str) -> None:
        if name == "keep":
            self.keep_best()
        else:
            self.asked.emit(ACTIONS[name])

    def _resume(self) -> None:
        folder = self.session.run_folder
        self.session.start(self._project, folder, resume=True)

    def _show_log(self) -> None:
        error = self.session.error
        text = "\n".join(filter(None, ((error.details if error else ""), *self.session.log)))
        show_log(self, "Log of the last run", text)

    # ------------------------------------------------------------ what is seen

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.plots.load()
        self._dirty(None)

    def _show_record(self) -> None:
        """Draw the current run anew, with the chosen ones behind it."""
        if self.record is not None and self.plots.plots:
            self.record.curves.follow(self.record.history)
            self.plots.show_run(self.record, self.runs.chosen())

    def _edited(self, *_: object) -> None:
        several = len(wired_outputs(self._project.document.model)) > 1
        self.tabs.setTabVisible(OUTPUTS_TAB, several)
        words = ready_words(self._project)
        if self.record is None:
            self.status.show_idle("" if self._project.data is None else words)
            self.hint.setText(words if self._project.data is None else "Press Train and watch.")

    def _lay_out(self) -> None:
        self.hint = label(style="muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.hint)
        self.stack.addWidget(self.plots)
        self.stack.setMinimumWidth(px(120))
        self.tabs = QTabWidget()
        self.tabs.addTab(_scrolled(self.form), "Settings")
        self.tabs.addTab(_scrolled(self.outputs), "Outputs")
        self.tabs.addTab(self.runs, "Runs")
        column = QWidget()
        column.setMinimumWidth(COLUMN[0])
        column.setMaximumWidth(COLUMN[1])
        right = QVBoxLayout(column)
        right.setContentsMargins(margins(4, 8, 10, 0))
        right.setSpacing(px(6))
        right.addWidget(self.status)
        right.addWidget(self.trouble)
        right.addWidget(self.tabs, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(margins(8, 0, 0, 6))
        layout.setSpacing(px(8))
        layout.addWidget(self.stack, 2)
        layout.addWidget(column, 1)


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    widget.setContentsMargins(margins(2, 6, 12, 6))
    area.setWidget(widget)
    return area
