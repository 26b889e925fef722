"""A worker that trains nothing, and does what its one argument says once it has a run. Loads no Keras."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from app.training.messages import Batches, EpochDone, OnDevice, RunStarted, StartRun
from app.training.process.liveness import Pulse, signs_of_others
from app.training.run_folder import folder as runs
from app.training.worker import outbox
from app.training.worker.__main__ import take_pipes
from app.training.worker.control import Control

BEAT = 0.05
"""Seconds of a beat on both sides, so that ten of them are no ten seconds."""
STARTED = RunStarted("", 5, 1, 2, 64, 7, ("loss",), "loss", "cpu:0 (made up)")


def main(how: str) -> None:
    """Serve one run."""
    outbox.BEAT = BEAT  # type: ignore[attr-defined]
    commands, events = take_pipes()
    sender = outbox.Outbox(events, pulse=Pulse(signs_of_others()))
    control = Control(commands)
    command = control.next_run()
    assert isinstance(command, StartRun)
    sender.put(OnDevice("cpu:0 (made up)", "This runs on the processor." if how == "card" else ""))
    sender.put(STARTED)
    sender.put(Batches(1, (1, 2), {"loss": [1.0, 0.5]}))
    if how.endswith("after an epoch"):
        folder = Path(command.run_folder)
        (folder / runs.LAST_WEIGHTS).touch()
        checkpoint = '{"epoch": 1, "history": {"loss": [0.5]}, "best_epoch": 1, "best_value": 0.5}'
        (folder / runs.CHECKPOINT).write_text(checkpoint)
        sender.put(EpochDone(1, {"loss": 0.5}, 0.1, 1.0, True, 1))
    sender.flush(10)
    end(how.split()[0], events)


def end(how: str, events: int) -> None:
    """End, or do not."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if how == "closes":
        os.close(events)
    elif how == "raises":
        raise RuntimeError("so it is")
    elif how == "full":
        raise OSError(28, "No space left on device", "history.csv")
    elif how.startswith("SIG"):
        os.kill(os.getpid(), signal.Signals[how])
    elif how.isdigit():
        os._exit(int(how))
    elif how == "stops":
        os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        time.sleep(0.01 if how == "works" else 600)
        busy = time.monotonic() + 0.05
        while how == "works" and time.monotonic() < busy:
            pass


if __name__ == "__main__":
    main(sys.argv[1])
