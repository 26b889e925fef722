"""Child: builds the Keras model of a project several times, weights and all, and prints the seconds."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from blocks.files.project_file import read_project
from exporters.keras_model import build_model
from exporters.plan.make import make_plan


def main(path: str, times: int) -> None:
    """Build once unmeasured, for Keras's own first-time work, then ``times`` times."""
    import keras

    plan = make_plan(read_project(Path(path)))
    seconds = []
    for _ in range(times + 1):
        keras.utils.clear_session()
        start = time.perf_counter()
        build_model(plan)
        seconds.append(time.perf_counter() - start)
    print(json.dumps(seconds[1:]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
