"""A run as it is understood before it begins, and what is noted of its start."""

from __future__ import annotations

import os
import platform
import socket
import traceback
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from app.training import memory
from app.training.explain import Cause, RunError, sentence
from app.training.messages import RunStarted, StartRun
from app.training.run_folder import folder as runs
from app.training.run_folder.writing import write
from app.training.worker.records import Records
from blocks.check.checker import Checker
from blocks.check.model_problems import model_problems
from blocks.document.document import Document
from blocks.document.weights_source import name_file, source_of
from blocks.files.project_file import from_text, to_text
from blocks.inference.wording import describe
from blocks.settings.datasets import DataDescription, describe_bundled
from blocks.settings.declarations import DATA, TRAINING, Settings
from blocks.settings.optimizers import optimizer_words
from blocks.types.problems import Severity
from exporters.data.make import make_data_plan
from exporters.data.steps import DataPlan
from exporters.plan.make import make_plan
from exporters.plan.tree import Plan


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


def clear(folder: Path, resume: bool) -> None:
    """Take away what an earlier run left in the same folder; a run that goes on keeps what it has until it has more."""
    if resume:
        return
    old = [runs.RESULT, runs.MODEL, runs.BEST_MODEL, runs.EVENTS, runs.HISTORY, runs.CHECKPOINT]
    for name in (*old, runs.LAST_WEIGHTS, runs.BEST_WEIGHTS, runs.GRAPH, runs.RUN):
        (folder / name).unlink(missing_ok=True)


def prepare(command: StartRun, folder: Path) -> Job:
    """Read the project, refuse what cannot be trained, and note what the run starts from."""
    document = from_text(command.project_text)
    moved = _name_whole_path(document, command.base_folder)
    text = to_text(document) if moved else command.project_text
    write(folder / runs.PROJECT, text.encode())
    data = _describe(document.settings)
    checker = Checker(document, follows=False)
    for problem in (*checker.problems(), *model_problems(checker, data)):
        if problem.severity.stops_training:
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
    names = plan.needs.inputs if plan.needs else ()
    own = [each.shape for each in map(data.array_of_input, names) if each and each.shape]
    memory.check_data(data.shape, data.count, *own, reading=data.reading)
    data_plan = make_data_plan(document.settings, data, needs=plan.needs)
    records = Records(folder, plan.training.monitor)
    return Job(folder, document, checker, plan, data_plan, records)


def _name_whole_path(document: Document, base: str) -> bool:
    """Name the user's files by their whole paths, so that the run folder's project and script find them.

    Returns whether that changed the document.
    """
    moved = name_weights_whole(document, base)
    settings = document.settings
    path = settings.of_data("path")
    if (
        settings.of_data("source") != "file"
        or not isinstance(path, str)
        or Path(path).is_absolute()
    ):
        return moved
    document.settings = settings.with_data(path=str(Path(base or ".").absolute() / path))
    return True


def name_weights_whole(document: Document, base: str) -> bool:
    """Name the file of the weights by its whole path; returns whether that changed the document."""
    source = source_of(document)
    if source is None or Path(source.file).is_absolute():
        return False
    return name_file(document, str(Path(base or ".").absolute() / source.file))


def _describe(settings: Settings) -> DataDescription:
    if settings.of_data("source") == "file":
        from exporters.data.inspect import describe_file

        return describe_file(settings, None)
    data = describe_bundled(settings)
    if data is None:
        raise RunError(Cause("data", "No data are chosen.", "Choose a data set or your own file."))
    return data


def note_start(job: Job, started: RunStarted, number: int, backend: str, version: str) -> None:
    """Write down what the run starts from; one that goes on keeps its id, its number and when it began."""
    settings = job.document.settings
    info = runs.RunInfo(
        title=settings.title,
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
        seed=job.plan.training.seed,
        backend=backend,
        device=started.device,
        versions={"keras": version, "python": platform.python_version()},
        data={item.name: str(settings.of_data(item.name)) for item in DATA},
        training={item.name: str(settings.of_training(item.name)) for item in TRAINING},
        process=os.getpid(),
        format=runs.FORMAT,
        min_reader=1,
        id=uuid.uuid4().hex,
        number=number,
        host=socket.gethostname(),
        optimizer=optimizer_words(settings.of_training("optimizer")),
        epochs=started.epochs,
        steps_per_epoch=started.steps_per_epoch,
        examples=started.examples,
        parameters=started.parameters,
        metrics=started.metrics,
        watches=started.watches,
        outputs=started.outputs,
    )
    known = _known_start(job.folder)
    if known is not None:
        kept = {name: getattr(known, name) for name in ("id", "number", "started")}
        info = msgspec.structs.replace(info, **{name: each for name, each in kept.items() if each})
    write(job.folder / runs.RUN, msgspec.json.format(msgspec.json.encode(info)))


def _known_start(folder: Path) -> runs.RunInfo | None:
    try:
        found: runs.RunInfo | None = runs.read_json(folder / runs.RUN, runs.RunInfo)
    except runs.Unreadable:
        return None
    return found


def _with_whole_paths(job: Job) -> Plan:
    start = job.plan.start
    if start is None:
        return job.plan
    return replace(job.plan, start=replace(start, file=str(job.folder.absolute() / start.file)))


def write_script(job: Job) -> None:
    """Write the exported script; it finds data and weights from anywhere."""
    from exporters.python import script as python_script

    try:
        text = python_script.write_script(_with_whole_paths(job), job.data)
        write(job.folder / runs.SCRIPT, text.encode())
    except Exception:  # a run is worth more than its script; the log has the reason
        traceback.print_exc()
