"""A worker process seen from outside: its pipes, its log, its silence, its end. Knows no Qt.

Four threads serve it, so that nobody who uses it ever waits: one reads events, one keeps the last lines
of its log, one writes commands (a project can be larger than a pipe that nobody reads yet), one watches for
signs of life.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from app.system.keras_environment import keras_environment
from app.training.explain import Cause
from app.training.lines import Lines, decode_event, encode
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
from app.training.process.watch import Watch, WorkerBack, WorkerSilent
from app.training.run_folder import folder as runs

COMMAND = ("-P", "-m", "app.training.worker")
"""What Python runs as a worker."""
LOG_LINES = 200
PATIENCE = 5.0
"""Seconds that a process may need to be gone, once it was killed or has closed its pipe."""


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
"""What is delivered of a worker."""


class WorkerProcess:
    """Starts a worker and talks to it.

    Attributes:
        log: the last lines that the worker wrote, for the details of a failure.
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
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.running = False
        self.plain_kernels = plain_kernels
        self.let_go = threading.Event()
        self._deliver = deliver
        self._run_folder = ""
        self._has_checkpoint = False  # of this run; a folder may have one of an earlier run
        self._asked = False  # people ended it
        self._closed = False  # it closed its pipe
        self._over = threading.Event()
        self._commands: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._memory = MemoryWitness()
        self._process = _spawn(
            keras_environment(backend=backend, plain_kernels=plain_kernels, card=card)
        )
        self._watch = Watch(signs_of_process(self._process.pid))
        self._watching = threading.Lock()
        works = (self._read_events, self._read_log, self._write_commands, self._look_after)
        self._threads = [
            threading.Thread(target=work, name=f"worker-{work.__name__}", daemon=True)
            for work in works
        ]
        for thread in self._threads:
            thread.start()

    @property
    def process_id(self) -> int:
        """Id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether the process is there."""
        return self._process.poll() is None

    def send(self, command: Command) -> None:
        """Send a command; returns at once, and does nothing where the worker is gone."""
        if isinstance(command, StartRun):
            self._begin(command.run_folder, resume=command.resume)
        elif isinstance(command, ExportFile):
            self._begin("", resume=False)
        self._commands.put(encode(command))

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
        self._process.kill()

    def close(self, patience: float = 2.0) -> None:
        """Ask the process to end, insist after ``patience`` seconds, and wait for the threads.

        One that still has a run was asked to stop it: it has as many seconds to do so and to keep what was trained.
        """
        self._asked = True
        if self.running:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        self.send(Quit())
        self._commands.put(None)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(patience)

    def _begin(self, run_folder: str, *, resume: bool) -> None:
        with self._watching:
            self._watch.begin()
        self.running, self._run_folder, self._has_checkpoint = True, run_folder, resume

    def _read_events(self) -> None:
        pipe, lines, garbage = _pipe(self._process.stdout), Lines(), 0
        while data := os.read(pipe.fileno(), 1 << 16):
            for line in lines.feed(data):
                try:
                    event = decode_event(line)
                except msgspec.DecodeError:
                    garbage += 1
                    continue
                self._note(event)
                self._deliver(event)
        pipe.close()
        code = self._last_code()
        self._over.set()
        self._commands.put(None)
        self._threads[1].join(1.0)  # the last lines of the log explain the end
        if self.running:
            self.running = False
            self._deliver(self._died(self._cause(code)))
        self._deliver(WorkerEnded(code, garbage))

    def _last_code(self) -> int:
        """Return the exit code; a process that lives on without its pipe is of no use to anybody."""
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._closed = True
            self._process.kill()
            return self._process.wait()

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
        while not self._over.wait(BEAT):
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
        if self._closed:
            return closed_cause()
        return explain_exit(code, "\n".join(self.log), self._memory.ran_out())

    def _died(self, cause: Cause) -> RunFailed:
        epoch = runs.checkpoint_epoch(Path(self._run_folder)) if self._has_checkpoint else 0
        failed = failure(cause, epoch, self._run_folder, "\n".join(self.log))
        note_end(failed)
        return failed

    def _read_log(self) -> None:
        pipe, lines = _pipe(self._process.stderr), Lines()
        while data := os.read(pipe.fileno(), 1 << 16):
            for line in lines.feed(data):
                self.log.append(line.decode("utf-8", "replace")[:2000])
        pipe.close()

    def _write_commands(self) -> None:
        pipe = _pipe(self._process.stdin)
        while (data := self._commands.get()) is not None:
            try:
                pipe.write(data)
                pipe.flush()
            except OSError:  # the worker is gone; its end is told by the reader
                break
        try:
            pipe.close()
        except OSError:
            return


def _spawn(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    words = [sys.executable, *COMMAND]
    # Linux ends the child when the *thread* that made it ends, so only the main one may ask for that.
    if threading.current_thread() is threading.main_thread():
        words += ["--die-with-parent", str(os.getpid())]
    return subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=environment,
        start_new_session=True,  # Ctrl+C in the terminal is for the program in front
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the worker was started without a pipe")
    return stream
