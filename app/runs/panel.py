"""The training panel: live plots on the left, state and buttons, settings and runs on the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.forms.settings_form import TrainingForm
from app.plots.pair import PlotPair
from app.plots.run_record import ENDS, RunRecord
from app.project.project import Project
from app.runs.column import COLUMN, NARROW, make_column, make_stack, make_tabs
from app.runs.keep_best import ModelCopies, ask_target
from app.runs.log_window import show_log
from app.runs.outputs_form import OutputsForm
from app.runs.project_runs import ProjectRuns
from app.runs.run_list import RunList
from app.runs.run_status import RunStatus, Trouble
from app.runs.run_words import end_words, ready_words
from app.training.messages import RunFailed, RunFinished, RunStarted
from app.training.process.exits import ENDED
from app.training.session import IDLE, PAUSED, STARTING, STOPPING, TRAINING
from app.widgets.focus_order import first_stop
from app.widgets.parts import label
from app.widgets.wrapping import Part, StackingLayout
from blocks.check.outputs import wired_outputs
from canvas.later import Later
from canvas.links import Links
from canvas.theme.measure import margins, px
from canvas.theme.themes import Theme

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
    "more": "train.continue",
}
"""Button to the action of the window that it stands for: there is one way to start, pause and stop."""

OUTPUTS_TAB, RUNS_TAB = 1, 2
"""Places of the tabs beside the settings; the outputs are there where a model has several."""


class TrainingPanel(QWidget):
    """Everything about runs.

    Signals:
        block_chosen: the id of a block at fault that somebody wants to see.
        asked: the id of the action that a button stands for; the window carries it out.
        resume_wanted: the run that failed is to go on.
    """

    block_chosen = Signal(str)
    asked = Signal(str)
    resume_wanted = Signal()

    def __init__(
        self,
        project: Project,
        session: TrainingSession,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.book = ProjectRuns(session, self)
        self._project = project
        self._links = Links()
        self.copies = ModelCopies(self)
        self._kept: RunRecord | None = None
        self.plots = PlotPair(theme, self)
        self.status = RunStatus(self)
        self.trouble = Trouble(self)
        self.runs = RunList(theme, self)
        self.form = TrainingForm(project, self)
        self.outputs = OutputsForm(project, self)
        self.hint = label(style="muted", wrap=True)
        self.tabs = make_tabs(self.form, self.outputs, self.runs)
        self.stack = make_stack(self.hint, self.plots)
        column = make_column(self.status, self.trouble, self.tabs)
        layout = StackingLayout(
            self,
            (
                Part(self.stack, 2, 120, 120, high=110),
                Part(column, 1, COLUMN[0], NARROW, most=COLUMN[1], high=150),
            ),
            last_first=True,
        )
        layout.setContentsMargins(margins(8, 0, 0, 6))
        layout.setSpacing(px(8))
        self._frame = Later(self, self.redraw, FRAME)
        self._connect()
        self.set_project(project)

    # ------------------------------------------------------------ what others call

    @property
    def record(self) -> RunRecord | None:
        """The run that is shown."""
        return self.book.current

    def set_project(self, project: Project) -> None:
        """Follow another project, and show its runs."""
        fresh = project is not self.book.project
        self._project = project
        self._links.clear()
        self._links.connect(project.checker.updated, self._edited)
        self._links.connect(project.data_changed, self._edited)
        self.form.set_project(project)
        self.outputs.set_project(project)
        if fresh:
            self.trouble.say("")
            self.book.show(project)
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
        record = self.record
        if record is None or record.ended:
            return
        if record is self.book.own:
            if self.session.state in (TRAINING, PAUSED, STOPPING) and record.history.epoch:
                self.status.show_progress(record, self.session.state == PAUSED)
        elif record.running:
            self.status.show_progress(record, False)
        if self.isVisible():
            self.plots.follow(record)
            self.runs.refresh_record(record)

    def keep_best(self) -> None:
        """Ask where, and copy the best model of the run that is shown there."""
        source = self.record.best_file() if self.record is not None else None
        if source is None:
            self.trouble.say("The run has no model any more: its folder is gone or damaged.")
            return
        target = ask_target(self, source, self._project)
        if target is not None:
            self.copy_model(source, target)

    def copy_model(self, source: Path, target: Path) -> None:
        """Copy a model file; the panel says what came of it."""
        self._kept = self.record
        self.status.tell(f"The best model is being copied to {target}.")
        self.copies.begin(source, target)

    def _copied(self, target: Path, trouble: str) -> None:
        if trouble:
            self.trouble.say(trouble)
        if self.record is self._kept:
            self.status.tell("" if trouble else f"The best model is in {target}.")

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
        self.trouble.resume_wanted.connect(self.resume_wanted)
        self.runs.chosen_changed.connect(self._show_record)
        self.plots.made.connect(self._show_record)
        self.book.changed.connect(self._show_runs)
        self.book.grown.connect(self._grown)
        self.copies.ended.connect(self._copied)

    def _state(self, state: str) -> None:
        if state == STARTING:
            self._begin()
        if state == IDLE:
            self._show_buttons()
        else:
            self.status.show_state(state)
            self.redraw()

    def _begin(self) -> None:
        self.trouble.say("")
        record = self.book.begin()
        self._show_list()
        self.status.show_phase(record, "Starting")
        self._show_record()

    def _phase(self, words: str) -> None:
        own = self.book.own
        if own is not None:
            own.folder = own.folder or self.session.run_folder
            self.status.show_phase(own, words)

    def _started(self, event: RunStarted) -> None:
        self._show_record()

    def _dirty(self, event: object) -> None:
        self._frame.soon()

    def _grown(self, record: RunRecord) -> None:
        self.runs.refresh_record(record)
        if record is self.record:
            if self.status.state != "background":
                self._show_runs()
            self._dirty(None)

    def _finish(self, event: RunFinished) -> None:
        self._end(ENDS.get(event.reason, "stopped"), event)

    def _fail(self, event: RunFailed) -> None:
        ended = event.kind == ENDED  # people wanted it so: nothing went wrong
        self._end("ended at once" if ended else "failed", event)
        words = " ".join(filter(None, (event.sentence, event.remedy)))
        self.trouble.say(
            words, log=not ended, resumable=event.resumable, block=event.block, bad=not ended
        )

    def _end(self, word: str, result: RunFinished | RunFailed) -> None:
        self.redraw()
        self.book.end(word, result)
        self._show_runs()

    # ------------------------------------------------------------ what people press

    def _pressed(self, name: str) -> None:
        if name == "keep":
            self.keep_best()
        else:
            self.asked.emit(ACTIONS[name])

    def _show_log(self) -> None:
        error = self.session.error
        text = "\n".join(filter(None, ((error.details if error else ""), *self.session.log)))
        show_log(self, "Log of the last run", text)

    # ------------------------------------------------------------ what is seen

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.plots.load()
        self.book.fill()
        self._dirty(None)

    def _show_runs(self) -> None:
        """Show which runs there are, and how the current one stands."""
        self._show_list()
        record = self.record
        if record is None:
            self._edited()
        elif record.ended:
            self.status.show_end(record, *end_words(record))
        elif record.running:
            self.status.show_progress(record, False)
        self._show_buttons()
        self._show_record()
        if self.isVisible():
            self.book.fill()

    def _show_list(self) -> None:
        self.runs.show_records(self.book.records, self.record)
        count = len(self.book.records)
        self.tabs.setTabText(RUNS_TAB, f"Runs ({count})" if count else "Runs")
        self.stack.setCurrentIndex(int(self._has_curves()))

    def _has_curves(self) -> bool:
        return any(each.history.per_epoch for each in self.book.records) or self.session.busy

    def _show_buttons(self) -> None:
        """Offer what can be done while the session rests."""
        if self.session.busy:
            return
        record = self.record
        if record is None:
            self.status.show_state("idle")
        elif record.running:
            self.status.show_state("background")
        else:
            more = self.book.can_go_on
            left = record.history.epochs - record.history.last_epoch
            self.status.offer_more(left if more and left > 0 else 5)
            self.status.show_state("ended", keep=record.best_file() is not None, more=more)

    def _show_record(self) -> None:
        """Draw the current run again, with the chosen ones behind it."""
        if self.record is None or not self.plots.plots:
            return
        chosen = self.runs.chosen()
        for each in (self.record, *chosen):
            each.curves.follow(each.history)
        self.plots.show_run(self.record, chosen)

    def _edited(self, *_: object) -> None:
        several = len(wired_outputs(self._project.document.model)) > 1
        self.tabs.setTabVisible(OUTPUTS_TAB, several)
        words = ready_words(self._project)
        if self.record is None and not self.session.busy:
            self.status.show_idle("" if self._project.data is None else words)
            self.hint.setText(words if self._project.data is None else "Press Train and watch.")
