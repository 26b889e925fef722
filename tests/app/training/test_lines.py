"""What crosses the border between window and worker."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given, strategies as st

from app.system import child
from app.system.child import LineSplitter
from app.training import messages
from app.training.lines import decode_command, decode_event, encode, plain_logs
from app.training.messages import Batches, HookCost, Odd, Pause, RunFailed, RunFinished, StartRun

EVENTS = [
    messages.WorkerReady("tensorflow", {"keras": "3"}, ("cpu:0",), 7),
    messages.Phase("Loading data"),
    messages.RunStarted("/a b", 3, 1, 36, 1150, 20490, ("loss",), "val_loss", "cpu"),
    Batches(1, (1, 2), {"loss": [0.5, None]}, (Odd("loss", 1, "nan"),), 5.0),
    messages.EpochDone(1, {"loss": 0.5}, 1.0, 5.0, True, 1),
    messages.Paused(1, 5),
    messages.Resumed(),
    RunFailed("died", "It died.\nReally."),
    RunFinished("complete", 1, 1, {"loss": [0.5]}, {}, 1.0, {}, HookCost(1, 2.0, 3.0)),
    messages.Heartbeat(5),
]
COMMANDS = [StartRun("{}\n", "/run"), Pause(), messages.Resume(), messages.Stop(), messages.Quit()]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_survive_the_border(event: messages.Event) -> None:
    line = encode(event)
    assert line.count(b"\n") == 1
    assert decode_event(line) == event


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_commands_survive_the_border(command: messages.Command) -> None:
    assert decode_command(encode(command)) == command


@pytest.mark.parametrize("line", [b"", b"hello", b"{}", b'{"type":"later"}', b"[1]", b"\xff"])
def test_garbage_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_event(line)


LINE = st.binary(max_size=9).map(lambda data: data.replace(b"\n", b""))


@given(st.lists(LINE, max_size=9), st.integers(1, 7))
def test_lines_come_out_whole_however_they_were_cut(lines: list[bytes], size: int) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    reader = LineSplitter()
    found = []
    for start in range(0, len(stream), size):
        found += reader.feed(stream[start : start + size])
    assert found == lines


def test_a_line_without_end_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LINE_LIMIT", 10)
    reader = LineSplitter()
    for _ in range(100):
        assert list(reader.feed(b"x" * 9)) == []
    assert sum(map(len, reader._rest)) <= 10
    assert list(reader.feed(b"x\nshort\n")) == [b"short"]


def test_what_json_lacks_travels_by_name() -> None:
    values, odd = plain_logs({"loss": math.nan, "mae": -math.inf, "mse": 1.0})
    assert values == {"loss": None, "mae": None, "mse": 1.0}
    assert odd == (Odd("loss", 0, "nan"), Odd("mae", 0, "-inf"))
