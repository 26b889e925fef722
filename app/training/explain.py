"""Plain sentences for everything that can end a run: exit codes, signals and exceptions.

Where the cause is not known the sentence says so; nothing here guesses.
"""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from blocks.errors import NetwrightError

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a run ended.

    Attributes:
        kind: see `app.training.messages.RunFailed`.
        sentence: what happened.
        remedy: what to do.
        block: id of the block at fault.
    """

    kind: str
    sentence: str
    remedy: str = ""
    block: str = ""


class RunError(Exception):
    """Ends a run with a cause that is known.

    Args:
        cause: the sentence for people.
    """

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.sentence)
        self.cause = cause


SMALLER = "Make the batch size smaller, or the model."
_AGAIN = "Start again, or resume from the last checkpoint."

_SIGNALS = {
    "SIGSEGV": ("died", "The training process crashed inside the backend (segmentation fault)."),
    "SIGABRT": ("died", "The backend aborted the training process."),
    "SIGBUS": ("died", "The training process crashed inside the backend (bus error)."),
    "SIGFPE": ("died", "The training process crashed inside the backend (arithmetic error)."),
    "SIGILL": ("died", "This processor lacks an instruction that the backend uses."),
    "SIGTERM": ("died", "Another program ended the training process."),
    "SIGHUP": ("died", "The session that the training process belonged to was closed."),
}


def explain_exit(code: int | None, log: str = "") -> Cause:
    """Say why a worker died that sent no last word.

    Args:
        code: exit code as `subprocess` has it: negative for a signal.
        log: the last lines that it wrote.
    """
    known = _from_log(log)
    if known is not None:
        return known
    if code is not None and code < 0:
        return _explain_signal(-code)
    if sys.platform == "win32" and code in (0xC0000005, 0xC0000409):
        return Cause("died", "The training process crashed inside the backend.", _AGAIN)
    return Cause("died", f"The training process ended without a word (exit code {code}).", _AGAIN)


def _explain_signal(number: int) -> Cause:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    if name == "SIGKILL":
        return Cause(
            "died",
            "The system or another program killed the training process, most often because memory ran out.",
            f"{SMALLER} Or close other programs, then resume from the last checkpoint.",
        )
    kind, words = _SIGNALS.get(name, ("died", f"The training process was ended by {name}."))
    return Cause(kind, words, _AGAIN)


def _from_log(log: str) -> Cause | None:
    if "No module named" in log:
        found = re.findall(r"No module named '([\w.]+)'", log)
        if found:
            package = found[-1].split(".")[0]
            return Cause(
                "start",
                f"The Python package {package} is missing, so training cannot start.",
                "Run 'netwright doctor' to see what to install.",
            )
    if "std::bad_alloc" in log or "CUDA_ERROR_OUT_OF_MEMORY" in log:
        return memory_cause()
    return None


def memory_cause() -> Cause:
    """The backend could not get the memory for a step."""
    return Cause("memory", "There was not enough memory for a training step.", SMALLER)


def too_large(needed: int, available: int, batch_size: int) -> Cause:
    """A model that cannot fit is refused before anything is allocated.

    Args:
        needed: estimate in bytes.
        available: free memory in bytes.
        batch_size: examples per step.
    """
    return Cause(
        "memory",
        f"Training needs about {_gib(needed)} of memory at batch size {batch_size}, "
        f"and {_gib(available)} are free.",
        SMALLER,
    )


def _gib(size: int) -> str:
    return f"{size / GIB:,.1f} GiB" if size >= GIB // 10 else f"{max(size // 2**20, 1)} MiB"


def not_finite(name: str, value: str, epoch: int, batch: int) -> Cause:
    """The loss left the numbers.

    Args:
        name: ``loss`` or a metric.
        value: ``nan``, ``inf`` or ``-inf``.
        epoch: from 1.
        batch: from 1.
    """
    word = "not a number (NaN)" if value == "nan" else "infinite"
    return Cause(
        "not_finite",
        f"The {name} became {word} at batch {batch} of epoch {epoch}.",
        "Lower the learning rate, scale the data, or limit the gradients with clipnorm.",
    )


def explain_exception(error: BaseException, layers: Mapping[str, str] | None = None) -> Cause:
    """Say what an exception from Keras, the backend or our own code means.

    Args:
        error: what was raised.
        layers: layer name to block id, to find the block at fault.
    """
    if isinstance(error, RunError):
        return error.cause
    layer = _layer_in(str(error), layers or {})
    block = (layers or {}).get(layer, "")
    return replace(_explain(error, layer), block=block)


def _explain(error: BaseException, layer: str) -> Cause:
    text = _first_line(error)
    name = type(error).__name__
    if isinstance(error, MemoryError) or _is_memory(name, str(error)):
        return memory_cause()
    if isinstance(error, ModuleNotFoundError):
        package = (error.name or "a package").split(".")[0]
        return Cause(
            "start",
            f"The Python package {package} is missing.",
            "Run 'netwright doctor' to see what to install.",
        )
    if isinstance(error, OSError):
        return Cause("disk", _os_sentence(error), "Free some space, or choose another folder.")
    if isinstance(error, NetwrightError):
        if name == "DataFileError":  # its text says what to do
            return Cause("data", str(error))
        return Cause("project", sentence(text), "Mend the problems that the project shows.")
    at = f" at the layer {layer}" if layer else ""
    return Cause(
        "keras",
        f"Keras refused{at}: {sentence(text)}",
        "The details say more; the model's problems and the data's shape are worth a look.",
    )


def _is_memory(name: str, text: str) -> bool:
    return name in ("ResourceExhaustedError", "OutOfMemoryError") or any(
        sign in text for sign in ("OOM when allocating", "out of memory", "RESOURCE_EXHAUSTED")
    )


def _os_sentence(error: OSError) -> str:
    name = error.filename if error.filename is not None else "a file of the run"
    return f"The system refused to work with {name}: {error.strerror or error}."


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]


def sentence(text: str) -> str:
    """Begin with a capital letter and end with a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def _layer_in(text: str, layers: Mapping[str, str]) -> str:
    """Return the layer that a message names; the longest name, since conv2d is part of conv2d_1."""
    words = set(re.findall(r"[A-Za-z0-9_.-]+", text))
    return max((name for name in layers if name in words), key=len, default="")
