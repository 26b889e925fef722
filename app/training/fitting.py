"""One run in the worker, from the project's text to the saved model.

Random numbers are drawn in the order of the exported script: seed, data, model, compile, fit.
"""

from __future__ import annotations

import math
import os
import threading
import time
import traceback
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.training import memory, runs
from app.training.control import Control, RunStopped
from app.training.explain import Cause, RunError, explain_exception, sentence
from app.training.messages import (
    HookCost,
    Phase,
    RunFailed,
    RunFinished,
    RunStarted,
    StartRun,
    plain,
)
from app.training.outbox import Outbox
from app.training.records import Records, write
from app.training.watcher import Watcher, make_callbacks
from blocks.check import Checker
from blocks.datasets import DataDescription, describe_bundled
from blocks.document import Document
from blocks.files import from_text
from blocks.model_checks import model_problems
from blocks.problems import Severity
from blocks.settings import DATA, TRAINING, Settings
from blocks.wording import describe
from exporters.data_plan import make_data_plan
from exporters.data_steps import DataPlan
from exporters.plan import make_plan
from exporters.plan_tree import Plan

if TYPE_CHECKING:
    import keras

    from exporters.data_arrays import Pair


@dataclass
class Job:
    """A run that has been read and understood.

    Attributes:
        folder: the run folder.
        document: the project.
        checker: its check.
        plan: the model and its training.
        data: how the data are loaded.
        records: what is kept.
    """

    folder: Path
    document: Document
    checker: Checker
    plan: Plan
    data: DataPlan
    records: Records


def run(command: StartRun, outbox: Outbox, control: Control, device: str) -> None:
    """Train, and tell how it ended; every failure becomes one sentence."""
    folder = Path(command.run_folder)
    names: dict[str, str] = {}
    result: RunFinished | RunFailed
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder, command.resume)
        outbox.keep_log(folder / runs.EVENTS)
        job = _prepare(command, folder)
        names.update({name: block for block, name in job.checker.names.items()})
        result = _train(job, command, outbox, control, device)
    except RunStopped:
        result = _stopped_early(folder)
    except BaseException as error:
        result = _failed(explain_exception(error, names), error, folder)
    _end(result, folder)
    outbox.put(result)


def _clear(folder: Path, resume: bool) -> None:
    """Take away what an earlier run left in the same folder."""
    old = [runs.RESULT, runs.MODEL]
    if not resume:
        old += [runs.EVENTS, runs.HISTORY, runs.CHECKPOINT, runs.LAST_WEIGHTS, runs.BEST_WEIGHTS]
    for name in old:
        (folder / name).unlink(missing_ok=True)


def _prepare(command: StartRun, folder: Path) -> Job:
    """Read the project, refuse what cannot be trained, and note what the run starts from."""
    write(folder / runs.PROJECT, command.project_text.encode())
    document = from_text(command.project_text)
    base = Path(command.base_folder) if command.base_folder else None
    settings = document.settings
    data = _describe(settings, base)
    checker = Checker(document)
    checker.close()
    for problem in (*checker.problems(), *model_problems(checker, data)):
        if problem.severity is not Severity.WARNING:
            kind = "shape" if problem.severity is Severity.TRAINING else "project"
            raise RunError(
                Cause(
                    kind,
                    sentence(describe(problem, checker)),
                    "Mend it, then start again.",
                    problem.block,
                )
            )
    plan = make_plan(document, checker, data)
    memory.check_model(checker.totals(), plan.training.optimizer, plan.training.batch_size)
    memory.check_data(data.shape, data.count)
    data_plan = make_data_plan(settings, data, base)
    records = Records(folder, plan.training.monitor)
    return Job(folder, document, checker, plan, data_plan, records)


def _describe(settings: Settings, base: Path | None) -> DataDescription:
    if settings.of_data("source") == "file":
        from exporters.data_inspect import describe_file

        return describe_file(settings, base)
    data = describe_bundled(settings)
    if data is None:
        raise RunError(Cause("data", "No data are chosen.", "Choose a data set or your own file."))
    return data


def _train(
    job: Job, command: StartRun, outbox: Outbox, control: Control, device: str
) -> RunFinished:
    import keras

    training = job.plan.training
    keras.utils.clear_session()
    keras.utils.set_random_seed(training.seed)
    control.check()
    outbox.put(Phase("Loading data"))
    train, test = _load(job.data)
    control.check()
    outbox.put(Phase("Building the model"))
    model, first = _build(job, command.resume)
    _note_start(job, device)
    # By the side, since formatting takes a moment; nothing in it draws random numbers.
    script = threading.Thread(target=_write_script, args=(job,), name="script", daemon=True)
    script.start()
    watched = _watched_count(len(train[0]), training.validation_split)
    steps = math.ceil((len(train[0]) - watched) / training.batch_size)
    watcher = Watcher(outbox, control, job.records, training.epochs, steps)
    outbox.put(_started(job, model, first, steps, len(train[0]) - watched, device))
    reason = _fit(job, model, watcher, train, first, steps)
    seconds = time.perf_counter() - watcher.started
    if reason == "stopped" and training.patience is not None:
        job.records.restore_best(model)  # as early stopping does
    evaluation = _evaluate(model, test, outbox) if command.evaluate else {}
    outbox.put(Phase("Saving"))
    draft = job.folder / f"draft.{runs.MODEL}"
    model.save(draft)
    draft.replace(job.folder / runs.MODEL)
    job.records.save_best(model)
    script.join()
    return _finished(job, reason, evaluation, seconds, watcher)


def _load(data: DataPlan) -> tuple[Pair, Pair]:
    import numpy as np

    from exporters.data_arrays import load

    train, test = load(data)
    for x, _ in (train, test):
        if not np.isfinite(x).all():
            raise RunError(
                Cause(
                    "data",
                    "The data have missing values (NaN or infinity).",
                    "Fill or delete them.",
                )
            )
    return train, test


def _build(job: Job, resume: bool) -> tuple[keras.Model, int]:
    """Return the compiled model, and how many epochs it has behind it."""
    import keras

    from exporters.keras_model import build_model, compile_model

    model = build_model(job.plan)
    compile_model(model, job.plan)
    if not resume:
        return model, 0
    try:
        done = job.records.take_up(model)
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
        raise RunError(
            Cause("project", "The checkpoint does not fit this model.", "Start a new run.")
        ) from error
    # Not the first epoch's random numbers over again.
    keras.utils.set_random_seed(job.plan.training.seed + done)
    return model, done


def _watched_count(count: int, share: float) -> int:
    """Return how many examples `fit` only watches: it rounds this way."""
    watched = count - math.floor(count * (1.0 - share)) if share else 0
    if watched >= count or (share and not watched):
        raise RunError(
            Cause(
                "data",
                f"{count} training examples cannot be shared out with a validation share of {share:g}.",
                "Use more examples, or change the validation share or the test share.",
            )
        )
    return watched


def _fit(
    job: Job, model: keras.Model, watcher: Watcher, train: Pair, first: int, steps: int
) -> str:
    """Train; returns ``complete``, ``early`` or ``stopped``."""
    import keras

    training = job.plan.training
    others = []
    if training.patience is not None:
        others.append(
            keras.callbacks.EarlyStopping(
                monitor=training.monitor, patience=training.patience, restore_best_weights=True
            )
        )
    callbacks = make_callbacks(watcher, model, others, epochs=training.epochs, steps=steps)
    try:
        model.fit(
            *train,
            batch_size=training.batch_size,
            epochs=training.epochs,
            verbose=0,
            callbacks=callbacks,
            validation_split=training.validation_split,
            shuffle=training.shuffle,
            initial_epoch=first,
        )
    except RunStopped:
        return "stopped"
    except RunError:
        job.records.save_best(model)  # the run failed, but what was good is kept
        raise
    return "early" if job.records.epochs < training.epochs else "complete"


def _started(
    job: Job, model: keras.Model, first: int, steps: int, examples: int, device: str
) -> RunStarted:
    training = job.plan.training
    return RunStarted(
        run_folder=str(job.folder),
        epochs=training.epochs,
        first_epoch=first + 1,
        steps_per_epoch=steps,
        examples=examples,
        parameters=model.count_params(),
        metrics=("loss", *training.metrics),
        watches=training.monitor,
        device=device,
    )


def _evaluate(model: keras.Model, test: Pair, outbox: Outbox) -> dict[str, float | None]:
    if not len(test[0]):
        return {}
    outbox.put(Phase("Measuring the test data"))
    found = model.evaluate(*test, verbose=0, return_dict=True)
    return {name: plain(float(value))[0] for name, value in found.items()}


def _finished(
    job: Job, reason: str, evaluation: dict[str, float | None], seconds: float, watcher: Watcher
) -> RunFinished:
    return RunFinished(
        reason=reason,
        epochs=job.records.epochs,
        best_epoch=job.records.best_epoch,
        history=job.records.history,
        evaluation=evaluation,
        seconds=seconds,
        files=job.records.files(),
        hooks=watcher.cost(),
        run_folder=str(job.folder),
    )


def _note_start(job: Job, device: str) -> None:
    """Write down what the run starts from."""
    import keras

    settings = job.document.settings
    info = runs.RunInfo(
        title=settings.title,
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
        seed=job.plan.training.seed,
        backend=keras.backend.backend(),
        device=device,
        versions={"keras": keras.__version__},
        data={item.name: str(settings.of_data(item.name)) for item in DATA},
        training={item.name: str(settings.of_training(item.name)) for item in TRAINING},
        process=os.getpid(),
    )
    write(job.folder / runs.RUN, msgspec.json.format(msgspec.json.encode(info)))


def _write_script(job: Job) -> None:
    """Write the exported script; it finds the data from anywhere."""
    from exporters.python_script import write_script

    try:
        text = write_script(job.plan, _with_whole_path(job.data))
        write(job.folder / runs.SCRIPT, text.encode())
    except Exception:  # a run is worth more than its script; the log has the reason
        traceback.print_exc()


def _with_whole_path(data: DataPlan) -> DataPlan:
    first, *rest = data.steps
    path = getattr(first, "path", None)
    if path is None:
        return data
    return replace(data, steps=(replace(first, shown=path), *rest))


def _stopped_early(folder: Path) -> RunFinished:
    """The user stopped before the first batch: nothing was trained, and nothing is wrong."""
    return RunFinished("stopped", 0, 0, {}, {}, 0.0, {}, HookCost(0, 0.0, 0.0), str(folder))


def _failed(cause: Cause, error: BaseException, folder: Path) -> RunFailed:
    details = "".join(traceback.format_exception(error))
    return RunFailed(
        cause.kind,
        cause.sentence,
        cause.remedy,
        cause.block,
        "" if isinstance(error, RunError) else details,
        str(folder),
        (folder / runs.CHECKPOINT).is_file(),
    )


def _end(result: RunFinished | RunFailed, folder: Path) -> None:
    try:
        write(folder / runs.RESULT, msgspec.json.format(msgspec.json.encode(result)))
    except OSError:
        return  # a full disk: the window is told all the same
