"""The bootstrap's own arithmetic; its installations are tried by CI on a bare machine."""

from __future__ import annotations

import ast
import re
import sys
import threading
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement

import run
from app.system.platforms import Platform


def test_the_lock_file_names_public_registries_only() -> None:
    lock = tomllib.loads((run.ROOT / "uv.lock").read_text("utf-8"))
    sources = {package["source"].get("registry", "here") for package in lock["package"]}
    assert sources == {"https://pypi.org/simple", run.torch_index(), "here"}
    files = [
        file["url"]
        for package in lock["package"]
        for file in (*package.get("wheels", ()), *filter(None, [package.get("sdist")]))
    ]
    hosts = {url.split("/")[2] for url in files}
    assert hosts == {"files.pythonhosted.org", "download.pytorch.org"}
    torch = [url for url in files if "download.pytorch.org" in url]
    assert all("/torch-" in url and "win_amd64" in url for url in torch)


def test_each_locked_version_is_one_constraint_that_pip_can_read() -> None:
    constraints = [Requirement(line) for line in run.locked_versions().splitlines()]
    here = [c.name for c in constraints if c.marker is None or c.marker.evaluate()]
    assert len(here) == len(set(here))
    assert {"keras", "tensorflow", "pyside6-essentials", "pytest"} <= set(here)


@pytest.mark.parametrize(
    ("version", "suits"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)]
)
def test_the_pythons_that_suit(version: tuple[int, int], suits: bool) -> None:
    assert run.suits(version) is suits


def test_a_changed_lock_file_means_a_new_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text("a")
    (tmp_path / "uv.lock").write_text("b")
    before = run.fingerprint()
    assert run.fingerprint() == before
    (tmp_path / "uv.lock").write_text("c")
    assert run.fingerprint() != before


def test_a_full_disk_is_said_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "DISK_NEEDED", 2**60)
    with pytest.raises(run.SetupError, match="GB of free disk"):
        run.check_disk()


ODD = [
    ({"implementation": "PyPy"}, "TensorFlow has no packages for PyPy"),
    ({"bits": 32}, "no packages for a Python of 32 bits"),
    ({"python": (3, 13), "free_threaded": True}, "a Python without the global lock"),
    ({"python": (3, 8)}, "no packages for Python 3.8; Python 3.11, 3.12 or 3.13 would do"),
    ({"python": (3, 14)}, "no packages for Python 3.14"),
    (
        {"system": "darwin", "macos": (15, 0), "translated": True},
        "for Apple silicon would do, from python.org or with 'arch -arm64 python3'.",
    ),
]
"""Pythons that cannot be used on a machine that can: what is odd about each, and what is said of it."""


def _odd(**odd: Any) -> Platform:
    return replace(Platform("linux", "x86_64", (3, 12), glibc=(2, 40)), **odd)


@pytest.fixture
def nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("install_with_uv", "install_with_pip"):
        monkeypatch.setattr(run, name, lambda *_: pytest.fail("something was fetched"))
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(run.shutil, "which", lambda name: None)


@pytest.mark.usefixtures("nothing_is_fetched")
@pytest.mark.parametrize(("odd", "words"), ODD)
def test_without_uv_a_python_that_does_not_suit_is_named(
    odd: dict[str, Any],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "this_machine", lambda: _odd(**odd))
    with pytest.raises(run.SetupError, match=re.escape(words)) as told:
        run.prepare()
    assert str(told.value).endswith("start again.\nNothing was fetched.")
    assert "to fetch" not in capsys.readouterr().err


@pytest.mark.parametrize(("odd", "words"), ODD)
def test_with_uv_it_is_told_and_uv_takes_another_python(
    odd: dict[str, Any],
    words: str,
    made_up: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "this_machine", lambda: _odd(**odd))
    monkeypatch.setattr(run.shutil, "which", lambda name: "uv" if name == "uv" else None)
    run.prepare()
    first, second = capsys.readouterr().err.splitlines()[:2]
    assert words in first
    assert first.endswith(" uv takes such a one, and fetches it where there is none.")
    assert "to fetch" in second
    (command,) = made_up
    wanted = command[command.index("--python") + 1]
    assert wanted == (
        "cpython-3.12-macos-aarch64-none" if "translated" in odd else "cpython>=3.11,<3.14"
    )
    assert ("only-managed" in command) is ("bits" in odd)


def test_with_uv_a_python_that_suits_is_taken() -> None:
    assert run.python_for_uv(_odd()) == ["--python", sys.executable]


@pytest.mark.usefixtures("nothing_is_fetched")
@pytest.mark.parametrize("suits", [True, False])
def test_another_python_on_the_path_is_asked_before_it_is_taken(
    suits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(command: list[str], **_: object) -> SimpleNamespace:
        asked.append(command[0])
        return SimpleNamespace(returncode=0, stdout=b"\n" if suits else b"It is PyPy.\n")

    asked: list[str] = []
    monkeypatch.setattr(run, "this_machine", lambda: _odd(implementation="PyPy"))
    monkeypatch.setattr(run.shutil, "which", lambda name: name if "3.1" in name else None)
    monkeypatch.setattr(run.subprocess, "run", answer)
    monkeypatch.setattr(run.subprocess, "call", lambda command: 7)
    with pytest.raises(SystemExit if suits else run.SetupError) as told:
        run.prepare()
    assert asked == (["python3.13"] if suits else ["python3.13", "python3.12", "python3.11"])
    assert not suits or told.value.code == 7


@pytest.mark.usefixtures("nothing_is_fetched")
def test_a_python_without_ensurepip_gets_the_debian_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "call", lambda *words, **options: 1)
    with pytest.raises(run.SetupError, match="apt install python3-venv"):
        run.prepare()
    assert "to fetch" not in capsys.readouterr().err


@pytest.mark.usefixtures("nothing_is_fetched")
def test_without_a_network_it_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.os, "environ", {"PATH": "/bin"})
    monkeypatch.setattr(run, "getproxies", dict)
    monkeypatch.setattr(run, "reaches", lambda host: False)
    monkeypatch.setattr(run, "call", lambda *words, **options: 0)
    monkeypatch.setattr(run, "check_libraries", lambda *_, **__: None)
    config = SimpleNamespace(stdout=b"")
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: config)
    with pytest.raises(run.SetupError, match=r"^pypi.org, .* set HTTPS_PROXY, and start again\."):
        run.prepare()
    assert "to fetch" not in capsys.readouterr().err
    run.check_network("uv")
    assert "only what uv has kept from before" in capsys.readouterr().err
    config.stdout = b"global.index-url='https://packages.example/simple'\n"
    run.check_network(None)
    assert "where its settings say" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "PIP_FIND_LINKS"])
def test_packages_from_elsewhere_stop_nobody(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.os, "environ", {name: "https://packages.example/simple"})
    monkeypatch.setattr(run, "getproxies", dict)
    monkeypatch.setattr(run, "reaches", lambda host: False)
    run.check_network("uv" if name.startswith("UV") else None)
    assert "where its settings say" in capsys.readouterr().err


def test_behind_a_proxy_the_usual_place_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "getproxies", lambda: {"https": "http://proxy.example:3128"})
    monkeypatch.setattr(run, "reaches", lambda host: pytest.fail("looked"))
    run.check_network(None)


def test_a_host_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        asked.wait(60)
        raise OSError

    asked = threading.Event()
    monkeypatch.setattr(run.socket, "create_connection", never)
    assert not run.reaches("packages.example", seconds=0.01)
    asked.set()


@pytest.mark.parametrize("works", [True, False])
def test_an_environment_of_a_broken_python_is_noticed(
    works: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path(sys.executable if works else "/nowhere/python")
    monkeypatch.setattr(run, "program", lambda name: python)
    assert run.venv_suits() is works


# ------------------------------------------------------------------ a backend for the card


@pytest.mark.parametrize(
    ("system", "machine", "version", "backend"),
    [
        ("linux", "x86_64", (3, 11), "tensorflow"),  # and WSL2, which says the same
        ("linux", "x86_64", (3, 13), "tensorflow"),
        ("linux", "aarch64", (3, 12), "jax"),
        ("linux", "aarch64", (3, 11), "torch"),
        ("win32", "AMD64", (3, 12), "torch"),
        ("darwin", "arm64", (3, 12), "torch"),
    ],
)
def test_the_backend_for_the_card_of_made_up_machines(
    system: str, machine: str, version: tuple[int, int], backend: str
) -> None:
    assert run.choose_gpu(system, machine, version) == backend


@pytest.mark.parametrize(
    ("system", "machine", "wish", "words"),
    [
        ("darwin", "x86_64", "", "no backend of Keras uses a graphics card"),
        ("win32", "ARM64", "", "no backend of Keras uses a graphics card"),
        ("win32", "AMD64", "jax", "jax does not use a graphics card. Here it is: torch."),
        ("darwin", "arm64", "tensorflow", "tensorflow does not use"),
        ("linux", "aarch64", "tensorflow", "Here it is: jax, torch."),
        ("linux", "x86_64", "mxnet", "There is no backend mxnet"),
    ],
)
def test_what_no_machine_of_this_kind_can_do(
    system: str, machine: str, wish: str, words: str
) -> None:
    with pytest.raises(run.SetupError, match=re.escape(words)):
        run.choose_gpu(system, machine, (3, 12), wish)


def test_a_backend_that_is_asked_for_by_name() -> None:
    assert run.choose_gpu("linux", "x86_64", (3, 12), "jax") == "jax"


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """A machine on which nothing is installed: the commands that would do it."""
    commands: list[list[str]] = []
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(run, "program", lambda name: Path(sys.executable))
    monkeypatch.setattr(run, "check_disk", lambda more=0: None)
    monkeypatch.setattr(run, "sees_nvidia", lambda: True)
    monkeypatch.setattr(run, "check_network", lambda uv: None)
    monkeypatch.setattr(run, "call", lambda words, *rest, **options: commands.append(words) or 0)
    monkeypatch.setattr(run, "run_pip", lambda words: commands.append(words) or 0)
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    monkeypatch.setattr(run.sys, "platform", "linux")
    monkeypatch.setattr(run.platform, "machine", lambda: "x86_64")
    return commands


def test_the_backend_is_chosen_once_and_kept(
    made_up: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: "uv" if name == "uv" else None)
    assert run.main(["setup", "--gpu"]) == 0
    assert made_up[0][:5] == ["uv", "sync", "--locked", "--extra", "gpu-tensorflow"]
    made_up.clear()
    run.prepare()  # as each start does
    assert made_up == []
    assert run.main(["setup", "--gpu", "jax"]) == 0
    assert "gpu-jax" in made_up[0]
    made_up.clear()
    assert run.main(["setup", "--cpu"]) == 0
    assert "--extra" not in made_up[0]


def test_pip_begins_anew_when_the_backend_changes(
    made_up: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run.VENV.mkdir()
    monkeypatch.setattr(run, "venv_suits", lambda: True)
    run.main(["setup", "--gpu"])
    assert f"{run.ROOT}[gpu-tensorflow]" in made_up[-1]
    assert not any("--clear" in words for words in made_up)
    run.main(["setup", "--gpu", "torch"])
    assert any("--clear" in words for words in made_up)
    assert "--extra-index-url" not in made_up[-1]  # on Linux, PyPI's PyTorch has CUDA


@pytest.mark.parametrize("uv", [True, False])
def test_without_the_lock_file_too_a_backend_takes_the_place_of_the_one_before(
    uv: bool, made_up: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cleared() -> bool:
        found = any("--clear" in words for words in made_up)
        made_up.clear()
        return found

    def call(words: list[str], *rest: object, **options: object) -> int:
        made_up.append(words)
        looks = "import ensurepip, venv" in words  # it fetches nothing
        return int("sync" in words or (broken and not looks))

    broken = False
    monkeypatch.setattr(run, "call", call)
    monkeypatch.setattr(run, "run_pip", call)
    monkeypatch.setattr(run, "venv_suits", lambda: True)
    monkeypatch.setattr(run.shutil, "which", lambda name: "uv" if uv and name == "uv" else None)
    run.VENV.mkdir()
    for words, anew in (
        (["--gpu", "tensorflow"], False),
        (["--gpu", "jax"], True),
        (["--cpu"], True),
        (["--gpu", "torch"], False),
        (["--cpu"], True),
    ):
        assert run.main(["setup", *words]) == 0
        assert cleared() is anew, words
    broken = True  # halfway: some packages of it may be there
    assert run.main(["setup", "--gpu", "jax"]) == 2
    assert not cleared()
    broken = False
    assert run.main(["setup", "--gpu", "torch"]) == 0
    assert cleared()


def test_help_is_there_before_anything_is_fetched(
    made_up: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "program", lambda name: run.VENV / name)
    for words in ("--help", "-h"):
        assert run.main([words]) == 0
        told = capsys.readouterr().out
        assert all(f"run.py {name}" in told for name in ("setup", "test", "lint", "docs"))
    assert made_up == []


def test_a_package_that_was_stopped_halfway_is_installed_again(
    made_up: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "venv_suits", lambda: True)
    for folder in ("lib/python3.11/site-packages", "Lib/site-packages"):
        whole, half = (run.VENV / folder / f"{name}-1.dist-info" for name in ("whole", "half"))
        for notes in (whole, half):
            notes.mkdir(parents=True, exist_ok=True)
            (notes / "RECORD").write_text("a.py,,", "utf-8")
        (whole / "INSTALLER").write_text("pip", "utf-8")
        assert run.main(["setup"]) == 0
        assert whole.exists()
        assert not half.exists()
        run.STAMP.unlink()


@pytest.mark.parametrize("locked", [True, False])
def test_on_windows_pytorch_comes_from_its_own_index(
    locked: bool, made_up: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.sys, "platform", "win32")
    monkeypatch.setattr(run.platform, "machine", lambda: "AMD64")

    def run_pip(words: list[str]) -> int:
        made_up.append(words)
        return 0 if locked or "-c" not in words else 1

    monkeypatch.setattr(run, "run_pip", run_pip)
    assert run.main(["setup", "--gpu"]) == 0
    first = next(words for words in made_up if "install" in words and "-c" in words)
    assert first[first.index("--extra-index-url") + 1] == run.torch_index()
    alone = ["torch", "--index-url", run.torch_index()]
    assert any(words[-3:] == alone for words in made_up) is not locked


def test_set_up_says_what_it_does_not_see_and_what_it_does_not_know(
    made_up: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "sees_nvidia", lambda: False)
    assert run.main(["setup", "--gpu"]) == 0
    assert "No NVIDIA driver is seen" in capsys.readouterr().err
    assert run.main(["setup", "--fast"]) == 2
    assert run.USAGE in capsys.readouterr().err


def test_the_extras_exclude_each_other_and_are_all_in_the_lock_file() -> None:
    project = tomllib.loads((run.ROOT / "pyproject.toml").read_text("utf-8"))
    extras = {f"gpu-{backend}" for backend in run.GPU_BACKENDS}
    assert set(project["project"]["optional-dependencies"]) == extras
    (conflict,) = project["tool"]["uv"]["conflicts"]
    assert {each["extra"] for each in conflict} == extras
    lock = tomllib.loads((run.ROOT / "uv.lock").read_text("utf-8"))
    (own,) = (package for package in lock["package"] if package["name"] == "netwright")
    assert set(own["optional-dependencies"]) == extras


def test_this_file_loads_on_pythons_that_are_too_old() -> None:
    """It is there to say so: no syntax and no module that came later than 3.7."""
    tree = ast.parse((run.ROOT / "run.py").read_text("utf-8"), feature_version=(3, 7))
    top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name for node in top for alias in node.names}
    assert "tomllib" not in names
    # An alias such as tuple[str, list[str]] would be worked out, which Python 3.8 cannot.
    aliases = [ast.unparse(node.value) for node in tree.body if isinstance(node, ast.Assign)]
    assert not [each for each in aliases if re.match(r"(tuple|list|dict|set)\[", each)]


def test_hooks_before_a_commit_run_the_lint_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = (run.ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert re.findall(r"entry: (.*)", hooks) == ["python3 run.py lint"]
    assert run.stages(full=False)[: len(run.lint_stages())] == run.lint_stages()
    ran: list[list[str]] = []
    monkeypatch.setattr(run, "prepare", lambda **_: None)
    monkeypatch.setattr(run.subprocess, "call", lambda command, **_: ran.append(command) or 0)
    assert run.main(["lint"]) == 0
    assert ran == [command for _, command in run.lint_stages()]
    assert run.main(["lint", "--fast"]) == 2


def test_every_package_says_that_it_is_typed_in_the_wheel_as_well() -> None:
    project = tomllib.loads((run.ROOT / "pyproject.toml").read_text("utf-8"))
    assert all((run.ROOT / name / "py.typed").is_file() for name in run.PACKAGES)
    assert project["tool"]["setuptools"]["package-data"]["*"] == ["py.typed"]


@pytest.mark.parametrize("there", [True, False])
def test_what_the_documentation_needs_is_installed_where_it_is_missing(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def call(command: list[str], *_: object, **__: object) -> int:
        ran.append(command)
        return 0 if there or "-c" not in command[:2] else 1

    monkeypatch.setattr(run, "prepare", lambda **_: None)
    monkeypatch.setattr(run, "call", call)
    monkeypatch.setattr(run.subprocess, "call", call)
    assert run.main(["docs"]) == 0
    assert [("install" in command) for command in ran] == (
        [False] * 2 if there else [False, True, False]
    )
    assert ran[-1][1:] == ["-m", "mkdocs", "build", "--strict"]
    assert run.main(["docs", "--fast"]) == 2


def test_a_machine_without_packages_is_told_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    windows_on_arm = Platform("win32", "ARM64", (3, 12))
    monkeypatch.setattr(run, "this_machine", lambda: windows_on_arm)
    for name in ("install_with_uv", "install_with_pip", "call"):
        monkeypatch.setattr(run, name, lambda *_: pytest.fail("something was fetched"))
    monkeypatch.setattr(run, "stamp", dict)
    with pytest.raises(run.SetupError, match=r"WSL2 would do\.\nNothing was fetched\."):
        run.prepare()


def test_system_libraries_are_looked_for_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "look_first", lambda name: f"Qt lacks what {name} needs.\n")
    with pytest.raises(run.SetupError, match=r"offscreen needs\.\nNothing was fetched"):
        run.check_libraries(["offscreen"], needed=True)
    run.check_libraries(["offscreen"], needed=False)
    assert "goes on without" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "display", "platforms"),
    [
        (["train", "x"], ":0", []),
        (["lint"], ":0", []),
        (["test"], ":0", ["offscreen"]),
        (["demo"], "", ["offscreen"]),
        ([], ":0", ["offscreen", "xcb"]),
    ],
)
def test_the_platforms_of_qt_that_a_command_needs(
    words: list[str], display: str, platforms: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert run.qt_platforms(words) == platforms


@pytest.mark.parametrize("works", [True, False])
def test_the_full_tests_build_the_documentation_or_say_that_they_do_not(
    works: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[list[str]] = []

    def call(command: list[str], *_: object, **__: object) -> int:
        ran.append(command)
        missing = "-c" in command[:2] or "install" in command
        return 0 if "-c" not in command[:2] and (works or not missing) else 1

    monkeypatch.setattr(run, "prepare", lambda **_: None)
    monkeypatch.setattr(run, "call", call)
    monkeypatch.setattr(run.subprocess, "call", call)
    assert run.main(["test", "--full"]) == 0
    assert any("install" in command for command in ran)
    assert ("the documentation is skipped" in capsys.readouterr().err) is not works
    assert all("-rs" in command for command in ran if "pytest" in command)
    ran.clear()
    assert run.main(["test"]) == 0
    assert not any("install" in command for command in ran)
