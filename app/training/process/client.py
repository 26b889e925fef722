"""A worker process seen from outside: its pipes, its log, its silence, its end. Knows no Qt.

`app.system.child` has the pipes; a thread of this module watches for signs of life.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.system.child import PATIENCE, Child
from app.system.keras_environment import keras_environment
from app.training.explain import Cause
from app.training.lines import decode_event, encode
from app.training.messages import (
    Command,
    Detached,
    EpochDone,
    Event,
    ExportFile,
    FileExported,
    Quit,
    RunFailed,
    RunFinished,
    StartRun,
)
from app.training.process.exits import (
    MemoryWitness,
    closed_cause,
    ended_cause,
    explain_exit,
    failure,
    note_end,
    stuck_cause,
)
from app.training.process.liveness import BEAT, signs_of_process
from app.training.process.watch import WorkerBack, WorkerSilent, WorkerWatch
from app.training.run_folder import folder as runs

COMMAND = ("-P", "-m", "app.training.worker")
"""The arguments with which Python runs a worker."""


@dataclass(frozen=True, slots=True)
class WorkerEnded:
    """The process is gone.

    Attributes:
        code: exit code, negative for a signal.
        garbage: lines on the event pipe that were no events.
    """

    code: int | None
    garbage: int = 0


News = Event | WorkerEnded | WorkerSilent | WorkerBack
"""An event of a worker, its silence, or its end."""


class WorkerProcess:
    """Starts a worker and talks to it.

    Attributes:
        running: a run was sent and has not ended.
        plain_kernels: it keeps to TensorFlow's own kernels.
        let_go: set when the process no longer needs this one.
    """

    def __init__(
        self,
        deliver: Callable[[News], None],
        backend: str | None = None,
        *,
        plain_kernels: bool = False,
        card: bool = True,
    ) -> None:
        """Start the process; it loads Keras and waits.

        Args:
            deliver: called with each event, from a thread of ours, and at last with `WorkerEnded`.
            backend: Keras backend; by default the user's choice, else one for the card of this machine.
            plain_kernels: keep to TensorFlow's own kernels; see `blocks.check.tensorflow_limits`.
            card: it may use a card.

        Raises:
            OSError: the system refused to start a process.
        """
        self.running = False
        self.plain_kernels = plain_kernels
        self.let_go = threading.Event()
        self._deliver = deliver
        self._run_folder = ""
        self._has_checkpoint = False  # of this run; a folder may have one of an earlier run
        self._asked = False  # people ended it
        self._garbage = 0
        self._memory = MemoryWitness()
        environment = keras_environment(backend=backend, plain_kernels=plain_kernels, card=card)
        self._child = Child(_words(), environment, self._hear, self._ended, own_session=True)
        self._watch = WorkerWatch(signs_of_process(self._child.process_id))
        self._watching = threading.Lock()
        self._watcher = threading.Thread(target=self._look_after, name="worker-watch", daemon=True)
        self._child.start()
        self._watcher.start()

    @property
    def log(self) -> Sequence[str]:
        """The last lines that the worker wrote, for the details of a failure."""
        return self._child.log

    @property
    def process_id(self) -> int:
        """Id of the process."""
        return self._child.process_id

    @property
    def alive(self) -> bool:
        """Tell whether the process is there."""
        return self._child.alive

    def send(self, command: Command) -> None:
        """Send a command; returns at once, and does nothing where the worker is gone."""
        if isinstance(command, StartRun):
            self._begin(command.run_folder, resume=command.resume)
        elif isinstance(command, ExportFile):
            self._begin("", resume=False)
        self._child.send(encode(command))

    def wait(self) -> None:
        """People chose to wait for a silent worker: they are asked again later, if it stays so."""
        with self._watching:
            self._watch.wait()

    def leave(self) -> None:
        """Tell nothing more of a process that was let go: who began it may be gone before it is."""
        self._deliver = lambda news: None

    def kill(self) -> None:
        """End the process hard; a run that is under way ends as one that people ended."""
        self._asked = True
        self._child.kill()

    def close(self, patience: float = 2.0) -> None:
        """Ask the process to end, insist after ``patience`` seconds, and wait for the threads.

        One that still has a run was asked to stop it: it has as many seconds to do so and to keep what was trained.
        """
        self._asked = True
        if self.running:
            self._child.wait(patience)
        self.send(Quit())
        self._child.end_input()
        if not self._child.wait(patience):
            self._child.kill()
        self._child.join(patience)
        if self._watcher is not threading.current_thread():
            self._watcher.join(patience)

    def _begin(self, run_folder: str, *, resume: bool) -> None:
        with self._watching:
            self._watch.begin()
        self.running, self._run_folder, self._has_checkpoint = True, run_folder, resume

    def _hear(self, line: bytes) -> None:
        try:
            event = decode_event(line)
        except msgspec.DecodeError:
            self._garbage += 1
            return
        self._note(event)
        self._deliver(event)

    def _ended(self, code: int) -> None:
        if self.running:
            self.running = False
            self._deliver(self._died(self._cause(code)))
        self._deliver(WorkerEnded(code, self._garbage))

    def _note(self, event: Event) -> None:
        with self._watching:
            self._watch.heard(event)
        if isinstance(event, EpochDone):
            self._has_checkpoint = True
        elif isinstance(event, (RunFinished, RunFailed, FileExported)):
            self.running = False
        elif isinstance(event, Detached):
            self.let_go.set()

    def _look_after(self) -> None:
        """Once a second: does it live, and has it gone where people ended it?"""
        beats = 0
        while not self._child.over.wait(BEAT):
            if not self.running:
                continue
            if self._asked:
                beats += 1
                if beats >= PATIENCE / BEAT:
                    self.running = False
                    self._deliver(self._died(stuck_cause()))
                continue
            with self._watching:
                news = self._watch.beat()
            if news is not None and self.running:
                self._deliver(news)

    def _cause(self, code: int) -> Cause:
        if self._asked:
            return ended_cause()
        if self._child.closed:
            return closed_cause()
        return explain_exit(code, "\n".join(self.log), self._memory.ran_out())

    def _died(self, cause: Cause) -> RunFailed:
        epoch = runs.checkpoint_epoch(Path(self._run_folder)) if self._has_checkpoint else 0
        failed = failure(cause, epoch, self._run_folder, "\n".join(self.log))
        note_end(failed)
        return failed


def _words() -> list[str]:
    """Return the program and its arguments."""
    words = [sys.executable, *COMMAND]
    # Linux ends the child when the *thread* that made it ends, so only the main one may ask for that.
    if threading.current_thread() is threading.main_thread():
        words += ["--die-with-parent", str(os.getpid())]
    return words
