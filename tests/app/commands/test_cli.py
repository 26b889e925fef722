from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from app.system import failures
from app.system.errors import UserError
from blocks.errors import FileError


def _command(run: Callable[[object], int]) -> types.ModuleType:
    """A stand-in for one module of `app.commands`."""
    module = types.ModuleType("app.commands.check")
    module.run = run  # type: ignore[attr-defined]
    module.add_arguments = lambda parser: parser.add_argument("--json", action="store_true")  # type: ignore[attr-defined]
    return module


def _failing(error: BaseException) -> Callable[[object], int]:
    def run(args: object) -> int:
        raise error

    return run


def _install(monkeypatch: pytest.MonkeyPatch, run: Callable[[object], int]) -> None:
    monkeypatch.setitem(sys.modules, "app.commands.check", _command(run))


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name}" in text for name in cli.COMMANDS)


def test_the_exit_code_is_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, lambda args: 1)
    assert cli.main(["check"]) == 1


def test_a_file_opens_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str | None] = []

    def main(path: str | None) -> int:
        opened.append(path)
        return 0

    window = types.ModuleType("app.window.window")
    window.main = main  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.window.window", window)
    project = tmp_path / "a.netwright"
    project.touch()
    assert cli.main([]) == cli.main([str(project)]) == 0
    assert opened == [None, str(project)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["nowhere.netwright"], "There is no file nowhere.netwright."),
        (["chekc"], "Did you mean the command 'python3 run.py check'?"),
        (["--wrong"], "Unrecognized arguments: --wrong."),
        (["check", "--wrong"], "Unrecognized arguments: --wrong."),
    ],
)
def test_a_wrong_word_ends_in_one_sentence(
    words: list[str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _install(monkeypatch, lambda args: 0)
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert expected in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UserError("It is broken.", "Mend it."), "It is broken. Mend it."),
        (FileError("This is not a project file."), "This is not a project file."),
        (FileNotFoundError(errno.ENOENT, "no", "a.csv"), "There is no file a.csv."),
        (PermissionError(errno.EACCES, "no", "a.csv"), "There is no permission to use a.csv."),
        (IsADirectoryError(errno.EISDIR, "no", "data"), "data is a folder, not a file."),
        (OSError(errno.ENOSPC, "no"), "The disk is full."),
        (OSError("strange"), "The system refused to work with the file: strange."),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_code_2(
    error: Exception,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _install(monkeypatch, _failing(error))
    assert cli.main(["check"]) == 2
    assert capsys.readouterr().err == f"netwright: {sentence}\n"
    assert cli.main(["check", "--json"]) == 2
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert f"{answer['error']} {answer.get('remedy', '')}".strip() == sentence
    assert err == ""


def test_a_mistake_of_ours_goes_to_the_log_and_never_to_the_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _install(monkeypatch, _failing(ZeroDivisionError("seven")))
    assert cli.main(["check"]) == 1
    text = capsys.readouterr().err
    assert "Traceback" not in text
    path = failures.log_folder() / "netwright.log"
    assert str(path) in text
    assert "ZeroDivisionError: seven" in path.read_text("utf-8")


def test_the_log_has_a_second_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(failures, "log_folder", lambda: tmp_path / "file" / "below")
    monkeypatch.setattr(failures.tempfile, "gettempdir", lambda: str(tmp_path))
    assert failures.write_log(ValueError("x")) == tmp_path / "netwright.log"


def test_ctrl_c_is_not_an_error_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _install(monkeypatch, _failing(KeyboardInterrupt()))
    assert cli.main(["check"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(module: str) -> object:
        raise ModuleNotFoundError("no", name="networkx")

    monkeypatch.setattr(cli.importlib, "import_module", fail)
    assert cli.main(["check"]) == 2
    assert "The Python package networkx is not installed." in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGPIPE on Windows")
def test_a_reader_that_leaves_early_is_no_error() -> None:
    code = "from app import cli; cli._dispatch = lambda words: print('x' * 10**6); cli.main([])"
    child = subprocess.run(
        f'"{sys.executable}" -c "{code}" | head -c 1',
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (child.stdout, child.stderr) == ("x", "")
