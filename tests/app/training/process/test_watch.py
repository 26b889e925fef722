"""When people are told that a training process shows no life: never for one that is only slow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from app.training.messages import (
    Batches,
    EpochDone,
    Event,
    Heartbeat,
    Paused,
    Phase,
    Resumed,
    RunStarted,
)
from app.training.process.liveness import Pulse, Signs, signs_of_others, signs_of_process
from app.training.process.watch import (
    AGAIN,
    LIMIT,
    LONG_BEGINNING,
    LONG_STEP,
    WorkerBack,
    WorkerSilent,
    WorkerWatch,
)

STARTED = RunStarted("", 5, 1, 10, 320, 7, ("loss",), "loss", "cpu:0")
BATCH = Batches(1, (1,), {"loss": [1.0]})
EPOCH = EpochDone(1, {"loss": 1.0}, 1.0, 1.0, True, 1)


@dataclass
class Process:
    """A made-up process: each beat it does what it is told to."""

    computes: float = 0.0
    reads: int = 0
    signs: Signs = field(default_factory=lambda: Signs(0.0))

    def __call__(self) -> Signs:
        self.signs = replace(
            self.signs, cpu=self.signs.cpu + self.computes, read=self.signs.read + self.reads
        )
        return self.signs


def told(
    watch: WorkerWatch, beats: int, event: Callable[[int], Event | None] = lambda at: None
) -> list[object]:
    """What people are told within some beats, with the beat."""
    found: list[object] = []
    for at in range(1, beats + 1):
        given = event(at)
        if given is not None:
            watch.heard(given)
        news = watch.beat()
        if news is not None:
            found.append((at, news.reason if isinstance(news, WorkerSilent) else "back"))
    return found


def at_work(process: Process | None = None) -> tuple[WorkerWatch, Process]:
    """A watch over a run that is in its steps."""
    process = process or Process()
    watch = WorkerWatch(process)
    watch.begin()
    for event in (STARTED, BATCH, BATCH):
        watch.heard(event)
    return watch, process


def test_ten_seconds_without_an_answer_or_any_work_are_told_once() -> None:
    watch, _ = at_work()
    assert told(watch, 100) == [(LIMIT, "silent")]


def test_a_stopped_process_is_called_stopped_and_its_return_is_told() -> None:
    watch, process = at_work()
    process.signs = replace(process.signs, stopped=True)
    assert told(watch, 15) == [(LIMIT, "stopped")]
    assert told(watch, 3, lambda at: Heartbeat(20)) == [(1, "back")]
    assert told(watch, 8) == []


def test_who_waits_is_asked_again_only_after_a_while() -> None:
    watch, _ = at_work()
    told(watch, LIMIT)
    watch.wait()
    assert told(watch, AGAIN + 30) == [(AGAIN, "silent")]


@pytest.mark.parametrize("process", [Process(computes=0.05), Process(reads=100_000)])
def test_a_process_that_computes_or_reads_is_not_called_dead_though_it_cannot_answer(
    process: Process,
) -> None:
    """Loading the backend, a long compilation, a sort: the answering thread does not get its turn."""
    watch = WorkerWatch(process)
    watch.begin()
    assert told(watch, LONG_BEGINNING - 1) == []


def test_a_process_that_waits_for_its_turn_on_the_processor_is_alive() -> None:
    watch, process = at_work()
    process.signs = replace(process.signs, runs=True)
    assert told(watch, 50) == []


def test_a_training_thread_that_stands_still_is_told_by_the_heartbeat() -> None:
    watch, _ = at_work()
    assert told(watch, 30, lambda at: Heartbeat(2, 0, at)) == [(LIMIT, "idle")]


def test_a_pause_is_no_silence() -> None:
    watch, process = at_work(Process(computes=0.001))
    watch.heard(Paused(1, 2))
    assert told(watch, 1000, lambda at: Heartbeat(2)) == []
    watch.heard(Resumed())
    process.computes = 0.0
    assert told(watch, 20) == [(LIMIT, "silent")]


def test_a_step_that_never_ends_is_told_once_it_is_far_longer_than_those_before() -> None:
    watch, _ = at_work(Process(computes=1.0))
    assert told(watch, 200, lambda at: Heartbeat(2)) == [(LONG_STEP, "long")]


def test_slow_steps_a_long_first_one_and_a_long_validation_are_not_called_endless() -> None:
    process = Process(computes=1.0)
    watch = WorkerWatch(process)
    watch.begin()
    events = {1: Phase("Building the model"), 2: STARTED, 400: BATCH}  # built and compiled for long
    slow = dict.fromkeys(range(480, 1200, 80), BATCH)
    counted = {at: Heartbeat(100 + at) for at in range(1200, 1900, 50)}  # batches of the validation
    all_events = events | slow | counted | {1900: EPOCH}
    assert told(watch, 1950, lambda at: all_events.get(at, Heartbeat(2 if at > 400 else 0))) == []


def test_a_first_step_has_ten_minutes() -> None:
    watch = WorkerWatch(Process(computes=1.0))
    watch.begin()
    watch.heard(STARTED)
    assert told(watch, 700, lambda at: Heartbeat(0)) == [(LONG_BEGINNING, "long")]


def test_every_sentence_says_for_how_long() -> None:
    watch, _ = at_work(Process(computes=1.0))
    for _ in range(LONG_STEP):
        watch.heard(Heartbeat(2))
        news = watch.beat()
    assert isinstance(news, WorkerSilent)
    assert "60 s" in news.sentence
    assert news.seconds == 60


def test_hours_in_which_the_machine_was_suspended_are_one_beat() -> None:
    """Beats are counted, and a suspended machine counts none: there is no clock to jump."""
    watch, _ = at_work()
    assert told(watch, LIMIT - 1) == []
    assert told(watch, 1, lambda at: Heartbeat(3)) == []
    assert WorkerBack not in map(type, told(watch, LIMIT - 1))


def test_a_pulse_counts_beats_without_life_and_asks_the_card_before_it_gives_up() -> None:
    process, busy = Process(computes=0.001), [False]
    pulse = Pulse(process, lambda: busy[0])
    for _ in range(8):
        pulse.beat()
    assert pulse.silent_beats == 7  # the first has nothing to compare with
    busy[0] = True
    pulse.beat()
    assert pulse.silent_beats == 0
    pulse.beat(moved=True)
    assert pulse.silent_beats == 0


def test_signs_of_life_of_real_processes() -> None:
    import os

    own, seen = signs_of_others()(), signs_of_process(os.getpid())()
    assert own is not None
    assert seen is not None
    assert not seen.stopped
    assert seen.cpu > 0
    assert signs_of_process(2**22 + 1)() is None
