"""Estimates whether a model and its data fit into memory, before anything is allocated."""

from __future__ import annotations

from pathlib import Path

from app.training.explain import Cause, RunError, too_large
from blocks.inference.result import Totals
from blocks.values.shapes import Shape, element_count
from blocks.values.values import Configured, Value

SLOTS = {"sgd": 0, "rmsprop": 1, "adagrad": 1, "lion": 1}
"""Numbers that an optimizer keeps for every weight; 2 where it is not listed."""
COPIES_OF_DATA = 3
"""The array, its shuffled copy, and the backend's own."""
_CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_USED = ("/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes")


def training_bytes(totals: Totals, optimizer: Value, batch_size: int) -> int:
    """Estimate the memory of a training step in bytes.

    Weights, their gradients, the optimizer's slots and one copy of the best weights; every output once
    forwards and once for its gradient.

    Args:
        totals: sums over the model.
        optimizer: Keras's name, or an object with arguments.
        batch_size: examples per step.
    """
    name = optimizer.name if isinstance(optimizer, Configured) else str(optimizer)
    slots = SLOTS.get(name.lower(), 2)
    if isinstance(optimizer, Configured) and optimizer.get("momentum"):
        slots += 1
    weights = totals.weight_bytes * (3 + slots)
    return weights + 2 * batch_size * (totals.activation_bytes or 0)


def check_model(totals: Totals, optimizer: Value, batch_size: int) -> None:
    """Refuse a model that cannot fit; raises `RunError`."""
    needed, free = training_bytes(totals, optimizer, batch_size), available_bytes()
    if needed > free:
        raise RunError(too_large(needed, free, batch_size))


def check_data(shape: Shape, count: int, *others: Shape, reading: int = 0) -> None:
    """Refuse data that cannot fit; raises `RunError`.

    Args:
        shape: one example.
        count: number of examples.
        others: one example of each further array.
        reading: bytes that reading the file takes; its images may be larger than the model's.
    """
    values = sum(element_count(each) or 0 for each in (shape, *others))
    scaled = 4 * count * values
    needed = max(COPIES_OF_DATA * scaled, reading + scaled)
    free = available_bytes()
    if needed > free:
        sentence = (
            f"The data need about {needed / 2**30:,.1f} GiB of memory, "
            f"and {free / 2**30:,.1f} GiB are free."
        )
        of_file = reading + scaled > COPIES_OF_DATA * scaled
        remedy = (
            "Save the file with fewer or smaller examples."
            if of_file
            else "Choose a smaller image size or fewer examples."
        )
        raise RunError(Cause("memory", sentence, remedy))


def available_bytes() -> int:
    """Return the free memory in bytes, within the limit of a container where there is one."""
    import psutil

    free = int(psutil.virtual_memory().available)
    for limit, used in zip(_CGROUPS, _USED, strict=True):
        try:
            rest = int(Path(limit).read_text()) - int(Path(used).read_text())
        except (OSError, ValueError):  # no such limit: the file is missing or says "max"
            continue
        free = min(free, max(rest, 0))
    return free


def resident_bytes() -> int:
    """Return the memory of this process in bytes."""
    import psutil

    return int(psutil.Process().memory_info().rss)
