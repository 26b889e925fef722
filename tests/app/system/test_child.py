"""A child that talks in lines, and everything that can go wrong with one."""

from __future__ import annotations

import os
import re
import sys
import threading

import psutil
import pytest

from app.system import child as module
from app.system.child import Child
from tests.sources import ROOT, python_files

pytestmark = pytest.mark.timeout(60)


class Talk:
    """What is heard of one child."""

    def __init__(self, code: str, limit: int | None = None) -> None:
        self.lines: list[bytes] = []
        self.codes: list[int] = []
        self.gone = threading.Event()
        words = [sys.executable, "-c", code]
        self.child = Child(words, os.environ, self.lines.append, self._ended, limit=limit)
        self.child.start()

    def _ended(self, code: int) -> None:
        self.codes.append(code)
        self.gone.set()

    def wait(self) -> None:
        """Wait for its end."""
        assert self.gone.wait(30)
        self.child.join()


def test_lines_go_both_ways_and_the_end_comes_last() -> None:
    talk = Talk("import sys\nfor line in sys.stdin: print(line.strip()[::-1])\nraise SystemExit(3)")
    assert talk.child.alive
    talk.child.send(b"abc\n")
    talk.child.send(b"xyz\n")
    talk.child.end_input()
    talk.wait()
    assert (talk.lines, talk.codes) == ([b"cba", b"zyx"], [3])
    assert not talk.child.alive
    talk.child.send(b"who is there?\n")  # nobody; and nobody waits for that


def test_a_child_that_dies_within_a_line_has_not_said_it() -> None:
    talk = Talk(
        "import os\nprint('whole', flush=True)\nprint('ha', end='', flush=True)\nos.kill(os.getpid(), 9)"
    )
    talk.wait()
    assert talk.lines == [b"whole"]
    assert talk.codes == [1 if sys.platform == "win32" else -9]


def test_a_child_that_floods_both_pipes_and_never_reads_holds_up_nobody() -> None:
    before = psutil.Process().memory_info().rss
    code = (
        "import sys, threading\n"
        "def flood(to):\n"
        "    while True: to.write('x' * 10**6)\n"
        "threading.Thread(target=flood, args=(sys.stderr,), daemon=True).start()\n"
        "print('begun', flush=True)\n"
        "flood(sys.stdout)"
    )
    talk = Talk(code, limit=10**5)
    talk.child.send(bytes(4 * 2**20))  # more than a pipe holds
    assert not talk.gone.wait(1)
    talk.child.kill()
    talk.wait()
    assert talk.lines == [b"begun"]
    assert sum(map(len, talk.child.log)) < 10**6
    assert psutil.Process().memory_info().rss - before < 100 * 2**20


def test_the_last_lines_of_the_log_are_there_at_the_end() -> None:
    talk = Talk("import sys\nfor i in range(1000): sys.stderr.write(f'{i}\\n')")
    talk.wait()
    assert list(talk.child.log) == [str(at) for at in range(800, 1000)]


def test_a_child_that_closes_its_pipe_and_lives_on_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    talk = Talk("import os, time\nos.close(1)\nos.close(2)\ntime.sleep(1000)")
    talk.wait()
    assert talk.child.closed
    assert not talk.child.alive


def test_who_is_told_of_the_end_may_wait_for_the_threads() -> None:
    done = threading.Event()
    made: list[Child] = []

    def ended(_: int) -> None:
        made[0].join(10)
        done.set()

    made.append(Child([sys.executable, "-c", ""], os.environ, lambda line: None, ended))
    made[0].start()
    assert done.wait(9)


def test_a_program_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(OSError, match="no_such_program"):
        Child(["/no_such_program"], os.environ, lambda line: None, lambda code: None)


def test_processes_are_talked_to_in_one_way() -> None:
    """What is only run to its end, by `subprocess.run`, talks to nobody."""
    own = re.compile(r"\bPopen\(|\bQProcess\b|create_subprocess|multiprocessing")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "canvas", "exporters")
        if own.search(path.read_text("utf-8"))
    }
    assert found == {"app/system/child.py"}
