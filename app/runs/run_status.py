"""The state of the run in words and a bar, and the buttons that go with it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QWidget

from app.forms.editors import StepInput
from app.forms.text import value_of
from app.plots.legend import value_text
from app.plots.run_record import RunRecord, best_value
from app.training.history import RunHistory
from app.widgets.hold import Hold
from app.widgets.layouts import column, row
from app.widgets.parts import button, label, link
from app.widgets.wrapping import WrappingRow
from blocks.errors import NetwrightError
from blocks.parameters import Integer
from canvas.theme.measure import px

BUTTONS = {
    "idle": ("train",),
    "ended": ("train", "keep", "more"),
    "background": ("train", "stop"),
    "starting": ("stop",),
    "training": ("pause", "stop"),
    "paused": ("resume", "stop"),
    "stopping": ("stop",),
}
"""Which buttons are there in which state of the session. Two more are for its rest: ``ended`` after a run, with what
can be done with that, and ``background`` where the run that is shown goes on without this window."""


MORE = Integer(name="more", minimum=1, maximum=1_000_000, title="Epochs")
"""For how many epochs a run is to go on."""


class RunStatus(QWidget):
    """Name, progress, remaining time, best epoch, buttons.

    Signals:
        pressed: the name of the button: train, pause, resume, stop, keep, more.

    Attributes:
        state: the one that is shown.
    """

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(style="heading")
        self.facts = label(style="muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(10))
        self.bar.setRange(0, 1000)
        self.detail = label(style="muted", wrap=True)
        self.buttons = {
            "train": self._button("train", "Train", "Start a new run", primary=True),
            "pause": self._button("pause", "Pause", "Wait after the current batch"),
            "resume": self._button("resume", "Resume", "Go on with the run", primary=True),
            "stop": self._button("stop", "Stop", "End the run and keep what was trained"),
            "keep": self._button("keep", "Keep best...", "Save the best model of this run"),
            "more": self._button("more", "Continue", "Go on with this run, on the same curves"),
        }
        self.more = StepInput(MORE, self)
        self.more.setObjectName("moreEpochs")
        self.more.setAccessibleName("Epochs to continue for")
        self.more_words = label("epochs", style="muted")
        self.state = ""
        self._lay_out()
        self._hold = Hold(self)
        self.show_state("idle")
        self._hold.end()  # what is there at first took nobody's place

    @property
    def epochs_more(self) -> int:
        """For how many epochs to continue."""
        try:
            value = value_of(MORE, self.more.text())
        except NetwrightError:
            return 0
        return value if isinstance(value, int) else 0

    def offer_more(self, epochs: int) -> None:
        """Propose for how many epochs to continue."""
        self.more.set_text(str(epochs))

    def show_state(self, state: str, *, keep: bool = True, more: bool = True) -> None:
        """Offer the buttons that make sense in a state; see `BUTTONS`.

        Args:
            state: one of them.
            keep: there is a model to be kept.
            more: the run can go on.
        """
        self.state = state
        without = {name for name, there in (("keep", keep), ("more", more)) if not there}
        offered = [name for name in BUTTONS[state] if name not in without]
        stop = self.buttons["stop"]
        words = "Stop now" if state == "stopping" else "Stop"
        fresh = [made for name, made in self.buttons.items() if name in offered and made.isHidden()]
        self._hold.begin([*fresh, stop] if words != stop.text() else fresh)
        for name, made in self.buttons.items():
            made.setVisible(name in offered)
        self.more.setVisible("more" in offered)
        self.more_words.setVisible("more" in offered)
        stop.setText(words)
        running = state not in ("idle", "ended")
        self.bar.setVisible(running)
        if state == "starting":
            self.bar.setRange(0, 0)
        elif running:
            self.bar.setRange(0, 1000)

    def show_idle(self, facts: str) -> None:
        """Say what a run would train on, before there is any."""
        self.title.setText("Training")
        self.facts.setText("")
        self.tell(facts)

    def show_phase(self, record: RunRecord, words: str) -> None:
        """Say what happens before the first batch or after the last one."""
        self.title.setText(record.called)
        self.facts.setText("")
        self.tell(f"{words}...")

    def show_progress(self, record: RunRecord, paused: bool) -> None:
        """Show where a run stands."""
        history = record.history
        self.title.setText(record.called)
        speed = f" · {speed_text(history.ms_per_step)}" if history.ms_per_step else ""
        self.facts.setText(f"epoch {history.epoch} of {history.epochs}{speed}")
        self.bar.setValue(round(1000 * history.fraction))
        left = "paused" if paused else time_left(history.seconds_left)
        if record.running:
            left = " · ".join(filter(None, ("goes on by itself", left)))
        if record.asked_to_stop:
            left = "stops after the current batch"
        self.tell("\n".join(filter(None, (left, best_text(history)))))

    def show_end(self, record: RunRecord, facts: str, detail: str) -> None:
        """Show how a run ended."""
        self.title.setText(record.called)
        self.facts.setText(facts)
        self.tell(detail)

    def tell(self, words: str) -> None:
        """Show a sentence below the facts; an empty one takes no room."""
        self.detail.setText(words)
        self.detail.setVisible(bool(words))

    def _button(self, name: str, text: str, tip: str, *, primary: bool = False) -> QPushButton:
        return button(text, tip, lambda: self.pressed.emit(name), primary=primary)

    def _lay_out(self) -> None:
        top = row(self.title, (self.facts, 1), gap=8)
        buttons = row(*((made, 1) for key, made in self.buttons.items() if key != "more"), gap=6)
        further = row(
            *((each, 1) for each in (self.buttons["more"], self.more, self.more_words)), gap=6
        )
        column(top, self.bar, self.detail, buttons, further, on=self, gap=6)


class Trouble(QFrame):
    """The reason why a run cannot start, or has ended: a sentence, what to do, and the log.

    Signals:
        log_wanted: somebody pressed 'Show log'.
        block_wanted: somebody wants to see the block at fault.
        resume_wanted: somebody wants to go on from the last checkpoint.
    """

    log_wanted = Signal()
    block_wanted = Signal(str)
    resume_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("bad", True)
        self.label = label(wrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        tip = "What the training process wrote last"
        self.log = link("Show log", tip, self.log_wanted.emit)
        self._block = ""
        self.block = link(
            "Show block", "Select the block at fault", lambda: self.block_wanted.emit(self._block)
        )
        self.resume = link(
            "Resume from the checkpoint", "Go on from the last checkpoint", self.resume_wanted.emit
        )
        links = WrappingRow(gap=4)
        links.add(self.block, self.log, self.resume)
        column(self.label, links, on=self, rim=(10, 6, 10, 6), gap=2)
        self.hide()

    def say(
        self,
        words: str,
        *,
        log: bool = False,
        resumable: bool = False,
        block: str = "",
        bad: bool = True,
    ) -> None:
        """Show a sentence; an empty one hides everything.

        Args:
            words: what happened, and what to do.
            log: offer the log.
            resumable: offer to go on from the last checkpoint.
            block: id of the block at fault; empty for none.
            bad: something went wrong.
        """
        if self.property("bad") != bad:
            self.setProperty("bad", bad)
            self.style().polish(self)
        self._block = block
        self.block.setVisible(bool(block))
        self.label.setText(words)
        self.log.setVisible(log)
        self.resume.setVisible(resumable)
        self.setVisible(bool(words))


def time_left(seconds: float | None) -> str:
    """Say how long it will take, no more exactly than anybody can know."""
    if seconds is None or not math.isfinite(seconds):
        return ""
    if seconds < 2:
        return "almost done"
    return f"about {duration(seconds)} left"


def duration(seconds: float) -> str:
    """Write a time: ``9 s``, ``3 min``, ``2 h 10 min``."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def speed_text(milliseconds: float) -> str:
    """Write the time of a step."""
    return f"{milliseconds:.1f} ms/step" if milliseconds < 100 else f"{milliseconds:.0f} ms/step"


def best_text(history: RunHistory) -> str:
    """Name the best epoch and what it reached."""
    name, value = best_value(history)
    if not history.best_epoch or not name:
        return ""
    return f"best epoch {history.best_epoch}: {name} {value_text(value)}"
