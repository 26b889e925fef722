"""Explains why a worker ended: exit codes, signals, its last output, and whether the system had run out of memory."""

from __future__ import annotations

import re
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.system.installation import own_command
from app.training.explain import SMALLER, Cause, disk_cause, is_full, memory_cause
from app.training.messages import RunFailed, RunFinished
from app.training.run_folder import folder as runs
from app.training.run_folder.writing import write

ENDED = "ended"
"""Kind of a run that people ended at once."""

_SIGNALS = {
    "SIGSEGV": "The training process crashed inside the backend (segmentation fault).",
    "SIGABRT": "The backend aborted the training process.",
    "SIGBUS": "The training process crashed inside the backend (bus error).",
    "SIGFPE": "The training process crashed inside the backend (arithmetic error).",
    "SIGILL": "This processor lacks an instruction that the backend uses.",
    "SIGTERM": "Another program ended the training process (SIGTERM).",
    "SIGINT": "Another program interrupted the training process (SIGINT).",
    "SIGQUIT": "Another program ended the training process (SIGQUIT).",
    "SIGHUP": "The session that the training process belonged to was closed.",
    "SIGXCPU": "The training process used up the processor time that this system allows it.",
    "SIGXFSZ": "The training process wrote a file larger than this system allows.",
    "SIGPIPE": "The training process lost a connection that it was writing to.",
}

_CRASHES = {
    signal.SIGSEGV,
    signal.SIGABRT,
    signal.SIGFPE,
    signal.SIGILL,
    getattr(signal, "SIGBUS", 0),
}
"""Signals that a process gets for what it did itself."""

_WINDOWS = {
    0xC0000005: "The training process crashed inside the backend (access violation).",
    0xC0000409: "The backend aborted the training process.",
    0xC00000FD: "The training process crashed inside the backend (stack overflow).",
    0xC000001D: "This processor lacks an instruction that the backend uses.",
    0xC000013A: "Another program interrupted the training process (Ctrl+C).",
}
_WINDOWS_MEMORY = (0xC0000017, 0xC000012D)


class MemoryWitness:
    """Remembers how often the system has killed for want of memory, to tell later whether it did again."""

    def __init__(self) -> None:
        self._before = _kills()

    def ran_out(self) -> bool | None:
        """Tell whether a process was killed for want of memory since; ``None`` where the system does not say."""
        now = _kills()
        known = [now[place] > self._before[place] for place in now if place in self._before]
        return any(known) if known else None


def _kills() -> dict[str, int]:
    """Return how often the system killed a process for want of memory, by the file that counts it (Linux)."""
    found = {}
    for path in ("/proc/vmstat", _group_events()):
        try:
            text = Path(path).read_text("ascii", "replace")
        except OSError:
            continue
        count = re.search(r"^oom_kill (\d+)$", text, re.MULTILINE)
        if count:
            found[path] = int(count[1])
    return found


def _group_events() -> str:
    """Return where the control group of this process counts, which containers have of their own."""
    try:
        group = Path("/proc/self/cgroup").read_text("utf-8", "replace")
    except OSError:
        group = ""
    found = re.search(r"^0::(/.*)$", group, re.MULTILINE)
    return f"/sys/fs/cgroup{(found[1] if found else '/').rstrip('/')}/memory.events"


def note_end(failed: RunFailed) -> None:
    """Write into its folder how a run ended whose process cannot do that any more."""
    folder = Path(failed.run_folder)
    if not failed.run_folder or isinstance(runs.read_run(folder).result, RunFinished):
        return  # what it had reached before it went on is worth more
    with suppress(OSError):  # a folder that is gone, a full disk: people are told all the same
        write(folder / runs.RESULT, runs.to_write(failed))


def failure(cause: Cause, epoch: int, folder: str, details: str) -> RunFailed:
    """Return what is told of a run that failed, with what is left of it.

    Args:
        cause: why it failed.
        epoch: complete epochs in its checkpoint; 0 for no checkpoint, and then nothing offers to go on.
        folder: the run folder.
        details: the traceback, or the last lines of the log.
    """
    kept = f"The state after epoch {epoch} is kept." if epoch else ""
    remedy = " ".join(filter(None, (cause.remedy, kept)))
    return RunFailed(
        cause.kind, cause.sentence, remedy, cause.block, details, folder, resumable=epoch > 0
    )


def of_file(sentence: str) -> str:
    """Return a sentence about a training process for one that writes a model file."""
    process = "process that writes the file"
    others = {
        "training process": process,
        "The training has": f"The {process} has",
        "training cannot start": "it cannot be written",
        "for a training step": "to write the file",
    }
    for words, instead in others.items():
        sentence = sentence.replace(words, instead)
    return sentence


def ended_cause() -> Cause:
    """People ended the run, and did not want to wait for the step under way."""
    return Cause(ENDED, "The run was ended at once, as you asked.")


def stuck_cause() -> Cause:
    """People ended the run, but the system still holds the process."""
    return Cause(
        ENDED,
        "The run was ended, but the system has not let the training process go yet: "
        "it waits for a disk or a driver.",
    )


def closed_cause() -> Cause:
    """The process closed its end of the pipe, and lived on."""
    return Cause("died", "The training process closed its connection, so it was ended.")


def explain_exit(code: int | None, log: str = "", ran_out: bool | None = None) -> Cause:
    """Say why a worker died that sent no last word.

    Args:
        code: exit code as `subprocess` has it: negative for a signal.
        log: the last lines that it wrote.
        ran_out: whether the system killed something for want of memory meanwhile; ``None`` for not known.
    """
    cause = _cause_of(code, log, ran_out)
    return replace(cause, remedy=cause.remedy or "Start again.")


def _cause_of(code: int | None, log: str, ran_out: bool | None) -> Cause:
    if sys.platform != "win32" and code is not None and 128 < code <= 128 + 64:
        code = 128 - code  # as a shell in between says it
    number = -code if code is not None and code < 0 else 0
    crash = number in _CRASHES
    # Of a signal from outside the log knows nothing.
    known = None if number and not crash else _from_log(log)
    if known is not None:
        return known
    if number:
        return _explain_signal(number, ran_out)
    if sys.platform == "win32" and code in _WINDOWS_MEMORY:
        return memory_cause()
    if sys.platform == "win32" and code in _WINDOWS:
        return Cause("died", _WINDOWS[code])
    if code == 0:
        return Cause("died", "The training process ended before the run did, without an error.")
    return Cause("died", f"The training process ended without saying why (exit code {code}).")


def _explain_signal(number: int, ran_out: bool | None) -> Cause:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    if name == "SIGKILL":
        return _killed(ran_out)
    words = _SIGNALS.get(name, f"The training process was ended by {name}.")
    return Cause("died", words)


def _killed(ran_out: bool | None) -> Cause:
    if ran_out:
        return Cause(
            "memory",
            "The system ended the training process because memory had run out.",
            f"{SMALLER} Or close other programs.",
        )
    if ran_out is None:
        return Cause(
            "died",
            "The system or another program killed the training process, most often because memory ran out.",
            f"{SMALLER} Or close other programs.",
        )
    return Cause(
        "died",
        "Another program killed the training process (SIGKILL). The system had not run out of memory.",
    )


def _from_log(log: str) -> Cause | None:
    found = re.findall(r"No module named '([\w.]+)'", log)
    if found:
        package = found[-1].split(".")[0]
        return Cause(
            "start",
            f"The Python package {package} is missing, so training cannot start.",
            f"Run '{own_command('doctor')}' to see what to install.",
        )
    if "std::bad_alloc" in log or "CUDA_ERROR_OUT_OF_MEMORY" in log:
        return memory_cause()
    last = re.findall(r"^((?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit))(?:: (.*))?$", log, re.M)
    if not last:
        return None
    name, words = last[-1]
    if name == "MemoryError":
        return memory_cause()
    if is_full(words):
        return disk_cause(OSError(words))
    return Cause(
        "died",
        f"The training process ended with an error: {': '.join(filter(None, (name, words[:200])))}.",
    )
