"""Sentences about runs: what one would train on, and how one ended."""

from __future__ import annotations

from app.panels.legend import value_text
from app.panels.run_status import best_text, duration
from app.project import Project
from app.training.history import RunHistory, told
from app.training.messages import RunFinished

ENDS = {"complete": "finished", "early": "stopped early", "stopped": "stopped"}


def ready_words(project: Project) -> str:
    """Say what a run would train on, or what to do first."""
    data = project.data
    if data is None:
        return "Choose data and press Train."
    return f"{data.title}, {data.count:,} examples"


def end_words(event: RunFinished, history: RunHistory) -> tuple[str, str]:
    """Return two lines on how a run ended: the fact, and what came out."""
    epochs = f"{event.epochs} epoch{'' if event.epochs == 1 else 's'}"
    fact = f"{ENDS.get(event.reason, event.reason)} after {epochs}, {duration(event.seconds)}"
    tested = [
        f"{history.words(name)} {value_text(value)}"
        for name, value in told(event.evaluation, history.outputs).items()
    ]
    test = "test data: " + ", ".join(tested) if tested else ""
    return fact, "\n".join(filter(None, (best_text(history), test)))
