"""Curves read from run folders, those of strangers among them, and the sign of a run that is under way."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from app.plots.curves import Curves
from app.plots.run_record import record_of
from app.training.history import RunHistory
from app.training.lines import encode
from app.training.messages import Batches, EpochDone, HookCost, RunFinished, RunStarted
from app.training.run_folder import folder as runs, presence
from app.training.run_folder.folder import read_run
from app.training.run_folder.replay import Replay, read_curves, read_epochs

INFO = runs.RunInfo(
    title="Flowers",
    started="2026-03-01T10:00:00+01:00",
    seed=7,
    backend="jax",
    device="cpu:0",
    versions={},
    data={},
    training={},
    format=1,
    min_reader=1,
    id="a",
    number=3,
    optimizer="Adam 0.01",
    epochs=3,
    watches="val_loss",
)


def events(first: int = 1, until: int = 3, epochs: int = 3) -> list[bytes]:
    metrics = ("loss",)
    found = [encode(RunStarted("x", epochs, first, 2, 10, 5, metrics, "val_loss", "cpu:0"))]
    for epoch in range(first, until + 1):
        found.append(encode(Batches(epoch, (1, 2), {"loss": [epoch + 0.5, float(epoch)]})))
        logs: dict[str, float | None] = {"loss": 1.0 / epoch, "val_loss": 2.0 / epoch}
        found.append(encode(EpochDone(epoch, logs, 0.1, 1.0, True, epoch)))
    return found


def finished(epochs: int = 3) -> RunFinished:
    return RunFinished("complete", epochs, 2, {}, {}, 1.0, {}, HookCost(1, 1.0, 1.0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "2026-03-01_10-00-00"
    made.mkdir()
    (made / runs.RUN).write_bytes(msgspec.json.encode(INFO))
    (made / runs.EVENTS).write_bytes(b"".join(events()))
    (made / runs.HISTORY).write_text("epoch,loss,val_loss\n1,1.0,2.0\n2,0.5,1.0\n3,0.3,\n")
    (made / runs.RESULT).write_bytes(runs.to_write(finished()))
    return made


def test_a_run_is_what_its_folder_says(folder: Path) -> None:
    run = read_run(folder)
    assert run.info == INFO
    assert isinstance(run.result, RunFinished)
    assert run.result.run_folder == str(folder)
    assert not run.running
    quick, whole = read_epochs(run), read_curves(run)
    assert quick.per_epoch["loss"].y == [1.0, 0.5, 0.3]
    assert quick.best_epoch == 2
    assert whole.per_batch["loss"].x == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    record = record_of(run, 1)
    assert record.title() == "Run 3  Adam 0.01  loss 1"


def test_a_result_has_no_paths_of_its_own(folder: Path, tmp_path: Path) -> None:
    (folder / runs.MODEL).write_bytes(b"x")
    result = msgspec.structs.replace(
        finished(), files={"model": "/etc/passwd"}, run_folder="/elsewhere"
    )
    (folder / runs.RESULT).write_bytes(msgspec.json.encode(result))
    moved = folder.rename(tmp_path / "moved")
    found = read_run(moved).result
    assert isinstance(found, RunFinished)
    assert found.files["model"] == str(moved / runs.MODEL)
    assert found.run_folder == str(moved)
    assert b"elsewhere" not in runs.to_write(result)


def test_the_best_model_is_the_one_of_the_best_epoch(folder: Path) -> None:
    assert read_run(folder).best_file is None
    (folder / runs.BEST_WEIGHTS).write_bytes(b"x")
    assert read_run(folder).best_file == folder / runs.BEST_WEIGHTS
    (folder / runs.MODEL).write_bytes(b"x")
    assert read_run(folder).best_file == folder / runs.MODEL
    (folder / runs.BEST_MODEL).write_bytes(b"x")
    assert read_run(folder).best_file == folder / runs.BEST_MODEL


def test_a_run_that_goes_on_keeps_its_curves_and_begins_the_broken_epoch_anew() -> None:
    history, curves = RunHistory(), Curves()
    for line in events(until=2, epochs=5):
        history.add(msgspec.json.decode(line, type=RunStarted | Batches | EpochDone))
    history.add(Batches(3, (1,), {"loss": [9.0]}))  # stopped in the middle of it
    curves.follow(history)
    assert curves.lines["loss"].batches.x[-1] == 2.5
    for line in events(first=3, until=4, epochs=4):
        history.add(msgspec.json.decode(line, type=RunStarted | Batches | EpochDone))
    curves.follow(history)
    assert history.per_epoch["loss"].x == [1, 2, 3, 4]
    assert history.per_batch["loss"].x == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]
    assert 9.0 not in history.per_batch["loss"].y
    assert curves.lines["loss"].batches.x.tolist() == history.per_batch["loss"].x
    assert curves.lines["loss"].training.x.tolist() == [1, 2, 3, 4]
    assert history.first_epoch == 1
    assert (history.epochs, history.last_epoch) == (4, 4)


def test_a_log_is_read_as_it_grows(folder: Path) -> None:
    lines = events()
    (folder / runs.EVENTS).write_bytes(b"".join(lines[:3]) + lines[3][:10])
    replay = Replay(folder)
    assert replay.read()
    assert not replay.read()
    assert replay.history.per_epoch["loss"].x == [1]
    with (folder / runs.EVENTS).open("ab") as stream:
        stream.write(lines[3][10:] + lines[4] + encode(finished()))
    assert replay.read(5)  # in slices
    while replay.read(64):
        pass
    assert replay.history.per_epoch["loss"].x == [1, 2]
    assert replay.ended is not None
    assert replay.odd == 0


def test_a_newer_folder_says_so(folder: Path) -> None:
    newer = msgspec.structs.replace(INFO, format=9, min_reader=9)
    (folder / runs.RUN).write_bytes(msgspec.json.encode(newer))
    run = read_run(folder)
    assert run.info is None
    assert "newer Netwright (format 9)" in run.trouble
    added = json.loads(msgspec.json.encode(INFO)) | {"format": 2, "shine": {"a": 1}}
    (folder / runs.RUN).write_text(json.dumps(added))
    assert read_run(folder).trouble == ""  # what a newer version added does no harm


@pytest.mark.parametrize("name", [runs.RUN, runs.RESULT, runs.LABEL])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a": ' * 100_000,
        b"[]",
        b'{"seed": 1' + b"0" * 5000 + b"}",
        b'{"name": 3, "type": "finished", "seed": "x"}',
        b'{"name": "' + b"x" * 200_000 + b'"}',
        b'{"name": NaN}',
        b'{"name": "\\ud800"}',
    ],
)
def test_a_damaged_file_is_told_and_the_rest_is_read(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    run = read_run(folder)
    assert name in run.trouble
    record = record_of(run, 1)
    assert "damaged" in record.title()
    assert name in record.tip()


def test_a_file_that_never_ends_is_not_begun(folder: Path) -> None:
    for name in (runs.RUN, runs.EVENTS, runs.HISTORY, presence.ALIVE):
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
    (folder / runs.RESULT).unlink()
    (folder / runs.RESULT).symlink_to("/dev/zero")
    run = read_run(folder)
    assert run.info is None
    assert not Replay(folder).read()
    assert read_curves(run).per_epoch == {}


def test_mutated_folders_never_end_in_an_error(folder: Path) -> None:
    chance = random.Random(5)
    names = (runs.RUN, runs.RESULT, runs.EVENTS, runs.HISTORY)
    whole = {name: (folder / name).read_bytes() for name in names}
    bits = [
        b"-1",
        b"1e999",
        b"9" * 30,
        b"null",
        b'"x"',
        b"[]",
        b"{}",
        b"\x00",
        b"\n",
        b"0",
        b"1e308",
    ]
    for _ in range(600):
        name = chance.choice(names)
        data = bytearray(whole[name])
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data))
            data[place : place + chance.randint(0, 6)] = chance.choice(bits)
        (folder / name).write_bytes(data)
        run = read_run(folder)
        for history in (read_epochs(run), read_curves(run)):
            curves = Curves()
            curves.follow(history)
            assert history.fraction >= 0
        record = record_of(run, 1)
        record.title()
        (folder / name).write_bytes(whole[name])


def test_the_sign_of_life_tells_who_runs(folder: Path) -> None:
    assert not presence.is_running(folder)
    asked: list[bool] = []
    with presence.Presence(folder, lambda: asked.append(True)):
        assert presence.is_running(folder)
        presence.ask_to_stop(folder)
        end = time.monotonic() + 20
        while not asked and time.monotonic() < end:
            time.sleep(0.02)
        assert asked == [True]
    assert not presence.is_running(folder)
    assert not (folder / presence.STOP).exists()


def test_a_dead_worker_leaves_no_run_under_way(folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    sign = folder / presence.ALIVE
    sign.write_text(json.dumps({"process": gone.pid, "host": socket.gethostname()}))
    assert not presence.is_running(folder)
    sign.write_text(json.dumps({"process": gone.pid, "host": "a node of a cluster"}))
    assert presence.is_running(folder)
    old = time.time() - 2 * presence.LAPSE
    os.utime(sign, (old, old))
    assert not presence.is_running(folder)
    another = {"process": os.getpid(), "host": socket.gethostname(), "born": 1.0}
    sign.write_text(json.dumps(another))  # of that number, but of another age
    old = time.time() - 2 * presence.FRESH
    os.utime(sign, (old, old))
    assert not presence.is_running(folder)
    ahead = (
        time.time() + 2 * presence.LAPSE
    )  # a clock that was set back, a machine whose clock is ahead
    for host in (socket.gethostname(), "a node of a cluster"):
        sign.write_text(json.dumps({**another, "host": host}))
        os.utime(sign, (ahead, ahead))
        assert not presence.is_running(folder)
    for odd in ("[" * 5000, "3", '{"process": -5, "host": 1}', '{"process": 1e300}'):
        sign.write_text(odd)
        presence.is_running(folder)
