"""Model files from the command line: a worker writes them, and this tells how that went."""

from __future__ import annotations

import queue
import sys
from pathlib import Path

from app.errors import UserError
from app.model_files import ExportOrder, Weights, report_lines
from app.training.client import WorkerEnded, WorkerProcess
from app.training.messages import Event, FileExported, RunFailed
from exporters.model_files import ModelFormat


def write_model_file(
    weights: Weights, format_: ModelFormat, path: Path, inference: bool = False
) -> int:
    """Write a file and print the report; returns 1 where it could not be written.

    Raises:
        UserError: it cannot even be begun.
    """
    print(f"Weights: {weights.words}.")
    order = ExportOrder(weights, format_, path, inference)
    events: queue.SimpleQueue[Event | WorkerEnded] = queue.SimpleQueue()
    try:
        worker = WorkerProcess(events.put, "tensorflow")
        try:
            worker.send(order.command)
            return _follow(events)
        finally:
            worker.close(patience=0.5)
    except OSError as error:
        raise UserError(f"The process that writes the file cannot be started: {error}.") from None
    finally:
        order.close()


def _follow(events: queue.SimpleQueue[Event | WorkerEnded]) -> int:
    while True:
        event = events.get()
        if isinstance(event, FileExported):
            print("\n".join(report_lines(event)))
            return 0
        if isinstance(event, RunFailed):
            print(f"netwright: {event.sentence} {event.remedy}".rstrip(), file=sys.stderr)
            return 1
        if isinstance(event, WorkerEnded):
            return 1
