"""Runs for the tests: in this process, where only the training matters, or in a real worker."""

from __future__ import annotations

import json
import os
import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.training.messages import Event, Heartbeat, StartRun
from app.training.process.client import WorkerEnded, WorkerProcess
from app.training.worker.control import Control

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"
PATIENCE = 120.0
"""Seconds that a test waits for an event; Keras alone may take 20 on a busy machine."""


def project(name: str, data: dict[str, Any] | None = None, **training: Any) -> str:
    """Text of a bundled example with some settings changed."""
    content = json.loads((TEMPLATES / f"{name}.netwright").read_text("utf-8"))
    content["data"] |= data or {}
    content["training"] |= training
    content["training"] = {
        key: value for key, value in content["training"].items() if value is not None
    }
    return json.dumps(content)


class Events:
    """Collects events in place of an outbox, and lets a test act on them."""

    def __init__(self, act: Callable[[Event], None] = lambda event: None) -> None:
        self.all: list[Event] = []
        self.steps = 0
        self.resting = False
        self._act = act

    def keep_log(self, path: Path) -> None:
        path.touch()

    def put(self, event: Event) -> None:
        self.all.append(event)
        self._act(event)

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.all if isinstance(event, kind)]

    @property
    def last(self) -> Any:
        return self.all[-1]


def quiet_control() -> Control:
    """A control that only hears what a test tells it; its pipe stays open, since its end ends us."""
    read, _ = os.pipe()
    return Control(read)


def train_here(
    text: str,
    folder: Path,
    act: Callable[[Event, Control], None] = lambda event, control: None,
    **command: Any,
) -> Events:
    """Does a run in this process, which must be allowed to load Keras."""
    from app.training.worker import fitting

    control = quiet_control()
    events = Events(lambda event: act(event, control))
    fitting.run(StartRun(text, str(folder), **command), events, control, "here")  # type: ignore[arg-type]
    return events


class Worker:
    """A real worker process whose events are read in order."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[Event | WorkerEnded] = queue.SimpleQueue()
        self.process = WorkerProcess(self.events.put)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.close()

    def start(self, text: str, folder: Path) -> None:
        self.process.send(StartRun(text, str(folder)))

    def until(self, kind: type) -> Any:
        """Returns the next event of a kind; fails where the process ends before."""
        while True:
            event = self.events.get(timeout=PATIENCE)
            if isinstance(event, kind):
                return event
            if isinstance(event, WorkerEnded):
                raise AssertionError(f"{event} came before {kind.__name__}: {self.process.log}")

    def rest(self) -> list[Event | WorkerEnded]:
        """Returns everything up to the end of the process, without signs of life."""
        found: list[Event | WorkerEnded] = []
        while not (found and isinstance(found[-1], WorkerEnded)):
            event = self.events.get(timeout=PATIENCE)
            if not isinstance(event, Heartbeat):
                found.append(event)
        return found


def gone_within(process: int, seconds: float) -> float | None:
    """Returns after how many seconds a process that is not ours is gone; ``None`` where it is not."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if not is_running(process):
            return time.monotonic() - start
        time.sleep(0.005)
    return None


def is_running(process: int) -> bool:
    """Tells whether a process lives; a zombie that nobody has buried yet does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
