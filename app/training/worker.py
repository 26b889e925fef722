"""The worker process: ``python -m app.training.worker``. Loads Keras, waits for a run or a file to write, ends.

Events leave through a private copy of standard output, and standard output itself is pointed at standard
error: the backend prints there. The process ends with the window, whatever it is doing.
"""

from __future__ import annotations

import faulthandler
import importlib.metadata
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.hardware import busy, card_possible, fallback
from app.training import memory
from app.training.control import Control
from app.training.devices import devices
from app.training.explain import Cause, explain_exception
from app.training.liveness import Pulse, signs_of_others
from app.training.messages import ExportFile, OnDevice, RunFailed, WorkerReady
from app.training.outbox import Outbox

PR_SET_PDEATHSIG = 1
NICENESS = 10
FIRST_VICTIM = "1000"
"""Linux ends this process first where memory runs out, and not the window."""


def main() -> None:
    """Serve one run, or write one file."""
    die_with_parent(sys.argv[1:])
    commands, events = take_pipes()
    pulse = Pulse(signs_of_others(), busy)
    control, outbox = Control(commands), Outbox(events, memory.resident_bytes, pulse)
    faulthandler.enable()
    be_humble()
    broken = load_keras(outbox)
    if broken is None and not control.has_run:
        rehearse_building() if card_possible() else rehearse()
    outbox.resting = True
    command = control.next_run()
    outbox.resting = False
    device = ""
    if broken is None:
        broken, device = take_device(outbox)
    if broken is not None:
        folder = "" if isinstance(command, ExportFile) else command.run_folder
        outbox.put(RunFailed(broken.kind, broken.sentence, broken.remedy, run_folder=folder))
    elif isinstance(command, ExportFile):
        from app.training.exporting import export

        export(command, outbox)
    else:
        from app.training.fitting import run

        run(command, outbox, control, device)
    outbox.flush(patience=60.0)
    sys.stderr.flush()
    os._exit(0)  # the backend takes its time to tidy up what the system takes back anyway


def take_pipes() -> tuple[int, int]:
    """Return descriptors for commands and events, out of reach of anything that reads or prints."""
    commands, events = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, events


def die_with_parent(words: list[str]) -> None:
    """On Linux, ask to be killed with the process that ``--die-with-parent ID`` names.

    The end of the command pipe says the same, but only to a thread that gets its turn.
    """
    if len(words) != 2 or words[0] != "--die-with-parent" or sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(words[1]):  # it died before the request
        os._exit(0)


def be_humble() -> None:
    """Let the window go first, for the processor and when memory runs out."""
    with suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import psutil

            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            os.nice(NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_VICTIM)


def load_keras(outbox: Outbox) -> Cause | None:
    """Import what a run needs; returns why that failed. No device is touched: a run may be using the card."""
    try:
        import keras

        from app.training import fitting
        from exporters import data_arrays, keras_model, python_script

        del fitting, data_arrays, keras_model, python_script
        backend = str(keras.backend.backend())
    except Exception as error:
        return explain_exception(error)
    known = () if card_possible() else ("cpu:0",)
    outbox.put(WorkerReady(backend, _versions(backend), known, os.getpid()))
    return None


def take_device(outbox: Outbox) -> tuple[Cause | None, str]:
    """Ask the backend what a run computes on, and tell it; returns why that failed, and the devices in words."""
    import keras

    backend = str(keras.backend.backend())
    try:
        found = devices()
    except Exception as error:
        return explain_exception(error), ""
    device = f"{', '.join(found)} ({backend})"
    outbox.put(OnDevice(device, fallback(backend, found)))
    return None, device


def rehearse_building() -> None:
    """Build a tiny model without a value in it: on a machine with a card, the first value made takes the card.

    The run itself clears the session, so nothing of this is left in it.
    """
    import keras

    with keras.StatelessScope(initialize_variables=False):
        keras.Sequential([keras.Input((4, 4, 1)), *_tiny_layers()])


def rehearse() -> None:
    """Train a tiny model while nobody waits: the first run of a process is slow, the second is not.

    The run itself clears the session and sets the seed, so nothing of this is left in it.
    """
    import keras
    import numpy as np

    x = np.zeros((4, 4, 4, 1), "float32")
    keras.ops.convert_to_numpy(keras.ops.image.resize(x, (8, 8)))
    model = keras.Sequential([keras.Input((4, 4, 1)), *_tiny_layers()])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, np.zeros(4), batch_size=2, verbose=0, validation_split=0.5)


def _tiny_layers() -> list[Any]:
    from keras import layers

    return [
        layers.Conv2D(1, 3, activation="relu"),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(2, activation="softmax"),
    ]


def _versions(backend: str) -> dict[str, str]:
    found = {"python": sys.version.split()[0]}
    for package in ("keras", backend, "numpy"):
        with suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


if __name__ == "__main__":
    main()
