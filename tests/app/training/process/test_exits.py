"""Each way in which a process can end or hang has its own true sentence, in the window and in the terminal."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import cli
from app.project.project import Project
from app.training.messages import Batches, Heartbeat, RunFailed, StartRun
from app.training.process import client
from app.training.process.client import News, WorkerEnded, WorkerProcess
from app.training.process.watch import WorkerBack, WorkerSilent
from app.training.run_folder import folder as runs
from app.training.session import IDLE, STOPPING, TrainingSession
from blocks.files.project_file import from_text
from tests.app.training.harness import project
from tests.app.training.process.made_up_worker import BEAT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")
SCRIPT = Path(__file__).with_name("made_up_worker.py")


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes every worker one that does as told."""

    def choose(how: str) -> None:
        monkeypatch.setattr(client, "COMMAND", ("-P", str(SCRIPT), how))

    monkeypatch.setattr(client, "BEAT", BEAT)
    monkeypatch.setattr(client, "PATIENCE", 1.0)
    return choose


def ran(folder: Path, act: Callable[[WorkerProcess, News], object] = lambda *_: None) -> list[News]:
    """Everything that is told of a run, without heartbeats."""
    events: queue.SimpleQueue[News] = queue.SimpleQueue()
    process = WorkerProcess(events.put)
    process.send(StartRun("", str(folder)))
    found: list[News] = []
    try:
        while not (found and isinstance(found[-1], WorkerEnded)):
            event = events.get(timeout=60)
            act(process, event)
            if not isinstance(event, Heartbeat):
                found.append(event)
    finally:
        process.kill()
        process.close()
    return found


def failure_in(found: list[News]) -> RunFailed:
    (failed,) = (event for event in found if isinstance(event, RunFailed))
    return failed


@pytest.mark.parametrize(
    ("how", "kind", "words"),
    [
        ("SIGKILL", "died", "another program killed the training process"),
        ("SIGTERM", "died", "(SIGTERM)"),
        ("SIGSEGV", "died", "segmentation fault"),
        ("SIGINT", "died", "interrupted"),
        ("SIGXCPU", "died", "processor time"),
        ("0", "died", "without an error"),
        ("3", "died", "exit code 3"),
        ("raises", "died", "RuntimeError: so it is"),
        ("full", "disk", "The disk is full"),
        ("closes", "died", "closed its connection"),
    ],
)
def test_every_end_is_told_and_kept_in_the_folder(
    how: str, kind: str, words: str, worker: Callable[[str], None], tmp_path: Path
) -> None:
    worker(how)
    failed = failure_in(ran(tmp_path))
    assert (failed.kind, words.lower() in failed.sentence.lower()) == (kind, True), failed.sentence
    assert not failed.resumable
    assert "kept" not in failed.remedy
    result = runs.read_run(tmp_path).result
    assert isinstance(result, RunFailed)
    assert result.sentence == failed.sentence


def test_a_checkpoint_of_this_run_is_offered_and_one_of_an_earlier_run_is_not(
    worker: Callable[[str], None], tmp_path: Path
) -> None:
    worker("SIGTERM after an epoch")
    failed = failure_in(ran(tmp_path))
    assert failed.resumable
    assert failed.remedy.endswith("The state after epoch 1 is kept.")
    (tmp_path / runs.RESULT).unlink()
    worker("SIGTERM")  # the same folder; it dies before it has taken away what was there
    assert not failure_in(ran(tmp_path)).resumable


def test_what_people_end_is_no_lack_of_memory(
    worker: Callable[[str], None], tmp_path: Path
) -> None:
    worker("sleeps")

    def end(process: WorkerProcess, event: News) -> None:
        if isinstance(event, Batches):
            process.kill()

    failed = failure_in(ran(tmp_path, end))
    assert (failed.kind, failed.sentence) == ("ended", "The run was ended at once, as you asked.")
    assert (failed.remedy, failed.resumable) == ("", False)


@pytest.mark.parametrize(("how", "reason"), [("stops", "stopped"), ("sleeps", "idle")])
def test_a_process_that_hangs_is_told_and_can_come_back_or_be_ended(
    how: str, reason: str, worker: Callable[[str], None], tmp_path: Path
) -> None:
    worker(how)

    def act(process: WorkerProcess, event: News) -> None:
        if isinstance(event, WorkerSilent):
            if how == "stops":
                os.kill(process.process_id, signal.SIGCONT)
            else:
                process.kill()
        if isinstance(event, WorkerBack):
            process.kill()

    found = ran(tmp_path, act)
    silent = next(event for event in found if isinstance(event, WorkerSilent))
    assert silent.reason == reason
    assert any(isinstance(event, WorkerBack) for event in found) == (how == "stops")
    assert failure_in(found).kind == "ended"


def test_a_slow_step_is_not_called_dead(worker: Callable[[str], None], tmp_path: Path) -> None:
    worker("works")
    start = time.monotonic()

    def act(process: WorkerProcess, event: News) -> None:
        if time.monotonic() - start > 40 * BEAT:
            process.kill()

    assert not [event for event in ran(tmp_path, act) if isinstance(event, WorkerSilent)]


# ------------------------------------------------------------------ in the window


@pytest.fixture
def session(qapp: object) -> Iterator[TrainingSession]:
    made = TrainingSession()
    yield made
    made.close()


def test_a_second_stop_ends_the_run_at_once_and_says_so(
    qtbot: QtBot, session: TrainingSession, worker: Callable[[str], None], tmp_path: Path
) -> None:
    worker("sleeps")
    run = Project(from_text(project("digits-cnn")), None)
    with qtbot.waitSignal(session.batches, timeout=30_000):
        session.start(run, tmp_path)
    session.stop()
    assert session.state == STOPPING
    with qtbot.waitSignal(session.failed, timeout=30_000) as ended:
        session.stop()
    assert (ended.args[0].kind, ended.args[0].resumable) == ("ended", False)
    assert session.state == IDLE


# ------------------------------------------------------------------ in the terminal


def press_ctrl_c(until: Callable[[], bool]) -> threading.Thread:
    """Sends this process SIGINT as often as a person would who wants it to end."""

    def press() -> None:
        while not until():
            time.sleep(0.02)
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.3)

    thread = threading.Thread(target=press, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("json_lines", [False, True])
def test_ctrl_c_twice_in_the_terminal(
    json_lines: bool,
    worker: Callable[[str], None],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    worker("sleeps after an epoch")
    path, out = tmp_path / "flowers.netwright", tmp_path / "out"
    path.write_text(project("digits-cnn"), "utf-8")
    seen = (out / runs.CHECKPOINT).is_file
    thread = press_ctrl_c(seen)
    words = ["train", str(path), "--out", str(out), *(["--json"] if json_lines else [])]
    assert cli.main(words) == 130
    thread.join()
    told = capfd.readouterr()
    if json_lines:
        last = [json.loads(line) for line in told.out.splitlines()][-1]
        assert (last["event"], last["kind"]) == ("failed", "ended")
        assert told.err == ""
    else:
        assert "Ctrl+C again ends it at once" in told.err
        assert "ended at once, as you asked" in told.err
        assert f"The state after epoch 1 is kept in {out}." in told.err
    assert "memory" not in told.err


def test_the_terminal_says_that_a_run_hangs_and_how_to_end_it(
    worker: Callable[[str], None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    worker("stops")
    path = tmp_path / "flowers.netwright"
    path.write_text(project("digits-cnn"), "utf-8")
    start = time.monotonic()
    thread = press_ctrl_c(lambda: time.monotonic() - start > 60 * BEAT)
    assert cli.main(["train", str(path), "--out", str(tmp_path / "out")]) == 130
    thread.join()
    assert "Another program has stopped the training process" in (said := capfd.readouterr().err)
    assert "Ctrl+C twice ends it" in said


# ------------------------------------------------------------------ a machine that was suspended

WINDOW = """
    import queue, sys, time
    from pathlib import Path
    from app.training.process import client
    from app.training.messages import Batches, StartRun
    from app.training.process.watch import WorkerSilent
    client.COMMAND, client.BEAT = ("-P", sys.argv[1], "works"), float(sys.argv[3])
    events = queue.SimpleQueue()
    worker = client.WorkerProcess(events.put)
    worker.send(StartRun("", sys.argv[2]))
    while not isinstance(events.get(), Batches):
        pass
    print(worker.process_id, flush=True)
    sys.stdin.readline()
    time.sleep(6 * client.BEAT)
    worker.kill()
    worker.close()
    found = [events.get() for _ in range(events.qsize())]
    print(sum(isinstance(event, WorkerSilent) for event in found), flush=True)
"""


def test_a_machine_that_was_suspended_raises_nothing(tmp_path: Path) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WINDOW), SCRIPT, tmp_path, str(BEAT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[4])},
    )
    with window:
        assert window.stdout is not None
        process = int(window.stdout.readline())
        for number in (window.pid, process):
            os.kill(number, signal.SIGSTOP)
        time.sleep(30 * BEAT)  # three times what would be told of a process that hangs
        for number in (window.pid, process):
            os.kill(number, signal.SIGCONT)
        said, _ = window.communicate("go on\n", timeout=60)
    assert said.strip() == "0"
