"""The real process: start, faults, and its end with the window's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.training.messages import (
    EpochDone,
    RunFailed,
    RunFinished,
    RunStarted,
    WorkerReady,
)
from app.training.process.client import WorkerEnded
from app.training.run_folder import folder as runs
from tests.app.training.harness import (
    PATIENCE,
    Worker,
    gone_within,
    is_running,
    project,
    train_here,
)

pytestmark = pytest.mark.keras
ROOT = Path(__file__).parents[4]
LONG = project("digits-cnn", epochs=10_000, patience=None)
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for other processes")


def test_a_whole_run(tmp_path: Path) -> None:
    with Worker() as worker:
        worker.start(project("iris-multiclass", epochs=3, patience=None), tmp_path)
        ready = worker.until(WorkerReady)
        assert ready.process == worker.process.process_id
        assert ready.versions.keys() >= {"python", "keras", ready.backend}
        rest = worker.rest()
    finished = [event for event in rest if isinstance(event, RunFinished)]
    assert [finished[0].reason, finished[0].epochs] == ["complete", 3]
    assert len([event for event in rest if isinstance(event, EpochDone)]) == 3
    # Whatever the backend printed, none of it came between the events.
    assert rest[-1] == WorkerEnded(0, garbage=0)
    assert not worker.process.running


@needs_proc
def test_a_warm_worker_is_humble_and_trains_to_the_same_history(tmp_path: Path) -> None:
    text = project("iris-multiclass", epochs=2)
    with Worker() as worker:
        number = worker.until(WorkerReady).process
        assert os.getpriority(os.PRIO_PROCESS, number) > os.getpriority(os.PRIO_PROCESS, 0)
        assert Path(f"/proc/{number}/oom_score_adj").read_text().strip() == "1000"
        time.sleep(1.5)  # it rehearses
        worker.start(text, tmp_path / "one")
        warm = worker.until(RunFinished)
    cold = train_here(text, tmp_path / "two").last
    for name, values in cold.history.items():
        assert values == pytest.approx(warm.history[name], rel=1e-5)


def test_what_the_backend_prints_does_not_reach_the_events() -> None:
    code = (
        "import os; from app.training.worker.__main__ import take_pipes\n"
        "commands, events = take_pipes()\n"
        "print('noise', flush=True); os.write(1, b'more'); os.write(events, b'event'); input()"
    )
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=b"x\n", capture_output=True, check=False
    )
    assert child.stdout == b"event"
    assert child.stderr.startswith(b"noise\nmore")
    assert b"EOFError" in child.stderr  # nor does anything else read the commands


def test_a_killed_worker_is_told_in_a_sentence_and_the_run_can_go_on(tmp_path: Path) -> None:
    with Worker() as worker:
        worker.start(LONG, tmp_path)
        worker.until(EpochDone)
        worker.until(EpochDone)  # the first one is safe on disk by now
        os.kill(worker.process.process_id, signal.SIGKILL)
        rest = worker.rest()
    failed = next(event for event in rest if isinstance(event, RunFailed))
    assert failed.kind == "died"
    assert "memory" in failed.sentence
    assert failed.resumable
    assert failed.run_folder == str(tmp_path)
    assert rest[-1] == WorkerEnded(-signal.SIGKILL, 0)
    with Worker() as worker:  # a fresh process, from the checkpoint
        from app.training.messages import StartRun

        worker.process.send(StartRun(LONG, str(tmp_path), resume=True))
        assert worker.until(RunStarted).first_epoch >= 2


@needs_proc
def test_a_reader_that_stalls_does_not_stop_the_training(tmp_path: Path) -> None:
    read, write = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "app.training.worker"],
        stdin=read,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        bufsize=0,
        pipesize=4096,  # full after a few batches
    )
    os.close(read)
    start = json.dumps({"type": "start_run", "project_text": LONG, "run_folder": str(tmp_path)})
    os.write(write, start.encode() + b"\n")
    history = tmp_path / runs.HISTORY
    try:
        assert wait_for(history.is_file, PATIENCE)
        assert wait_for(lambda: not _has_room(child), PATIENCE)
        epochs = _epochs(history)
        assert wait_for(lambda: _epochs(history) >= epochs + 3, PATIENCE)  # nobody reads meanwhile
        assert not _has_room(child)
    finally:
        os.close(write)  # as when the window goes
        gone = gone_within(child.pid, 3.0)
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
    assert gone is not None


def _epochs(history: Path) -> int:
    return len(history.read_text().splitlines())


def _has_room(child: subprocess.Popen[bytes]) -> bool:
    """Tell whether the worker could write another message into its pipe, of which nobody reads."""
    import fcntl
    import struct
    import termios

    assert child.stdout is not None
    answer = fcntl.ioctl(child.stdout, termios.FIONREAD, bytes(4))
    return int(struct.unpack("i", answer)[0]) < 3000


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


PARENT = """
    import queue, sys, threading, time
    from pathlib import Path
    from app.training.process.client import WorkerProcess
    from app.training.messages import Batches, Pause, Paused, StartRun
    text, folder, how = Path(sys.argv[1]).read_text(), sys.argv[2], sys.argv[3]
    events = queue.SimpleQueue()
    made = []
    def make():
        made.append(WorkerProcess(events.put))
        threading.Event().wait()
    if how != "training":  # from a thread the kernel's help is not asked for
        threading.Thread(target=make, daemon=True).start()
        while not made:
            time.sleep(0.01)
    else:
        made.append(WorkerProcess(events.put))
    worker = made[0]
    worker.send(StartRun(text, folder))
    until = Paused if how == "paused" else Batches
    while not isinstance(event := events.get(), until):
        if isinstance(event, Batches):
            worker.send(Pause())
    print(worker.process_id, flush=True)
    time.sleep(600)
"""


@needs_proc
@pytest.mark.parametrize("how", ["training", "paused", "in a long step"])
def test_the_worker_goes_when_its_window_is_killed(how: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text(LONG)
    if how == "in a long step":  # of about a second: the first one is told, the next is under way
        text = project("digits-cnn", {"size": 96}, epochs=99, batch_size=512, patience=None)
        (tmp_path / "text").write_text(text.replace("[28, 28, 1]", "[96, 96, 1]"))
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT), tmp_path / "text", tmp_path / "run", how],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(0.3)
        assert is_running(worker)
        parent.kill()
        gone = gone_within(worker, 3.0)
        if gone is None:
            os.kill(worker, signal.SIGKILL)
    assert gone is not None
    assert gone <= 1.0


def test_a_worker_without_its_backend_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    if __import__("importlib.util").util.find_spec("jax"):
        pytest.skip("jax is there")
    with Worker() as worker:
        worker.start(LONG, tmp_path)
        failed = worker.until(RunFailed)
    assert "package jax is missing" in failed.sentence
