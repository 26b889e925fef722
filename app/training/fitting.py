"""One run in the worker, from the project's text to the saved model.

Random numbers are drawn in the order of the exported script: seed, data, model, compile, fit.
"""

from __future__ import annotations

import math
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.training import runs
from app.training.control import Control, RunStopped
from app.training.exits import checkpoint_epoch
from app.training.explain import Cause, RunError, explain_exception
from app.training.job import Job, clear, note_start, prepare, write_script
from app.training.messages import (
    HookCost,
    Phase,
    RunFailed,
    RunFinished,
    RunStarted,
    StartRun,
    WeightsGiven,
    plain,
)
from app.training.outbox import Outbox
from app.training.pretrained import Given, give_weights
from app.training.records import write
from app.training.watcher import Watcher, make_callbacks, make_counter
from exporters.feeding import feed

if TYPE_CHECKING:
    import keras

    from exporters.data_arrays import Pair

SCRIPT_DELAY = 5.0
"""Seconds after which a run has its script, should it be killed."""


def run(command: StartRun, outbox: Outbox, control: Control, device: str) -> None:
    """Train, and tell how it ended; every failure becomes one sentence."""
    folder = Path(command.run_folder)
    names: dict[str, str] = {}
    result: RunFinished | RunFailed
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear(folder, command.resume)
        outbox.keep_log(folder / runs.EVENTS)
        job = prepare(command, folder)
        names.update({name: block for block, name in job.checker.names.items()})
        result = _train(job, command, outbox, control, device)
    except RunStopped:
        result = _stopped_early(folder)
    except BaseException as error:
        result = _failed(explain_exception(error, names), error, folder)
    _end(result, folder)
    outbox.put(result)


def _train(
    job: Job, command: StartRun, outbox: Outbox, control: Control, device: str
) -> RunFinished:
    import keras

    from exporters.data_arrays import count_of
    from exporters.keras_model import inference_model, set_precision

    training = job.plan.training
    keras.utils.clear_session()
    set_precision(job.plan)
    keras.utils.set_random_seed(training.seed)
    control.check()
    outbox.put(Phase("Loading data"))
    train, test = _load(job)
    control.check()
    outbox.put(Phase("Building the model"))
    model, first, given = _build(job, command.resume, train[0])
    if given is not None:
        outbox.put(WeightsGiven(given.loaded, given.wanted, given.words, tuple(given.missing)))
    note_start(job, device, keras.backend.backend(), keras.__version__)
    # By the side and not at once: it would hold up the first batch. It draws no random numbers.
    script = threading.Timer(SCRIPT_DELAY, write_script, args=(job,))
    script.daemon = True
    script.start()
    count = count_of(train[0])
    watched = _watched_count(count, training.validation_split)
    steps = math.ceil((count - watched) / training.batch_size)
    watcher = Watcher(outbox, control, job.records, training.epochs, steps)
    outbox.put(_started(job, model, first, steps, count - watched, device))
    reason = _fit(job, model, watcher, train, first, steps)
    seconds = time.perf_counter() - watcher.started
    if reason == "stopped" and training.patience is not None:
        job.records.restore_best(model)  # as early stopping does
    evaluation = _evaluate(job, model, test, outbox) if command.evaluate else {}
    outbox.put(Phase("Saving"))
    draft = job.folder / f"draft.{runs.MODEL}"
    inference_model(model, job.plan).save(draft)
    draft.replace(job.folder / runs.MODEL)
    job.records.save_best(model)
    script.cancel()
    script.join()
    write_script(job)  # again where it was done: a tenth of a second, and nothing can be missing
    return _finished(job, reason, evaluation, seconds, watcher)


def _load(job: Job) -> tuple[Pair, Pair]:
    """Return the training and the test data; raises `RunError` where values are missing."""
    import numpy as np

    from exporters.data_arrays import arrays_of, load

    train, test = load(job.data)
    for x, _ in (train, test):
        if not all(np.isfinite(array).all() for array in arrays_of(x)):
            raise RunError(
                Cause(
                    "data",
                    "The data have missing values (NaN or infinity).",
                    "Fill or delete them.",
                )
            )
    return train, test


def _build(job: Job, resume: bool, x: Any) -> tuple[keras.Model, int, Given | None]:
    """Return the compiled model, how many epochs it has behind it, and what became of weights that it starts from."""
    import keras

    from exporters.adapting import adapt
    from exporters.keras_model import build_with_layers, compile_model

    model, made = build_with_layers(job.plan)
    adapt(model, job.plan, job.data, x)
    given = None if resume else give_weights(job.document, made, Path(), job.folder)
    if given is not None and job.plan.start is not None:
        model.save_weights(job.folder / job.plan.start.file)  # for the script
    compile_model(model, job.plan)
    if not resume:
        return model, 0, given
    try:
        done = job.records.take_up(model)
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
        raise RunError(
            Cause(
                "project", "The checkpoint does not fit this model.", "Start a new run.", final=True
            )
        ) from error
    # Not the first epoch's random numbers over again.
    keras.utils.set_random_seed(job.plan.training.seed + done)
    return model, done, None


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
            *feed(job.plan, job.data, *train),
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
    except Exception:
        with suppress(
            Exception
        ):  # the run failed, but what was good is kept where that still works
            job.records.save_best(model)
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
        metrics=training.series,
        watches=training.monitor,
        outputs=training.main_first,
        device=device,
    )


def _evaluate(job: Job, model: keras.Model, test: Pair, outbox: Outbox) -> dict[str, float | None]:
    from exporters.data_arrays import count_of

    if not count_of(test[0]):
        return {}
    outbox.put(Phase("Measuring the test data"))
    fed, counter = feed(job.plan, job.data, *test), make_counter(outbox)
    found = model.evaluate(*fed, verbose=0, return_dict=True, callbacks=[counter])
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
        not cause.final and checkpoint_epoch(folder) > 0,
    )


def _end(result: RunFinished | RunFailed, folder: Path) -> None:
    try:
        write(folder / runs.RESULT, msgspec.json.format(msgspec.json.encode(result)))
    except OSError:
        return  # a full disk: the window is told all the same
