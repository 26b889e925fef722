"""Records how a run ended. No Keras here."""

from __future__ import annotations

import traceback
from pathlib import Path

from app.training.explain import Cause, RunError
from app.training.messages import HookCost, RunFailed, RunFinished
from app.training.process.exits import failure
from app.training.run_folder import folder as runs
from app.training.run_folder.writing import write_lastingly
from app.training.worker.job import Job


def finished(
    job: Job, reason: str, evaluation: dict[str, float | None], seconds: float, hooks: HookCost
) -> RunFinished:
    """Return the end of a run that trained."""
    return RunFinished(
        reason=reason,
        epochs=job.records.epochs,
        best_epoch=job.records.best_epoch,
        history=job.records.history,
        evaluation=evaluation,
        seconds=seconds,
        files=runs.files_in(job.folder),
        hooks=hooks,
        run_folder=str(job.folder),
    )


def before(folder: Path) -> RunFinished | None:
    """Return how a run ended that goes on now; ``None`` for a new one."""
    result = runs.read_run(folder).result
    return result if isinstance(result, RunFinished) else None


def stopped_early(folder: Path) -> RunFinished:
    """The user stopped before the first batch: nothing was trained, and nothing is wrong."""
    return RunFinished("stopped", 0, 0, {}, {}, 0.0, {}, HookCost(0, 0.0, 0.0), str(folder))


def failed(cause: Cause, error: BaseException, folder: Path) -> RunFailed:
    """Return the end of a run that could not go on."""
    known = isinstance(error, RunError)
    details = "" if known else "".join(traceback.format_exception(error))
    epoch = 0 if cause.final else runs.checkpoint_epoch(folder)
    return failure(cause, epoch, str(folder), details)


def write_end(result: RunFinished | RunFailed, folder: Path) -> None:
    """Write how a run ended; the last thing that is written of it."""
    if isinstance(result, RunFailed) and before(folder) is not None:
        return  # what it had reached before it went on is still there, and worth more
    try:
        write_lastingly(folder / runs.RESULT, runs.to_write(result))
    except OSError:
        return  # a full disk: the window is told all the same
