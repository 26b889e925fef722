"""The messages between the window and the worker: one small struct for each. `app.training.lines` has them as JSON.

Commands go down the worker's standard input, events come up a private pipe. Numbers that JSON does not
have (NaN, infinity) travel as ``None`` beside their name.
"""

from __future__ import annotations

import msgspec


class StartRun(msgspec.Struct, frozen=True, tag="start_run"):
    """Train a project.

    Attributes:
        project_text: the project as its file has it.
        base_folder: folder that relative data paths start from; empty for none.
        run_folder: where everything of the run is kept.
        resume: go on from the run folder's checkpoint.
        evaluate: measure the test data at the end.
        more: with ``resume``, train so many epochs more than are done; 0 for as many as the project asks for.
        number: counts the runs of a project from 1; 0 for none.
    """

    project_text: str
    run_folder: str
    base_folder: str = ""
    resume: bool = False
    evaluate: bool = True
    more: int = 0
    number: int = 0


class ExportFile(msgspec.Struct, frozen=True, tag="export_file"):
    """Write a model file, load it again and compare.

    Attributes:
        project_text: the project as its file has it.
        path: where to write; a SavedModel is a folder.
        format: key of a format in `exporters.model_files`.
        scratch: an empty folder on the same disk for what is not finished yet; the sender removes it.
        base_folder: folder that relative paths in the project start from; empty for none.
        weights: a file with weights; without one those that the project names, else the initial ones.
        inference: leave out the outputs that are for training only.
    """

    project_text: str
    path: str
    format: str
    scratch: str
    base_folder: str = ""
    weights: str = ""
    inference: bool = False


class Pause(msgspec.Struct, frozen=True, tag="pause"):
    """Wait after the current batch."""


class Resume(msgspec.Struct, frozen=True, tag="resume"):
    """Go on after a pause."""


class Stop(msgspec.Struct, frozen=True, tag="stop"):
    """End the run after the current batch and keep what was trained."""


class Detach(msgspec.Struct, frozen=True, tag="detach"):
    """Go on without the window: answer `Detached`, then live on when the window ends.

    Attributes:
        log: file for what would go to the window as the worker's log.
    """

    log: str


class Quit(msgspec.Struct, frozen=True, tag="quit"):
    """End the process."""


Command = StartRun | ExportFile | Pause | Resume | Stop | Detach | Quit


class WorkerReady(msgspec.Struct, frozen=True, tag="ready"):
    """Keras is loaded; a run would start at once.

    Attributes:
        backend: ``tensorflow``, ``torch`` or ``jax``.
        versions: package name to version.
        devices: what a run will compute on, e.g. ``cpu:0``; empty where that is not known before a run asks for it.
        process: process id of the worker.
    """

    backend: str
    versions: dict[str, str]
    devices: tuple[str, ...]
    process: int


class OnDevice(msgspec.Struct, frozen=True, tag="device"):
    """The device that the run will compute on, told before the data are loaded.

    Attributes:
        device: in words, e.g. ``gpu:0 (jax)``.
        notice: a sentence where a card is there and is not used; empty else.
    """

    device: str
    notice: str = ""


class Phase(msgspec.Struct, frozen=True, tag="phase"):
    """The work of the worker outside of training, in words such as ``Loading data``."""

    text: str


class WeightsGiven(msgspec.Struct, frozen=True, tag="weights"):
    """The model starts from the weights of a file.

    Attributes:
        loaded: number of layers that got theirs.
        wanted: number of layers with weights.
        text: the same in a sentence, with the names of layers that got none.
        missing: all layers that got none, each with the reason.
    """

    loaded: int
    wanted: int
    text: str
    missing: tuple[tuple[str, str], ...] = ()


class RunStarted(msgspec.Struct, frozen=True, tag="started"):
    """Training begins.

    Attributes:
        run_folder: where the run is kept.
        epochs: epochs asked for.
        first_epoch: 1, or the epoch that a resumed run goes on with.
        steps_per_epoch: batches in one epoch.
        examples: examples trained on, without those that are only watched.
        parameters: number of weights' values.
        metrics: names of the values told for each batch, the loss first.
        watches: the value whose best epoch is kept: ``val_loss`` or ``loss``.
        device: what it runs on.
        outputs: names of the outputs where there are several, those for training only last.
    """

    run_folder: str
    epochs: int
    first_epoch: int
    steps_per_epoch: int
    examples: int
    parameters: int
    metrics: tuple[str, ...]
    watches: str
    device: str
    outputs: tuple[str, ...] = ()


class Odd(msgspec.Struct, frozen=True, array_like=True):
    """A value that is no number: ``name`` at ``index`` of its list is ``nan``, ``inf`` or ``-inf``."""

    name: str
    index: int
    value: str


class Batches(msgspec.Struct, frozen=True, tag="batches"):
    """Several batches at once, about 20 messages per second.

    Attributes:
        epoch: which epoch, from 1.
        steps: batch number within the epoch, from 1, for every point.
        values: name to one value per point. They are Keras's own: means since the epoch began.
        odd: the values that are ``None`` in ``values``.
        ms_per_step: time of one step lately, in milliseconds.
    """

    epoch: int
    steps: tuple[int, ...]
    values: dict[str, list[float | None]]
    odd: tuple[Odd, ...] = ()
    ms_per_step: float = 0.0


class EpochDone(msgspec.Struct, frozen=True, tag="epoch"):
    """An epoch ended.

    Attributes:
        epoch: which one, from 1.
        logs: every value, those of the watched examples as ``val_...``.
        odd: the values that are ``None`` in ``logs``.
        seconds: duration with validation.
        ms_per_step: mean time of one training step in milliseconds.
        best: this epoch is the best so far.
        best_epoch: the best epoch so far; 0 while there is none.
    """

    epoch: int
    logs: dict[str, float | None]
    seconds: float
    ms_per_step: float
    best: bool
    best_epoch: int
    odd: tuple[Odd, ...] = ()


class Paused(msgspec.Struct, frozen=True, tag="paused"):
    """The worker waits between two batches."""

    epoch: int
    step: int


class Resumed(msgspec.Struct, frozen=True, tag="resumed"):
    """The worker goes on."""


class Detached(msgspec.Struct, frozen=True, tag="detached"):
    """The worker no longer needs the window: it ends when its run does."""


class FileExported(msgspec.Struct, frozen=True, tag="exported"):
    """A model file was written, and gives what the model gives.

    Attributes:
        path: where it is.
        format: key of its format.
        bytes: its size.
        difference: largest difference of an output after loading it again.
        tolerance: the largest that would have been accepted.
        values: how many output values were compared.
        weights: where the weights are from, in words; empty for those that the model begins with.
        seconds: duration without the start of the process.
    """

    path: str
    format: str
    bytes: int
    difference: float
    tolerance: float
    values: int
    weights: str
    seconds: float


class RunFailed(msgspec.Struct, frozen=True, tag="failed"):
    """The run ended without success.

    Attributes:
        kind: a short word: ``not_finite``, ``memory``, ``data``, ``shape``, ``project``, ``keras``,
            ``died``, ``start``, ``disk``, ``ended`` (at once, as people asked).
        sentence: what happened, one plain sentence.
        remedy: what to do about it.
        block: id of the block at fault, where one is.
        details: the traceback or the last lines of the worker's log.
        run_folder: where the run is kept; empty where it never got one.
        resumable: a checkpoint is there.
    """

    kind: str
    sentence: str
    remedy: str = ""
    block: str = ""
    details: str = ""
    run_folder: str = ""
    resumable: bool = False


class HookCost(msgspec.Struct, frozen=True):
    """The cost of watching the training.

    Attributes:
        steps: calls of the hook.
        hook_us: own time per step in microseconds.
        step_us: whole time per step in microseconds.
    """

    steps: int
    hook_us: float
    step_us: float

    @property
    def share(self) -> float:
        """Part of a step's time that goes into watching."""
        return self.hook_us / self.step_us if self.step_us else 0.0


class RunFinished(msgspec.Struct, frozen=True, tag="finished"):
    """The run ended well; also when it was stopped.

    Attributes:
        reason: ``complete``, ``early`` (early stopping) or ``stopped``.
        epochs: complete epochs.
        best_epoch: the best one; 0 where no epoch was complete.
        history: name to one value per epoch.
        evaluation: values on the test data; empty where there are none.
        seconds: duration of the training.
        files: what the run folder holds, by purpose: ``model``, ``best_weights``, ``history``, ``script``.
        hooks: what watching cost.
    """

    reason: str
    epochs: int
    best_epoch: int
    history: dict[str, list[float | None]]
    evaluation: dict[str, float | None]
    seconds: float
    files: dict[str, str]
    hooks: HookCost
    run_folder: str = ""


class Heartbeat(msgspec.Struct, frozen=True, tag="beat"):
    """The worker lives; sent where nothing else was for a second.

    Attributes:
        steps: batches done since the run began, those of validation too.
        memory: resident memory in bytes.
        idle: heartbeats in a row, one a second, at which the training has shown no sign of life: no event, no
            batch, no processor time, nothing read; 0 while it waits for people.
    """

    steps: int
    memory: int = 0
    idle: int = 0


Event = (
    WorkerReady
    | OnDevice
    | Phase
    | WeightsGiven
    | RunStarted
    | Batches
    | EpochDone
    | Paused
    | Resumed
    | Detached
    | RunFailed
    | RunFinished
    | FileExported
    | Heartbeat
)
