"""Plain sentences for the exceptions that can end a run; `app.training.process.exits` has those for dead processes.

Where the cause is not known the sentence says so; nothing here guesses.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.system.installation import own_command
from blocks.errors import NetwrightError

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Cause:
    """The cause of a run's end.

    Attributes:
        kind: see `app.training.messages.RunFailed`.
        sentence: what happened.
        remedy: what to do.
        block: id of the block at fault.
        final: the checkpoint is no use.
    """

    kind: str
    sentence: str
    remedy: str = ""
    block: str = ""
    final: bool = False


class RunError(Exception):
    """Ends a run with a cause that is known.

    Args:
        cause: the sentence for people.
    """

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.sentence)
        self.cause = cause


SMALLER = "Make the batch size smaller, or the model."


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
            f"Run '{own_command('doctor')}' to see what to install.",
        )
    if isinstance(error, KeyboardInterrupt):
        return Cause("died", "Another program interrupted the training process (SIGINT).")
    if isinstance(error, OSError) or is_full(str(error)):
        return disk_cause(error)
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


def is_full(text: str) -> bool:
    """Tell whether a message of the system or of a library says that a disk is full."""
    return os.strerror(errno.ENOSPC) in text or "No space left on device" in text


def disk_cause(error: BaseException) -> Cause:
    """A file could not be written or read.

    Args:
        error: an `OSError`, or a library's own that has the system's words in it.
    """
    number = error.errno if isinstance(error, OSError) else None
    name = getattr(error, "filename", None) or "a file of the run"
    if number in (errno.ENOSPC, errno.EDQUOT) or is_full(str(error)):
        return Cause(
            "disk",
            f"The disk is full: {name} could not be written.",
            "Free some space, or choose a folder on another disk.",
        )
    words = error.strerror if isinstance(error, OSError) and error.strerror else _first_line(error)
    sentence = f"The system refused to work with {name}: {words.rstrip('.')}."
    return Cause("disk", sentence, "Look whether the folder can be written to, or choose another.")


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


def why_not(error: OSError | NetwrightError) -> str:
    """Say why there is no run: ``No space left on device (/home/me/flowers.runs)``."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    return str(error)
