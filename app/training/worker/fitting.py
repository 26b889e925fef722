"""One run in the worker, from the project's text to the saved model.

Random numbers are drawn in the order of the exported script: seed, data, model, compile, fit.
"""

from __future__ import annotations

import math
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.training.explain import Cause, RunError, explain_exception
from app.training.lines import plain
from app.training.messages import (
    Phase,
    RunFailed,
    RunFinished,
    RunStarted,
    StartRun,
    Stop,
    WeightsGiven,
)
from app.training.run_folder import folder as runs
from app.training.run_folder.presence import Presence
from app.training.worker.control import Control, RunStopped
from app.training.worker.endings import before, failed, finished, stopped_early, write_end
from app.training.worker.graph_file import write_graph
from app.training.worker.job import Job, clear, note_start, prepare, write_script
from app.training.worker.outbox import Outbox
from app.training.worker.pretrained import Given, give_weights
from app.training.worker.watcher import Watcher, make_callbacks, make_counter
from exporters.data.feeding import feed

if TYPE_CHECKING:
    import keras

    from exporters.data.base import Pair

SCRIPT_DELAY = 5.0
"""Seconds after which a run has its script, should it be killed."""


def run(command: StartRun, outbox: Outbox, control: Control, device: str) -> None:
    """Train, and tell how it ended; every failure becomes one sentence."""
    folder = Path(command.run_folder)
    names: dict[str, str] = {}
    result: RunFinished | RunFailed
    with suppress(OSError):  # told below
        folder.mkdir(parents=True, exist_ok=True)
    with Presence(folder, lambda: control.take(Stop())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            clear(folder, command.resume)
            outbox.keep_log(folder / runs.EVENTS)
            job = prepare(command, folder)
            names.update({name: block for block, name in job.checker.names.items()})
            result = _train(job, command, outbox, control, device)
        except RunStopped:
            result = before(folder) or stopped_early(folder)
        except BaseException as error:
            result = failed(explain_exception(error, names), error, folder)
        write_end(result, folder)
    outbox.put(result)


def _train(
    job: Job, command: StartRun, outbox: Outbox, control: Control, device: str
) -> RunFinished:
    import keras

    from exporters.data.base import count_of
    from exporters.keras_model import set_precision

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
    earlier = before(job.folder)
    if command.resume and command.more:
        _train_more(job, first + command.more)
    training = job.plan.training
    script = _written_later(job)
    examples = count_of(train[0])
    examples -= _watched_count(examples, training.validation_split)
    steps = math.ceil(examples / training.batch_size)
    watcher = Watcher(outbox, control, job.records, training.epochs, steps)
    started = _started(job, model, first, steps, examples, device)
    note_start(job, started, command.number, keras.backend.backend(), keras.__version__)
    write_graph(model, job.folder / runs.GRAPH)
    outbox.put(started)
    reason = _fit(job, model, watcher, train, first, steps)
    seconds = time.perf_counter() - watcher.started + (earlier.seconds if earlier else 0.0)
    restored = training.patience is not None
    if restored and (reason == "stopped" or job.records.best_epoch <= first):
        job.records.restore_best(model)  # as early stopping does
    evaluation = _evaluate(job, model, test, outbox) if command.evaluate else {}
    outbox.put(Phase("Saving"))
    _save(job, model, reason, restored)
    script.cancel()
    script.join()
    write_script(job)  # again where it was done: a tenth of a second, and nothing can be missing
    return finished(job, reason, evaluation, seconds, watcher.cost())


def _written_later(job: Job) -> threading.Timer:
    """Write the script by the side: at once it would hold up the first batch. It draws no random numbers."""
    script = threading.Timer(SCRIPT_DELAY, write_script, args=(job,))
    script.daemon = True
    script.start()
    return script


def _save(job: Job, model: keras.Model, reason: str, restored: bool) -> None:
    """Write the trained model; and the one of the best epoch, where that is another."""
    records = job.records
    _save_model(job, model, runs.MODEL)
    records.save_best(model)
    whole = records.best_epoch == records.epochs and reason != "stopped"
    if restored or whole or not records.best_epoch:
        (job.folder / runs.BEST_MODEL).unlink(missing_ok=True)
        return
    current = model.get_weights()
    records.restore_best(model)
    _save_model(job, model, runs.BEST_MODEL)
    model.set_weights(current)


def _save_model(job: Job, model: keras.Model, name: str) -> None:
    from exporters.keras_model import inference_model

    draft = job.folder / f"draft.{name}"
    inference_model(model, job.plan).save(draft)
    draft.replace(job.folder / name)


def _train_more(job: Job, epochs: int) -> None:
    """Let a run that goes on end at another epoch than its project says."""
    job.plan = replace(job.plan, training=replace(job.plan.training, epochs=epochs))


def _load(job: Job) -> tuple[Pair, Pair]:
    """Return the training and the test data; raises `RunError` where values are missing."""
    import numpy as np

    from exporters.data.arrays import load
    from exporters.data.base import arrays_of

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


def _build(job: Job, resume: bool, x: object) -> tuple[keras.Model, int, Given | None]:
    """Return the compiled model, how many epochs it has behind it, and what became of weights that it starts from."""
    import keras

    from exporters.data.adapting import adapt
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
        job.records.stop(model)
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
    from exporters.data.base import count_of

    if not count_of(test[0]):
        return {}
    outbox.put(Phase("Measuring the test data"))
    fed, counter = feed(job.plan, job.data, *test), make_counter(outbox)
    found = model.evaluate(*fed, verbose=0, return_dict=True, callbacks=[counter])
    return {name: plain(float(value))[0] for name, value in found.items()}
