"""Model files from the command line: a worker writes them, and this tells how that went."""

from __future__ import annotations

import queue
from pathlib import Path

from app.exports.weights import ExportOrder, Weights, report_lines
from app.system.errors import UserError
from app.system.terminal_text import complain, say
from app.training.messages import FileExported, RunFailed
from app.training.process.client import News, WorkerEnded, WorkerProcess
from app.training.process.exits import of_file
from app.training.process.watch import WorkerSilent
from exporters.model_files import ModelFormat


def write_model_file(
    weights: Weights, format_: ModelFormat, path: Path, inference: bool = False
) -> int:
    """Write a file and print the report; returns 1 where it could not be written.

    Raises:
        UserError: it cannot even be begun.
    """
    say(f"Weights: {weights.words}.")
    order = ExportOrder(weights, format_, path, inference)
    events: queue.SimpleQueue[News] = queue.SimpleQueue()
    try:
        worker = WorkerProcess(events.put, "tensorflow", card=False)
        try:
            worker.send(order.command)
            return _follow(events)
        finally:
            worker.close(patience=0.5)
    except OSError as error:
        raise UserError(f"The process that writes the file cannot be started: {error}.") from None
    finally:
        order.close()


def _follow(events: queue.SimpleQueue[News]) -> int:
    while True:
        event = events.get()
        if isinstance(event, FileExported):
            say(*report_lines(event))
            return 0
        if isinstance(event, WorkerSilent):
            complain(f"netwright: {of_file(event.sentence)} Ctrl+C ends it.")
        if isinstance(event, RunFailed):
            complain(f"netwright: {of_file(event.sentence)} {event.remedy}".rstrip())
            return 1
        if isinstance(event, WorkerEnded):
            return 1
