"""The Train button, its menu, and what a run says about itself in the frame of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.notices import Notice
from app.training.session import IDLE, PAUSED, TRAINING, TrainingSession

if TYPE_CHECKING:
    from app.window import MainWindow

WORDS = {"starting": "Starting...", "training": "Stop", "paused": "Stop", "stopping": "Stopping..."}
"""Words of the Train button while a run is under way."""


class TrainingActions:
    """Starts, pauses and stops runs."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = TrainingSession(window)
        self.session.state_changed.connect(self._state_changed)
        self.session.ready.connect(lambda _: self._show_device())
        self.session.started.connect(lambda _: self._show_device())
        self.session.failed.connect(lambda _: window.show_tab("Training"))

    def states(self) -> set[str]:
        """Return ``idle`` or ``running``."""
        return {"idle"} if self.session.state == IDLE else {"running"}

    def start(self) -> None:
        """Start a run, or say what stands in its way."""
        if self.session.state != IDLE:
            self.stop()
            return
        window = self.window
        window.centre.notices.close_notice("train")
        errors = window.project.errors()
        if errors:
            from blocks.wording import describe

            window.problem_centre.refresh()
            more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
            sentence = describe(errors[0], window.project.checker)
            self._refuse(f"The model cannot be trained yet. {sentence}{more}.")
        elif window.project.data is None:
            words = window.project.data_error or "Choose data to learn from first."
            self._refuse(words, data=True)
        else:
            window.show_tab("Training")
            self.session.start(window.project)

    def pause_or_resume(self) -> None:
        """Pause a run that runs, let a paused one go on."""
        if self.session.state == TRAINING:
            self.session.pause()
        elif self.session.state == PAUSED:
            self.session.resume()

    def stop(self) -> None:
        """End the run after the current batch."""
        self.session.stop()

    def close(self) -> None:
        """End every worker; for the end of the program."""
        self.session.close()

    def _refuse(self, words: str, data: bool = False) -> None:
        window = self.window
        answer = (
            ("Choose data", window.show_data) if data else ("Show problems", window.show_problems)
        )
        window.centre.notices.tell(Notice("train", words, [answer], bad=True))

    def _state_changed(self, state: str) -> None:
        self.window.top.train.setText(WORDS.get(state, "Train"))
        self.window.top.show_running(state != IDLE, self.window.theme)
        self.window.refresh_actions()

    def _show_device(self) -> None:
        self.window.top.show_device(self.session.device)
