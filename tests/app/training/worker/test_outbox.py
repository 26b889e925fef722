"""A slow window never slows the worker, and loses nothing but batch values."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from app.system.child import LineSplitter
from app.training.lines import decode_event
from app.training.messages import Batches, EpochDone, Heartbeat
from app.training.worker.outbox import WAITING_BATCHES, Outbox

VALUES = {"loss": [0.5] * 50}
STEPS = tuple(range(50))


def read_all(descriptor: int, into: list[object]) -> None:
    lines = LineSplitter()
    while data := os.read(descriptor, 1 << 16):
        into += [decode_event(line) for line in lines.feed(data)]


def test_a_reader_that_stalls_does_not_hold_up_the_writer(tmp_path: Path) -> None:
    read, write = os.pipe()
    outbox = Outbox(write)
    outbox.keep_log(tmp_path / "events.jsonl")
    slowest = 0.0
    for epoch in range(1, 21):
        for _ in range(100):
            start = time.perf_counter()
            outbox.put(Batches(epoch, STEPS, VALUES))
            slowest = max(slowest, time.perf_counter() - start)
        outbox.put(EpochDone(epoch, {"loss": 0.5}, 1.0, 1.0, True, epoch))
    assert not outbox.flush(patience=0.2)  # the pipe is full: nobody reads
    assert slowest < 0.5

    found: list[object] = []
    reader = threading.Thread(target=read_all, args=(read, found))
    reader.start()
    assert outbox.flush(patience=10)
    outbox.close()
    os.close(write)
    reader.join(10)
    epochs = [event.epoch for event in found if isinstance(event, EpochDone)]
    assert epochs == list(range(1, 21))
    batches = [event for event in found if isinstance(event, Batches)]
    assert WAITING_BATCHES <= len(batches) < 2000
    assert batches[-1].epoch == 20  # the latest are kept
    logged = [decode_event(line) for line in (tmp_path / "events.jsonl").read_bytes().splitlines()]
    assert len(logged) == 20 * 101
    os.close(read)


def test_silence_is_broken_by_signs_of_life() -> None:
    read, write = os.pipe()
    outbox = Outbox(write, lambda: 123)
    outbox.steps = 77
    assert decode_event(os.read(read, 1000)) == Heartbeat(77, 123)
    outbox.close()


def test_a_reader_that_is_gone_is_no_error() -> None:
    read, write = os.pipe()
    outbox = Outbox(write)
    os.close(read)
    for _ in range(10):
        outbox.put(Heartbeat(1))
    assert outbox.flush(patience=5)
    os.close(write)
