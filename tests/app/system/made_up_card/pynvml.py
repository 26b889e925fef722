"""A made-up card: what NVIDIA's management library says where there is one. Put in front on the path of a process."""

from __future__ import annotations

from types import SimpleNamespace

NAME = b"GeForce RTX 4090"
UTILIZATION = 0


class NVMLError(Exception):
    """As the library calls it."""


def nvmlInit() -> None:
    """Nothing to do."""


def nvmlShutdown() -> None:
    """Nothing to do."""


def nvmlSystemGetDriverVersion() -> str:
    return "580.95.05"


def nvmlDeviceGetCount() -> int:
    return 1


def nvmlDeviceGetHandleByIndex(number: int) -> int:
    return number


def nvmlDeviceGetName(handle: int) -> bytes:
    return NAME


def nvmlDeviceGetMemoryInfo(handle: int) -> SimpleNamespace:
    return SimpleNamespace(total=24 * 2**30)


def nvmlDeviceGetUtilizationRates(handle: int) -> SimpleNamespace:
    return SimpleNamespace(gpu=UTILIZATION)
