"""The Train button, its menu, and what a run says about itself in the frame of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.notices import Notice
from app.training.session import IDLE, PAUSED, TRAINING, TrainingSession

if TYPE_CHECKING:
    from app.warm import WarmUp
    from app.window import MainWindow

WORDS = {"starting": "Stop", "training": "Stop", "paused": "Stop", "stopping": "Stop now"}
"""What the Train button does while a run is under way; the button in the training panel says the same."""


class TrainingActions:
    """Starts, pauses and stops runs."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = TrainingSession(window)
        self.session.state_changed.connect(self._state_changed)
        self.session.ready.connect(lambda _: self._show_device())
        self.session.started.connect(lambda _: self._show_device())
        self.session.weights.connect(lambda event: window.transfer.show_given(event))
        self.session.failed.connect(lambda _: window.show_tab("Training"))
        self.warm: WarmUp | None = None

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
        elif not window.transfer.refuse_missing():
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

    def _refuse(self, words: str, data: bool = False) -> None:
        window = self.window
        answer = (
            ("Choose data", window.show_data) if data else ("Show problems", window.show_problems)
        )
        window.centre.notices.tell(Notice("train", words, [answer], bad=True))

    def _state_changed(self, state: str) -> None:
        self.window.top.show_running(WORDS.get(state, ""), self.window.theme)
        self.window.refresh_actions()

    def _show_device(self) -> None:
        self.window.top.show_device(device_words(self.session.device))


def device_words(device: str) -> str:
    """Say what a run runs on: ``cpu:0 (tensorflow)`` becomes ``CPU · tensorflow``."""
    names, _, backend = device.rstrip(")").partition(" (")
    words = names.replace(":", " ").upper()
    return " · ".join(filter(None, ("CPU" if words == "CPU 0" else words, backend)))
