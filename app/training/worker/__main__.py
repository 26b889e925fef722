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
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.system.hardware import busy, card_possible, fallback
from app.training import memory
from app.training.explain import Cause, explain_exception
from app.training.messages import Detached, ExportFile, OnDevice, WorkerReady
from app.training.process.exits import failure, note_end
from app.training.process.liveness import Pulse, signs_of_others
from app.training.worker.control import Control
from app.training.worker.devices import devices
from app.training.worker.outbox import Outbox

if TYPE_CHECKING:
    from keras.layers import Layer

PR_SET_PDEATHSIG = 1
NICENESS = 10
FIRST_VICTIM = "1000"
"""Linux ends this process first where memory runs out, and not the window."""


def main() -> None:
    """Serve one run, or write one file."""
    commands, events = take_pipes()
    outbox = Outbox(events, memory.resident_bytes, Pulse(signs_of_others(), busy))

    def let_go(log: str) -> None:
        keep_own_log(log)
        outbox.put(Detached())

    # Linux keeps the request of each thread: the one that listens is there to take it back.
    control = Control(commands, lambda: die_with_parent(sys.argv[1:]), let_go)
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
        failed = failure(broken, 0, folder, "")
        note_end(failed)
        outbox.put(failed)
    elif isinstance(command, ExportFile):
        from app.training.worker.exporting import export

        export(command, outbox)
    else:
        from app.training.worker.fitting import run

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


def die_with_parent(words: list[str]) -> Callable[[], None]:
    """On Linux, ask to be killed with the process that ``--die-with-parent ID`` names.

    The end of the command pipe says the same, but only to a thread that gets its turn.

    Returns:
        what takes the request back; to be called in the same thread.
    """
    if len(words) != 2 or words[0] != "--die-with-parent" or sys.platform != "linux":
        return lambda: None
    _ask_for_death(signal.SIGKILL)
    if os.getppid() != int(words[1]):  # it died before the request
        os._exit(0)
    return lambda: _ask_for_death(0)


def _ask_for_death(number: int) -> None:
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def keep_own_log(path: str) -> None:
    """Write what is printed into a file from now on: the window that read it goes."""
    with suppress(OSError):
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(log, 2)
        os.dup2(2, 1)
        os.close(log)


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

        from app.training.worker import fitting
        from exporters import keras_model
        from exporters.data import arrays as data_arrays
        from exporters.python import script as python_script

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


def _tiny_layers() -> list[Layer]:
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
