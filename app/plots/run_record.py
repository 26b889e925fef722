"""One run as the panel knows it: one of this session, or one read from its folder. No Qt here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.plots.curves import Curves
from app.plots.legend import value_text
from app.training.history import RunHistory, owner
from app.training.messages import RunFailed, RunFinished
from app.training.run_folder.folder import CHECKPOINT, Run, best_file, stamp_of
from app.training.run_folder.replay import read_epochs
from canvas.theme.themes import SERIES_DASHES, Theme

DONE = "done"
"""The word for a run that trained all its epochs."""

ENDS = {"complete": DONE, "early": "stopped early", "stopped": "stopped"}
"""How a run ended, in the words of the list."""

BROKEN_OFF = "broken off"
"""Of a run whose process was ended before it could say how it ended."""


@dataclass(eq=False)
class RunRecord:
    """One run.

    Attributes:
        number: counts the project's runs from 1.
        words: optimizer and learning rate.
        history: its curves.
        curves: their numbers, ready to be drawn.
        ended: how it ended, one word; empty while it runs.
        folder: where it is kept; ``None`` until the session has made one.
        result: how it ended; ``None`` where it did not, or nothing is known.
        name: what people call it; empty for ``Run`` and its number.
        trouble: why its folder cannot be read; empty where it can.
        running: a worker trains it, without this window.
        asked_to_stop: and was asked to end.
        whole: the history has every batch, and not only a point for each epoch.
        started: when it began.
        stamp: tells whether its folder has changed since it was read.
    """

    number: int
    words: str
    history: RunHistory
    curves: Curves = field(default_factory=Curves)
    ended: str = ""
    folder: Path | None = None
    result: RunFinished | RunFailed | None = None
    name: str = ""
    trouble: str = ""
    running: bool = False
    asked_to_stop: bool = False
    whole: bool = True
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    stamp: tuple[object, ...] = ()

    @property
    def order(self) -> tuple[datetime, str]:
        """The key by which runs are sorted."""
        return self.started, self.folder.name if self.folder is not None else ""

    @property
    def called(self) -> str:
        """The name for people."""
        return self.name or f"Run {self.number}"

    def title(self) -> str:
        """Return the line of the list."""
        return "  ".join(part for part in (self.called, self.words, self.outcome()) if part)

    def tip(self) -> str:
        """Return what there is to know beside the line."""
        trouble = f"This run cannot be read: {self.trouble}." if self.trouble else ""
        return "\n".join(filter(None, (self.title(), trouble, str(self.folder or ""))))

    def outcome(self) -> str:
        """Return the first metric (the loss where there is none) at the best epoch."""
        if self.trouble:
            return "damaged"
        name, value = best_value(self.history)
        ended = "under way" if self.running else self.ended
        if not name:
            return ended
        how = f" ({ended})" if ended not in ("", DONE) else ""
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

    def best_file(self) -> Path | None:
        """Return the file with its best model, or its best weights; ``None`` where there is none."""
        return best_file(self.folder) if self.folder is not None else None

    def can_go_on(self) -> bool:
        """Tell whether there is a checkpoint to go on from."""
        return self.folder is not None and (self.folder / CHECKPOINT).is_file()


def record_of(run: Run, number: int) -> RunRecord:
    """Return the record of a run folder.

    Args:
        run: what the folder says.
        number: for a run that has none.
    """
    info = run.info
    return RunRecord(
        number=info.number if info is not None and info.number > 0 else number,
        words=_short(info.optimizer if info is not None else ""),
        history=read_epochs(run),
        ended="" if run.running else _end_word(run),
        folder=run.folder,
        result=run.result,
        name=_short(run.label.name),
        trouble=run.trouble,
        running=run.running,
        whole=False,
        started=run.started,
        stamp=stamp_of(run.folder),
    )


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
    return history.words(name), history.per_epoch[name].at(history.best_epoch)


def _end_word(run: Run) -> str:
    if isinstance(run.result, RunFinished):
        return ENDS.get(run.result.reason, "stopped")
    return "failed" if isinstance(run.result, RunFailed) else BROKEN_OFF


def _short(words: str) -> str:
    """Return words of a file fit for one line."""
    plain = "".join(letter for letter in words if letter.isprintable())
    return plain if len(plain) <= 60 else f"{plain[:57]}..."
