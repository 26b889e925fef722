"""Child: runs an exported script as it stands and prints how long each epoch took.

Only two things are added to its ``model.fit``: a clock that looks at the ends of epochs, and ``verbose=0``, since
the progress bar would make the script slower than it need be. The process is as nice as the worker: on an idle
machine that changes nothing, on a busy one it is priorities that would be compared otherwise.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import tempfile
import time
from typing import Any

import keras


class EpochClock(keras.callbacks.Callback):  # type: ignore[misc]
    """Notes when epochs begin, when their training part ends, and when they end."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs: list[dict[str, float]] = []
        self._tests = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.epochs.append({"begin": time.monotonic()})

    def on_test_begin(self, logs: Any = None) -> None:
        if self.epochs:
            self.epochs[-1].setdefault("trained", time.monotonic())

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epochs[-1]["end"] = time.monotonic()
        self.epochs[-1]["cpu"] = time.process_time()
        self.epochs[-1].setdefault("trained", self.epochs[-1]["end"])


def main(script: str, niceness: int) -> None:
    """Run the script in a folder of its own."""
    os.nice(niceness)
    clock, fit = EpochClock(), keras.Model.fit

    def timed_fit(model: Any, *args: Any, **options: Any) -> Any:
        callbacks = [*(options.pop("callbacks", None) or []), clock]
        return fit(model, *args, **{**options, "verbose": 0, "callbacks": callbacks})

    keras.Model.fit = timed_fit
    script = os.path.abspath(script)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        runpy.run_path(script, run_name="__main__")
        os.chdir("/")
    print("\n" + json.dumps({"steps": clock.params["steps"], "epochs": clock.epochs}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
