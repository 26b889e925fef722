"""A worker process seen from outside: its pipes, its log, its end. Knows no Qt.

Three threads serve it, so that nobody who uses it ever waits: one reads events, one keeps the last lines
of its log, one writes commands (a project can be larger than a pipe that nobody reads yet).
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from app.training.explain import explain_exit
from app.training.messages import (
    Command,
    Event,
    ExportFile,
    FileExported,
    Lines,
    Quit,
    RunFailed,
    RunFinished,
    RunStarted,
    StartRun,
    decode_event,
    encode,
)
from blocks.tensorflow_limits import PLAIN_KERNELS

LOG_LINES = 200
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class WorkerEnded:
    """The process is gone.

    Attributes:
        code: exit code, negative for a signal.
        garbage: lines on the event pipe that were no events.
    """

    code: int | None
    garbage: int = 0


class WorkerProcess:
    """Starts a worker and talks to it.

    Attributes:
        log: the last lines that the worker wrote, for the details of a failure.
        running: a run was sent and has not ended.
    """

    def __init__(
        self,
        deliver: Callable[[Event | WorkerEnded], None],
        backend: str | None = None,
        *,
        plain_kernels: bool = False,
    ) -> None:
        """Start the process; it loads Keras and waits.

        Args:
            deliver: called with each event, from a thread of ours, and at last with `WorkerEnded`.
            backend: Keras backend; the environment's or Keras's own choice by default.
            plain_kernels: keep to TensorFlow's own kernels; see `blocks.tensorflow_limits`.

        Raises:
            OSError: the system refused to start a process.
        """
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.running = False
        self._deliver = deliver
        self._run_folder = ""
        self._started = False
        self._commands: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.plain_kernels = plain_kernels
        self._process = _spawn(backend, plain_kernels)
        self._threads = [
            threading.Thread(target=work, name=f"worker-{work.__name__}", daemon=True)
            for work in (self._read_events, self._read_log, self._write_commands)
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
            self.running, self._run_folder, self._started = True, command.run_folder, False
        elif isinstance(command, ExportFile):
            self.running = True
        self._commands.put(encode(command))

    def kill(self) -> None:
        """End the process hard."""
        self._process.kill()

    def close(self, patience: float = 2.0) -> None:
        """Ask the process to end, insist after ``patience`` seconds, and wait for the threads."""
        self.send(Quit())
        self._commands.put(None)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(patience)

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
        code = self._process.wait()
        self._commands.put(None)
        self._threads[1].join(1.0)  # the last lines of the log explain the end
        if self.running:
            self.running = False
            self._deliver(self._died(code))
        self._deliver(WorkerEnded(code, garbage))

    def _note(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._started = True
        elif isinstance(event, (RunFinished, RunFailed, FileExported)):
            self.running = False

    def _died(self, code: int) -> RunFailed:
        details = "\n".join(self.log)
        cause = explain_exit(code, details)
        return RunFailed(
            cause.kind,
            cause.sentence,
            cause.remedy,
            details=details,
            run_folder=self._run_folder,
            resumable=Path(self._run_folder, "checkpoint.json").is_file(),
        )

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


def _spawn(backend: str | None, plain_kernels: bool) -> subprocess.Popen[bytes]:
    environment = dict(os.environ) | (PLAIN_KERNELS if plain_kernels else {})
    # A folder of the user's with a random.py in it must not shadow the standard library.
    environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(ROOT), environment.get("PYTHONPATH", "")])
    )
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    environment["PYTHONIOENCODING"] = "utf-8"
    if backend:
        environment["KERAS_BACKEND"] = backend
    words = [sys.executable, "-P", "-m", "app.training.worker"]
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
