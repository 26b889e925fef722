"""Children that read what strangers wrote: bounded for window and command line alike, ended where they take more."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import psutil
import pytest

from app.cli import main
from app.imports.answers import Verdict
from app.imports.check import MOST_BYTES, compare
from app.system import limited_child as limited
from app.system.errors import UserError
from app.system.limited_child import CHECK, MODEL, SOURCE, Limits, limits_of
from blocks.files.project_file import read_project
from tests.importers.keras_json.configs import entry, functional, layer, text

GOOD = "from keras import *\ni = Input((4,))\nm = Model(i, layers.Dense(2)(i))\n"


def test_source_has_ten_seconds_and_half_a_gigabyte(tmp_path: Path) -> None:
    assert (SOURCE.seconds, SOURCE.memory) == (10, 512 * 2**20)
    assert (CHECK.seconds, CHECK.memory, CHECK.bounded) == (120, 4 * 2**30, False)
    for task in ("read", "import"):
        assert limits_of(task, tmp_path / "a.py") == limits_of(task, tmp_path / "a.ipynb") == SOURCE
        assert limits_of(task, tmp_path / "a.keras") == MODEL
    assert limits_of("check", tmp_path / "a.py") == CHECK
    weights = tmp_path / "a.weights.h5"
    weights.write_bytes(bytes(2**20))
    assert limits_of("read", tmp_path / "a.py", weights).seconds > SOURCE.seconds


def child(
    monkeypatch: pytest.MonkeyPatch, code: str, limits: Limits, stop: threading.Event | None = None
) -> dict[str, object]:
    """Run a child of the test's own under limits."""
    monkeypatch.setattr(limited, "command", lambda *_: [sys.executable, "-c", code])
    return limited.run("import", Path("net.py"), "given", limits, dict[str, object], stop)


def test_a_child_gets_its_input_and_gives_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import json, sys, time; time.sleep(0.5); print(json.dumps({'said': sys.stdin.read()}))"
    assert child(monkeypatch, code, SOURCE) == {"said": "given"}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("code", "limits", "words"),
    [
        ("while True: pass", Limits(0.5, 2**30), "takes more than 0 seconds of work"),
        ("import time; time.sleep(1000)", Limits(0.05, 2**30), "takes more than"),
        ("a = bytearray(300 * 2**20)\nwhile True: pass", Limits(20, 2**27), "128 MB of memory"),
        (
            "a = bytearray(300 * 2**20)\nwhile True: pass",
            Limits(20, 2**27, False),
            "Building net.py with Keras",
        ),
        ("import os; os.kill(os.getpid(), 9)", SOURCE, "takes more than 10 seconds"),
        ("raise SystemExit(3)", SOURCE, "ended early"),
    ],
)
def test_what_takes_too_much_is_ended_and_told(
    code: str, limits: Limits, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=words):
        child(monkeypatch, code, limits)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the bounds of Linux")
def test_the_child_bounds_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "from app.system.limited_child import bound_this_process\n"
        "import json, resource\nbound_this_process(10, 512 * 2**20)\n"
        "found = [resource.getrlimit(each)[1] for each in (resource.RLIMIT_CPU, resource.RLIMIT_AS)]\n"
        "try:\n    bytearray(2**30)\nexcept MemoryError:\n    found.append('refused')\n"
        "print(json.dumps({'found': found}))"
    )
    assert child(monkeypatch, code, SOURCE) == {"found": [10, 512 * 2**20, "refused"]}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("print('noise'); print('{\"a\": 1}'); print('more noise')", {"a": 1}),
        ("import sys; sys.stderr.write('x' * 10**7); print('{\"a\": 1}')", {"a": 1}),
        ("print('noise alone')", None),
        ("print('{\"a\": ')", None),  # it died within its answer
        ("print('{\"a\": 1', end='')", None),
        ("print('{' + 'x' * 10**6)", None),  # longer than any answer
        ("pass", None),
    ],
)
def test_noise_is_no_answer_and_hides_none(
    code: str, answer: dict[str, object] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "ANSWER_LIMIT", 10**5)
    if answer is not None:
        assert child(monkeypatch, code, SOURCE) == answer
    else:
        with pytest.raises(UserError, match="ended early"):
            child(monkeypatch, code, SOURCE)


def test_an_answer_of_another_kind_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = "print('{\"same\": 3}')"
    monkeypatch.setattr(limited, "command", lambda *_: [sys.executable, "-c", code])
    with pytest.raises(UserError, match="ended early"):
        limited.run("check", tmp_path / "a.py", "", SOURCE, Verdict)


@pytest.mark.timeout(60)
def test_a_child_that_floods_is_ended_and_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "ANSWER_LIMIT", 10**5)
    before = psutil.Process().memory_info().rss
    code = "import sys\nwhile True: sys.stdout.write('{' + 'x' * 10**6)"
    with pytest.raises(UserError, match="seconds of work"):
        child(monkeypatch, code, Limits(0.5, 2**30))
    assert psutil.Process().memory_info().rss - before < 30 * 2**20


@pytest.mark.timeout(60)
def test_a_child_that_is_not_wanted_any_more_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(UserError):
        child(monkeypatch, "import time; time.sleep(1000)", SOURCE, stop)


def test_the_command_line_reads_in_a_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "net.py", tmp_path / "net.netwright"
    path.write_text(GOOD)
    assert main(["import", str(path), "-o", str(out)]) == 0
    assert len(read_project(out).model.blocks) == 2
    assert "2 layers" in capsys.readouterr().out

    def here(*_: object) -> None:
        raise AssertionError("it was read in this process")

    monkeypatch.setattr("app.imports.importing.import_document", here)
    assert main(["import", str(path), "-o", str(out), "--force", "--flat", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["layers"] == 2


def test_the_command_line_has_the_limits_of_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "net.py", tmp_path / "net.netwright"
    path.write_text(GOOD)
    monkeypatch.setattr(limited, "SOURCE", Limits(10, 2**20))
    assert main(["import", str(path), "-o", str(out)]) == 2
    assert not out.exists()
    assert "early" in (told := capsys.readouterr().err) or "too large" in told


def test_a_giant_is_refused_before_keras_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(
        text(functional(entry(4), layer("Dense", "d", "input_layer", units=3 * 10**9)))
    )
    from app.imports.importing import import_document
    from blocks.files.project_file import to_text

    loaded = "keras" in sys.modules
    with pytest.raises(UserError, match=f"the limit is {MOST_BYTES // 2**30} GB"):
        compare(path, to_text(import_document(path)[0]))
    assert ("keras" in sys.modules) == loaded
