"""Sets Netwright up in this folder and runs it: ``python3 run.py demo``, ``python3 run.py test``.

    python3 run.py                   the window
    python3 run.py setup --gpu       a backend for the graphics card of this machine; --cpu takes it away again
    python3 run.py test [--full]     lint, types, import contracts and all tests
    python3 run.py lint              lint, types and import contracts alone
    python3 run.py docs              the documentation as a site in the folder site
    python3 run.py COMMAND ...       any command of netwright: demo, check, train, doctor, ...

The first start makes ``.venv`` beside this file and installs what is needed, with uv where that is
there, else with venv and pip. Later starts see that nothing has changed and go straight on.
Standard library only, and nothing outside this folder is changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.request import getproxies

from app.system.platforms import NEWEST, OLDEST, Platform, this_machine, why_not, wrong_python
from app.system.qt_libraries import look_first

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "netwright-setup.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PACKAGES = ("app", "blocks", "canvas", "exporters", "importers")
DISK_NEEDED = 3 * 2**30
DISK_OF_GPU = 7 * 2**30
PACKAGE_HOST = "pypi.org"
WITHOUT_QT = {"templates", "new", "import", "check", "summary", "export", "train", "doctor"}


GPU_BACKENDS = ("tensorflow", "jax", "torch")
"""Each has an extra in pyproject.toml: ``gpu-jax``. One at a time."""
USAGE = "Usage: python3 run.py setup [--gpu [tensorflow | jax | torch] | --cpu]"


class SetupError(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def main(words: list[str]) -> int:
    """Sets up if need be, then runs the tests or the program; returns the exit code."""
    # Without .pyc files every start would compile Keras again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        if words[:1] == ["setup"]:
            return set_up(words[1:])
        if words in (["--help"], ["-h"]) and not program("netwright").exists():
            print(__doc__)  # who asks what this is need not fetch it first
            return 0
        platforms = qt_platforms(words)
        prepare(qt=platforms)
        for name in platforms:
            check_qt(name)
        own = {"lint": run_lint, "docs": build_docs, "test": run_tests}.get("".join(words[:1]))
        return own(words[1:]) if own else start_program(words)
    except SetupError as error:
        say(f"{error}")
        return 2
    except KeyboardInterrupt:
        say("\nStopped. The same command goes on from here.")
        return 130


def qt_platforms(words: list[str]) -> list[str]:
    """The platforms of Qt that a command needs: ``offscreen``, and ``xcb`` for a window on X11."""
    name = "".join(words[:1])
    if name in WITHOUT_QT or name in ("lint", "docs"):
        return []
    on_x11 = os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY")
    return ["offscreen", "xcb"] if on_x11 and name != "test" else ["offscreen"]


def say(text: str) -> None:
    """Prints for the person; standard output belongs to the program."""
    print(text, file=sys.stderr, flush=True)


# ------------------------------------------------------------------ setting up


def set_up(words: list[str]) -> int:
    """Sets up and starts nothing; with ``--gpu`` with a backend for the graphics card.

    Args:
        words: what follows ``setup``.
    """
    if words == ["--cpu"]:
        prepare("")
    elif words[:1] == ["--gpu"] and len(words) <= 2:
        version = sys.version_info[:2]
        backend = choose_gpu(sys.platform, platform.machine(), version, *words[1:])
        if sys.platform != "darwin" and not sees_nvidia():
            say("No NVIDIA driver is seen here. The backend is installed all the same.")
        prepare(f"gpu-{backend}")
        say("'python3 run.py doctor' says what training runs on now.")
    elif words:
        raise SetupError(USAGE)
    else:
        prepare()
    say("Netwright is set up. Start it with: python3 run.py")
    return 0


def choose_gpu(system: str, machine: str, version: tuple[int, ...], wanted: str = "") -> str:
    """The backend of Keras for the card of a machine: ``tensorflow``, ``jax`` or ``torch``.

    Args:
        system: as ``sys.platform`` has it; WSL2 is ``linux``.
        machine: the processor, as ``platform.machine()`` has it.
        version: of Python.
        wanted: a backend that is asked for by name.

    Raises:
        SetupError: there is none for this machine, or not the one that is asked for.
    """
    intel = machine.lower() in ("x86_64", "amd64")
    possible: tuple[str, ...] = ()
    if system == "linux":
        # TensorFlow's wheel for ARM has no CUDA. JAX's newest needs Python 3.12: 3.11 gets an older one.
        on_arm = ("jax", "torch") if version >= (3, 12) else ("torch", "jax")
        possible = GPU_BACKENDS if intel else on_arm
    elif system == "darwin":
        possible = () if intel else ("torch",)
    elif system in ("win32", "cygwin"):
        possible = ("torch",) if intel else ()
    if wanted and wanted not in GPU_BACKENDS:
        raise SetupError(f"There is no backend {wanted}.\n{USAGE}")
    if not possible or (wanted and wanted not in possible):
        what = f"{wanted} does not use" if wanted else "no backend of Keras uses"
        others = f" Here it is: {', '.join(possible)}." if possible else ""
        raise SetupError(f"On {system} with {machine} {what} a graphics card.{others}")
    return wanted or possible[0]


def sees_nvidia() -> bool:
    """Whether there are signs of NVIDIA's driver; nothing is asked of it."""
    if shutil.which("nvidia-smi"):
        return True
    return any(os.path.exists(path) for path in ("/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg"))


def prepare(extra: str | None = None, qt: list[str] | None = None) -> None:
    """Makes or renews the virtual environment unless it fits already.

    Args:
        extra: the extra of pyproject.toml with the backend for a card, empty for none; by default as it is.
        qt: platforms of Qt that the command needs; without their system libraries nothing is fetched.
    """
    known = stamp().get("extra", "")
    had = known if isinstance(known, str) else ""
    extra = had if extra is None else extra
    wanted = fingerprint(extra)
    if stamp().get("fingerprint") == wanted and program("python").exists():
        return
    uv = shutil.which("uv")
    check_machine()
    check_python(uv)
    check_libraries(["offscreen"] if qt is None else qt, needed=qt is not None)
    check_disk(DISK_OF_GPU if extra else 0)
    check_network(uv)
    size = "about 4 GB" if extra else "about 800 MB"
    say(f"Setting up Netwright in .venv: {size} to fetch, once. This takes some minutes.")
    start = time.monotonic()
    forget_unfinished()
    clear = not {had, stamp().get("tried", had)} <= {"", extra}
    if VENV.exists():  # an installation that fails or is stopped may leave half of a backend
        STAMP.write_text(json.dumps({**stamp(), "tried": extra or had}), encoding="utf-8")
    if uv is None:
        install_with_pip(extra, clear)
    else:
        install_with_uv(uv, extra, clear)
    done = {"fingerprint": wanted, "qt": [], "extra": extra}
    STAMP.write_text(json.dumps(done), encoding="utf-8")
    say(f"Set up in {time.monotonic() - start:.0f} s.")


def forget_unfinished() -> None:
    """Takes away the notes of packages that were stopped halfway, so that they are installed again.

    Their name and version are on the disk before all of their files are; who installed them is written last.
    """
    for folder in ("lib/*/site-packages", "Lib/site-packages"):
        for notes in VENV.glob(f"{folder}/*.dist-info"):
            if not (notes / "INSTALLER").exists():
                shutil.rmtree(notes, ignore_errors=True)


def check_machine() -> None:
    """Stops where the packages do not exist for this machine, whatever its Python."""
    reason = why_not(this_machine(), any_python=True)
    if reason:
        raise SetupError(f"{reason}\nNothing was fetched.")


def check_python(uv: str | None) -> None:
    """Says where this Python cannot be used; without uv it goes on with another one, or stops.

    Args:
        uv: the program, which brings another Python; ``None`` where it is not there.
    """
    wrong = wrong_python(this_machine())
    if wrong and uv is not None:
        say(f"{wrong} uv takes such a one, and fetches it where there is none.")
    elif wrong:
        go_on_with_other_python(wrong)
    elif uv is None and call([sys.executable, "-c", "import ensurepip, venv"], quiet=True) != 0:
        raise SetupError(
            "This Python cannot make virtual environments.\n"
            "On Debian and Ubuntu that is a package of its own:\n\n"
            "    sudo apt install python3-venv\n\nThen start again. Nothing was fetched."
        )


def check_network(uv: str | None) -> None:
    """Says at once where the packages cannot be reached; stops where nothing but the network has them.

    Args:
        uv: the program, which keeps what it once fetched; ``None`` where pip does its work.
    """
    if getproxies() or reaches(PACKAGE_HOST):
        return
    settings, tool = " ".join(os.environ), "pip" if uv is None else "uv"
    if uv is None:
        ask = [sys.executable, "-m", "pip", "config", "list"]
        told = subprocess.run(ask, stdout=subprocess.PIPE, check=False).stdout
        settings = f"{settings} {told.decode(errors='replace')}"
    if asks_elsewhere(settings):
        say(f"{PACKAGE_HOST} cannot be reached: {tool} looks for packages where its settings say.")
    elif uv is not None:
        say(
            f"{PACKAGE_HOST} cannot be reached: only what uv has kept from before can be installed."
        )
    else:
        raise SetupError(
            f"{PACKAGE_HOST}, where the packages are, cannot be reached: "
            "connect to the network, or set HTTPS_PROXY, and start again.\nNothing was fetched."
        )


def asks_elsewhere(settings: str) -> bool:
    """Returns whether settings of pip or uv name another place for packages, or a way to it."""
    names = r"(?i)\b(PIP|UV|global|install|site)\S*(index|find.links|proxy)"
    return re.search(names, settings) is not None


def reaches(host: str, seconds: float = 5.0) -> bool:
    """Returns whether a host answers; looking up its name, too, ends after some seconds."""
    answers: list[bool] = []

    def ask() -> None:
        try:
            socket.create_connection((host, 443), timeout=seconds).close()
        except OSError:
            return
        answers.append(True)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers)


def check_libraries(platforms: list[str], needed: bool) -> None:
    """Says which system libraries Qt lacks, before anything is fetched; stops where the command needs them."""
    for name in platforms:
        lacking = look_first(name)
        if lacking and needed:
            raise SetupError(f"{lacking}Nothing was fetched. Start again when they are there.")
        if lacking:
            say(f"{lacking}Windows need them; the set-up goes on without.")


def fingerprint(extra: str = "") -> str:
    """Changes whenever the packages to install change.

    Args:
        extra: the extra with the backend for a card; empty for none.
    """
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "uv.lock"):
        digest.update((ROOT / name).read_bytes())
    present = [name for name in PACKAGES if (ROOT / name / "__init__.py").exists()]
    digest.update(json.dumps([str(ROOT), present, *filter(None, [extra])]).encode())
    return digest.hexdigest()


def stamp() -> dict[str, object]:
    """What the last finished set-up left behind; empty where there was none."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def program(name: str) -> Path:
    """Path of a program in the virtual environment."""
    return BIN / (f"{name}.exe" if os.name == "nt" else name)


def suits(version: tuple[int, ...]) -> bool:
    """Whether the packages exist for this version of Python."""
    return OLDEST <= version[:2] <= NEWEST


def go_on_with_other_python(wrong: str) -> None:
    """Starts again with a Python that suits, where there is one; else says what is needed.

    Args:
        wrong: why this one does not suit, and which would.
    """
    ask = "from app.system.platforms import *; print(wrong_python(this_machine()))"
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other is None:
            continue
        answer = subprocess.run(
            [other, "-c", ask],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if answer.returncode == 0 and not answer.stdout.strip():
            say(f"Going on with {other}.")
            raise SystemExit(subprocess.call([other, *sys.argv]))
    raise SetupError(
        f"{wrong}\nInstall it, or the tool uv (which brings its own), and start again.\nNothing was fetched."
    )


def check_disk(more: int = 0) -> None:
    """Refuses to start an installation that would fill the disk.

    Args:
        more: bytes on top of what every installation needs.
    """
    needed = more + (DISK_NEEDED if not VENV.exists() else DISK_NEEDED // 3)
    free = shutil.disk_usage(ROOT).free
    if free < needed:
        raise SetupError(
            f"The set-up needs {needed / 2**30:.0f} GB of free disk in {ROOT}, "
            f"but only {free / 2**30:.1f} GB are free."
        )


def install_with_uv(uv: str, extra: str = "", clear: bool = False) -> None:
    """Lets uv make the environment as the lock file says.

    Args:
        uv: the program.
        extra: the extra with the backend for a card; empty for none.
        clear: begin with an empty environment where the lock file is of no use: else only what is locked goes.
    """
    chosen = ["--extra", extra] if extra else []
    # uv leaves compiling to the first start, which would then take three times as long.
    environment = {**os.environ, "UV_COMPILE_BYTECODE": "1", "UV_PROJECT_ENVIRONMENT": str(VENV)}
    environment.pop("VIRTUAL_ENV", None)
    python = python_for_uv(this_machine())
    if call([uv, "sync", "--locked", *chosen, *python], environment) == 0:
        return
    say("The locked versions cannot be had from here; taking the newest that fit.")
    make = [uv, "venv", "--clear" if clear else "--allow-existing", *python, str(VENV)]
    here = f".[{extra}]" if extra else "."
    install = [uv, "pip", "install", "--python", str(VENV), "-e", here, "--group", "dev"]
    if call(make, environment) != 0 or call(install, environment) != 0:
        raise SetupError("The packages could not be installed; uv says why above.")


def python_for_uv(machine: Platform) -> list[str]:
    """Returns uv's options for the Python of the environment: this one, or another one where it does not suit."""
    if not wrong_python(machine):
        return ["--python", sys.executable]
    if machine.translated:
        version = machine.python if suits(machine.python) else NEWEST
        return ["--python", "cpython-{}.{}-macos-aarch64-none".format(*version)]
    # Of 32 bits uv would find the same one again; it never takes PyPy or a free-threaded one of itself.
    own = ["--python-preference", "only-managed"] if machine.bits < 64 else []
    return [*own, "--python", f"cpython>=3.{OLDEST[1]},<3.{NEWEST[1] + 1}"]


def install_with_pip(extra: str = "", clear: bool = False) -> None:
    """Makes the environment with venv and fills it with pip, in the versions of the lock file.

    Args:
        extra: the extra with the backend for a card; empty for none.
        clear: begin with an empty environment, since pip leaves the backend for a card that was there before.
    """
    emptied = ["--clear"] if VENV.exists() and (clear or not venv_suits()) else []
    if call([sys.executable, "-m", "venv", *emptied, str(VENV)]) != 0:
        raise SetupError(f"The virtual environment {VENV} could not be made.")
    pip = [str(program("python")), "-m", "pip", "install"]
    call([*pip, "--quiet", "--upgrade", "pip"])  # Debian's does not know dependency groups
    project = ["-e", f"{ROOT}[{extra}]" if extra else str(ROOT), "--group", "dev"]
    # PyPI's PyTorch for Windows has no CUDA.
    index = [torch_index()] if extra == "gpu-torch" and sys.platform == "win32" else []
    also = [word for url in index for word in ("--extra-index-url", url)]
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "constraints.txt"
        constraints.write_text(locked_versions(), encoding="utf-8")
        if run_pip([*pip, *project, *also, "-c", str(constraints)]) == 0:
            return
    say("The locked versions cannot be had from here; taking the newest that fit.")
    first = any(run_pip([*pip, "torch", "--index-url", url]) for url in index)
    if first or run_pip([*pip, *project]) != 0:
        raise SetupError("The packages could not be installed; pip says why above.")


def run_pip(command: list[str]) -> int:
    """Runs pip and tells only what takes long; all it said where it fails."""
    said = []
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as child:
        for line in child.stdout or ():
            said.append(line)
            fetched = re.search(r"Downloading (\S+?)-[\d.]+\S* \((\d+[.\d]* MB)\)", line)
            if fetched:
                say("  fetching {} ({})".format(*fetched.groups()))
            elif line.startswith("Installing collected packages"):
                say(f"  installing {line.count(',') + 1} packages")
    if child.returncode != 0:
        say("".join(said[-30:]))
    return child.returncode


def venv_suits() -> bool:
    """Whether the existing environment's Python still runs and is of a version that suits."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(program("python")), "-c", code], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return suits(tuple(map(int, answer.stdout.split())))


def torch_index() -> str:
    """Where PyTorch's wheels with CUDA for Windows are, as pyproject.toml says it to uv."""
    import tomllib  # not at the top: this file must load on older Pythons to say so

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["tool"]["uv"]["index"][0]["url"])


def locked_versions() -> str:
    """The versions in uv.lock, as constraints that pip understands."""
    import tomllib  # not at the top: this file must load on older Pythons to say so

    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    lines = []
    for package in lock["package"]:
        if "registry" not in package["source"]:
            continue
        markers = " or ".join(f"({marker})" for marker in package.get("resolution-markers", ()))
        line = f"{package['name']}=={package['version']}"
        lines.append(f"{line} ; {markers}" if markers else line)
    return "\n".join(lines) + "\n"


def call(command: list[str], environment: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Runs a command of the set-up; what it prints is for the person, not for standard output."""
    sink = subprocess.DEVNULL if quiet else sys.stderr
    return subprocess.call(command, cwd=ROOT, env=environment, stdout=sink, stderr=sink)


def check_qt(platform: str) -> None:
    """Stops with the missing packages' names where Qt cannot start; asks only until it can."""
    known = stamp()
    working = known.get("qt")
    seen = working if isinstance(working, list) else []
    if platform in seen:
        return
    if (
        subprocess.call(
            [str(program("python")), "-m", "app.system.qt_libraries", platform], cwd=ROOT
        )
        != 0
    ):
        raise SetupError("Nothing was installed on your system. Start again when they are there.")
    known["qt"] = [*seen, platform]
    STAMP.write_text(json.dumps(known), encoding="utf-8")


# ------------------------------------------------------------------ running


def start_program(words: list[str]) -> int:
    """Becomes the program itself."""
    command = [str(program("netwright")), *words]
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(command[0], command)


def build_docs(words: list[str]) -> int:
    """Builds the documentation site; the first time it installs what that needs. Returns 1 where there is a warning."""
    if words:
        raise SetupError("Usage: python3 run.py docs")
    python = str(program("python"))
    ensure_docs(python)
    # The notice that comes without it is about a version of mkdocs that pyproject.toml leaves out.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [python, "-m", "mkdocs", "build", "--strict"]
    if subprocess.call(command, cwd=ROOT, env=environment) != 0:
        return 1
    say(f"The documentation is there: {ROOT / 'site' / 'index.html'}")
    return 0


def ensure_docs(python: str) -> None:
    """Adds the group ``docs`` to the environment where it is missing, as locked; the rest stays as it is."""
    if call([python, "-c", "import material, mkdocstrings_handlers.python"], quiet=True) == 0:
        return
    say("Installing what the documentation needs: about 15 MB to fetch, once.")
    uv = shutil.which("uv")
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "constraints.txt"
        constraints.write_text(locked_versions(), encoding="utf-8")
        if call([*install, "--quiet", "--group", "docs", "-c", str(constraints)]) != 0:
            raise SetupError("The packages could not be installed; the lines above say why.")


def lint_stages() -> list[tuple[str, list[str]]]:
    """Returns names and commands of the stages that run no test, the quickest first; hooks run these too."""
    python = str(program("python"))
    return [
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("imports", [str(program("lint-imports"))]),
    ]


def stages(full: bool) -> list[tuple[str, list[str]]]:
    """Returns all stages of the tests, the quickest first."""
    # -rs says which tests are skipped, and why.
    pytest = [str(program("python")), "-m", "pytest", "-q", "-rs"]
    also_slow = "" if full else " and not slow"
    return [
        *lint_stages(),
        # Two processes: the window's tests wait much, and importing Keras keeps one core busy for seconds.
        ("tests", [*pytest, "-m", f"not keras{also_slow}", "-n", "2"]),
        ("Keras tests", [*pytest, "-m", f"keras{also_slow}", "-n", "2"]),
    ]


def run_lint(words: list[str]) -> int:
    """Runs the stages without tests; returns 1 where one fails."""
    if words:
        raise SetupError("Usage: python3 run.py lint")
    return run_stages(lint_stages(), dict(os.environ))


def run_tests(words: list[str]) -> int:
    """Runs all stages; returns 1 where one fails."""
    if not set(words) <= {"--full"}:
        raise SetupError("Usage: python3 run.py test [--full]")
    full = "--full" in words
    if full:  # the documentation is built by a slow test
        try:
            ensure_docs(str(program("python")))
        except SetupError as error:
            say(f"{error} The test that builds the documentation is skipped.")
    environment = {**os.environ, "NETWRIGHT_PROFILE": "full" if full else "ci"}
    return run_stages(stages(full), environment)


def run_stages(chosen: list[tuple[str, list[str]]], environment: dict[str, str]) -> int:
    """Runs stages up to the first that fails, then prints a summary; returns 1 where one failed."""
    lines, code = [], 0
    for name, command in chosen:
        if code:
            lines.append(f"  {name:<12} not run")
            continue
        print(f"\n=== {name}", flush=True)
        start = time.monotonic()
        code = subprocess.call(command, cwd=ROOT, env=environment)
        seconds = time.monotonic() - start
        lines.append(f"  {name:<12} {'FAILED' if code else 'ok':<6} {seconds:6.1f} s")
    print("\n=== summary\n" + "\n".join(lines), flush=True)
    return 1 if code else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
