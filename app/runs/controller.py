"""The Train button, its menu, and what a run says about itself in the frame of the window."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.actions.words import title_of
from app.frame.notices import Notice
from app.frame.reasons import while_open
from app.runs.notices import TrainingNotices
from app.training.run_folder.presence import ask_to_stop
from app.training.session import PAUSED, STOPPING, TRAINING
from app.widgets import hold

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from app.plots.run_record import RunRecord
    from app.project.project import Project
    from app.runs.panel import TrainingPanel
    from app.runs.transfer import TransferActions
    from app.runs.warm import WarmUp
    from app.training.session import TrainingSession

NOTICE = "train"
"""Key of the notice that says why the project cannot be trained."""

WORDS = {"starting": "Stop", "training": "Stop", "paused": "Stop", "stopping": "Stop now"}
"""The action of the Train button while a run is under way; the button in the training panel says the same."""


class TrainingActions(QObject):
    """Starts, pauses and stops runs: the panel, the bar at the top and the menus all come here.

    Signals:
        began: a run of a project without a file is about to start; a copy of the project is to be kept.
        refused: the model has errors, which are to be shown as they are now.
        button_changed (str): what the Train button does while a run is under way; empty for no run.
        device_changed (str): what a run uses, in words.
    """

    began = Signal()
    refused = Signal()
    button_changed = Signal(str)
    device_changed = Signal(str)

    def __init__(
        self,
        bench: Workbench,
        session: TrainingSession,
        panel: TrainingPanel,
        transfer: TransferActions,
    ) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self.session = session
        self.panel = panel
        self._transfer = transfer
        self.session.state_changed.connect(self._state_changed)
        self.session.ready.connect(lambda _: self._show_device())
        self.session.device_known.connect(lambda _: self._show_device())
        self.session.started.connect(lambda _: self._show_device())
        self.session.weights.connect(transfer.show_given)
        self.session.failed.connect(lambda _: bench.show_tab("Training"))
        self.notices = TrainingNotices(bench, self.session)
        bench.closing.connect(self.close)
        panel.asked.connect(bench.trigger)
        panel.resume_wanted.connect(self.resume)
        panel.book.changed.connect(bench.refresh)
        self.warm: WarmUp | None = None
        self._stopped_at = 0.0

    def states(self) -> set[str]:
        """Return ``idle`` or ``running``, and ``ended`` where a run can be continued."""
        if self.session.busy:
            return {"running"}
        found = {"idle"}
        found |= {"running"} if self.panel.book.background else set()
        found |= {"ended"} if self.panel.book.can_go_on else set()
        return found

    def keep_ready(self) -> None:
        """Keep a training process ready from now on, as the preferences and the memory allow it."""
        from app.runs.warm import WarmUp

        self.warm = WarmUp(self.bench, self.session)

    def press(self) -> None:
        """Do what the button in the top bar says: start a run, or end the one under way."""
        if self.session.busy:
            self.stop()
        else:
            self.start()

    def start(self) -> None:
        """Start a run, or say what stands in its way. Buttons, menu, shortcut and palette all come here."""
        bench = self.bench
        bench.commit()
        if self.session.busy:
            return
        if self._refuse() or self._transfer.refuse_missing():
            return
        bench.show_tab("Training")
        if bench.project.path is None:
            self.began.emit()  # a crash must not part a project from its runs
        self.session.start(bench.project)

    def go_on(self) -> None:
        """Continue the run that is shown, for as many epochs as the panel says."""
        panel = self.panel
        record = panel.record
        if record is None or record.folder is None or not panel.book.can_go_on:
            panel.trouble.say(
                "This run cannot be continued: its folder has no checkpoint any more."
            )
            return
        more = panel.status.epochs_more
        if not more:
            panel.trouble.say("For how many epochs? Type a whole number from 1 on.")
            return
        self.session.go_on(record.folder, more, record.history)

    def resume(self) -> None:
        """Let the run that failed go on from its checkpoint."""
        own = self.panel.book.own
        if own is not None and own.folder is not None:
            self.session.go_on(own.folder, history=own.history)

    def look_again(self) -> None:
        """Take the refusal back, or put it into other words, when the model or the data have changed."""
        notices = self.bench.notices
        # The strip is asked about after every change: one that says the same stays, with the focus in it.
        if NOTICE in notices.shown() and notices.text(NOTICE) != obstacle(self.bench.project):
            self._refuse()

    def pause_or_resume(self) -> None:
        """Pause a run that runs, let a paused one go on."""
        if self.session.state == TRAINING:
            self.session.pause()
        elif self.session.state == PAUSED:
            self.session.resume()

    def stop(self) -> None:
        """End the run after the current batch; when asked again, at once.

        A second press so soon after the first that it may be a double click counts as one.
        """
        background = self.panel.book.background
        if not self.session.busy and background is not None:
            self._ask_to_stop(background)
            return
        if self.session.state != STOPPING:
            self._stopped_at = time.monotonic()
        elif 1000 * (time.monotonic() - self._stopped_at) < 0.9 * hold.HOLD:  # timers may be early
            return
        self.session.stop()

    def _ask_to_stop(self, record: RunRecord) -> None:
        try:
            if record.folder is not None:
                ask_to_stop(record.folder)
                record.asked_to_stop = True
                self.panel.redraw()
        except OSError as error:
            self.panel.trouble.say(f"The run cannot be told to stop ({error.strerror}).")

    def keep_worker(self) -> None:
        """Keep a process ready, or end it, as the preferences say."""
        if not self.bench.preferences.keep_worker:
            self.session.cool_down()
        elif self.warm is not None:
            self.warm.wake()

    def close(self) -> None:
        """End every worker; for the end of the program."""
        if self.warm is not None:
            self.warm.close()
        self.session.close()

    def _refuse(self) -> bool:
        """Say why the project cannot be trained; returns whether there is anything in the way."""
        bench = self.bench
        words = obstacle(bench.project)
        if not words:
            bench.notices.close_notice(NOTICE)
            return False
        answer = (title_of("view.data"), partial(bench.trigger, "view.data"))
        if bench.project.errors():
            self.refused.emit()
            answer = (title_of("view.problems"), partial(bench.trigger, "view.problems"))
        notice = Notice(NOTICE, words, [answer], bad=True, holds=while_open(bench))
        bench.notices.tell(notice)
        return True

    def _state_changed(self, state: str) -> None:
        self.button_changed.emit(WORDS.get(state, ""))
        self.bench.refresh()

    def _show_device(self) -> None:
        self.device_changed.emit(device_words(self.session.device))


def obstacle(project: Project) -> str:
    """Say in a sentence what stands in the way of training a project; empty for nothing."""
    errors = project.errors()
    if errors:
        from blocks.inference.wording import describe

        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"The model cannot be trained yet. {describe(errors[0], project.checker).rstrip('.')}{more}."
    if project.data is None:
        return project.data_error or "Choose data to learn from first."
    return ""


def device_words(device: str) -> str:
    """Say what a run runs on: ``cpu:0 (tensorflow)`` becomes ``CPU · tensorflow``."""
    names, _, backend = device.rstrip(")").partition(" (")
    words = names.replace(":", " ").upper()
    return " · ".join(filter(None, ("CPU" if words == "CPU 0" else words, backend)))
