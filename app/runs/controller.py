"""The Train button, its menu, and what a run says about itself in the frame of the window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from app.actions.words import title_of
from app.frame.notices import Notice
from app.frame.reasons import while_open
from app.runs.notices import TrainingNotices
from app.training.run_folder.presence import ask_to_stop
from app.training.session import PAUSED, STOPPING, TRAINING, TrainingSession
from app.widgets import hold

if TYPE_CHECKING:
    from app.plots.run_record import RunRecord
    from app.project.project import Project
    from app.runs.warm import WarmUp
    from app.window.window import MainWindow

NOTICE = "train"
"""Key of the notice that says why the project cannot be trained."""

WORDS = {"starting": "Stop", "training": "Stop", "paused": "Stop", "stopping": "Stop now"}
"""What the Train button does while a run is under way; the button in the training panel says the same."""


class TrainingActions:
    """Starts, pauses and stops runs."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = TrainingSession(window)
        self.session.state_changed.connect(self._state_changed)
        self.session.ready.connect(lambda _: self._show_device())
        self.session.device_known.connect(lambda _: self._show_device())
        self.session.started.connect(lambda _: self._show_device())
        self.session.weights.connect(lambda event: window.transfer.show_given(event))
        self.session.failed.connect(lambda _: window.show_tab("Training"))
        self.notices = TrainingNotices(window, self.session)
        self.warm: WarmUp | None = None
        self._stopped_at = 0.0

    def states(self) -> set[str]:
        """Return ``idle`` or ``running``, and ``ended`` where a run can be continued."""
        if self.session.busy:
            return {"running"}
        panel = self.panel
        found = {"idle"}
        if panel is not None:
            found |= {"running"} if panel.book.background else set()
            found |= {"ended"} if panel.book.can_go_on else set()
        return found

    @property
    def panel(self) -> Any:
        """The training panel, ``None`` before it is loaded."""
        return self.window.panels.get("Training")

    def press(self) -> None:
        """Do what the button in the top bar says: start a run, or end the one under way."""
        if self.session.busy:
            self.stop()
        else:
            self.start()

    def start(self) -> None:
        """Start a run, or say what stands in its way. Buttons, menu, shortcut and palette all come here."""
        window = self.window
        window.commit()
        if self.session.busy:
            return
        if self._refuse() or window.transfer.refuse_missing():
            return
        window.show_tab("Training")
        if window.project.path is None:
            window.autosave.write()  # a crash must not part a project from its runs
        self.session.start(window.project)

    def go_on(self) -> None:
        """Continue the run that is shown, for as many epochs as the panel says."""
        panel = self.panel
        if not panel.book.can_go_on:
            panel.trouble.say(
                "This run cannot be continued: its folder has no checkpoint any more."
            )
            return
        more, record = panel.status.epochs_more, panel.record
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
        notices = self.window.centre.notices
        # The strip is asked about after every change: one that says the same stays, with the focus in it.
        if NOTICE in notices.shown() and notices.text(NOTICE) != obstacle(self.window.project):
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
        if not self.window.preferences.keep_worker:
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
        window = self.window
        words = obstacle(window.project)
        if not words:
            window.centre.notices.close_notice(NOTICE)
            return False
        answer = (title_of("view.data"), window.show_data)
        if window.project.errors():
            window.problem_centre.refresh()
            answer = (title_of("view.problems"), window.show_problems)
        notice = Notice(NOTICE, words, [answer], bad=True, holds=while_open(window))
        window.centre.notices.tell(notice)
        return True

    def _state_changed(self, state: str) -> None:
        self.window.top.show_running(WORDS.get(state, ""), self.window.theme)
        self.window.refresh_actions()

    def _show_device(self) -> None:
        self.window.top.show_device(device_words(self.session.device))


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
