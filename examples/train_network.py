"""Trains a template on handwritten digits in a process of its own and prints every epoch.

    python examples/train_network.py [FOLDER]

The folder of the run has the model, its weights, the history and the script that trains the same.
"""

from __future__ import annotations

import queue
import sys
from pathlib import Path

from app.project.project import Project
from app.templates.catalog import open_template
from app.training.messages import EpochDone, RunFailed, RunFinished
from app.training.orders import new_run
from app.training.process.client import News, WorkerEnded, WorkerProcess


def train(project: Project, folder: Path) -> RunFinished:
    """Train a project and keep the run in a folder.

    Raises:
        RuntimeError: the run failed or its process ended.
    """
    events: queue.SimpleQueue[News] = queue.SimpleQueue()
    order = new_run(project, folder)
    worker = WorkerProcess(events.put, plain_kernels=order.plain_kernels)
    try:
        worker.send(order.command)
        while True:
            match events.get():
                case EpochDone() as epoch:
                    values = (f"{name} {value:.3f}" for name, value in epoch.logs.items())
                    print(f"epoch {epoch.epoch}: {', '.join(values)}")
                case RunFinished() as result:
                    return result
                case RunFailed() | WorkerEnded() as end:
                    raise RuntimeError(f"the training ended: {end}")
    finally:
        worker.close(patience=1.0)


def main(folder: Path) -> None:
    """Train for two epochs and say what came of it."""
    project = Project(open_template("digits-residual"))
    project.change_settings("Train briefly", project.settings.with_training(epochs=2))
    run = folder / "run"
    run.mkdir(parents=True, exist_ok=True)
    result = train(project, run)
    print(f"accuracy on the test data: {result.evaluation['accuracy']:.3f}")
    print(f"files: {', '.join(sorted(path.name for path in run.iterdir()))}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
