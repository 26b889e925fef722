"""Sentences about runs: what one would train on, and how one ended."""

from __future__ import annotations

from app.plots.legend import value_text
from app.plots.run_record import DONE, RunRecord
from app.project.project import Project
from app.runs.run_status import best_text, duration
from app.training.history import told
from app.training.messages import RunFailed, RunFinished
from blocks.quoting import counted


def ready_words(project: Project) -> str:
    """Say what a run would train on, or what to do first."""
    data = project.data
    if data is None:
        return "Choose data and press Train."
    return f"{data.title}, {data.count:,} examples"


def end_words(record: RunRecord) -> tuple[str, str]:
    """Return two lines on how a run ended: the fact, and what came out."""
    event, history = record.result, record.history
    if not isinstance(event, RunFinished):
        done = history.last_epoch
        fact = f"{record.ended} after {counted(done, 'epoch')}" if done else record.ended
        return fact, event.sentence if isinstance(event, RunFailed) else best_text(history)
    how = "finished" if record.ended == DONE else record.ended
    fact = f"{how} after {counted(event.epochs, 'epoch')}, {duration(event.seconds)}"
    tested = [
        f"{history.words(name)} {value_text(value)}"
        for name, value in told(event.evaluation, history.outputs).items()
    ]
    test = "test data: " + ", ".join(tested) if tested else ""
    return fact, "\n".join(filter(None, (best_text(history), test)))
