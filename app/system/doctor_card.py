"""Findings of the doctor about graphics cards: seen without a backend, and whether an installed one uses them."""

from __future__ import annotations

from collections.abc import Iterator

from app.system.findings import Finding, Status
from app.system.hardware import NAMES, GraphicsCards, cards, hidden, usable
from app.system.installation import gpu_command

GIB = 2**30
TOPIC = "GPU"
DRIVERS = {"tensorflow": (525, "CUDA 12"), "jax": (580, "CUDA 13"), "torch": (580, "CUDA 13")}
"""The oldest main version of NVIDIA's driver that each backend's CUDA runs with, on Linux and Windows."""


def card_findings(backend: str, devices: tuple[str, ...]) -> Iterator[Finding]:
    """Say what there is and what would use it.

    Args:
        backend: of Keras, as a run would have it; empty where Keras does not start.
        devices: what that backend computes on.
    """
    known = cards()
    if known.trouble:
        yield Finding(TOPIC, Status.WARN, known.trouble, known.remedy)
    elif not known.found:
        yield Finding(TOPIC, Status.OK, "There is no graphics card here that Keras could use.")
    else:
        yield _of_cards(known, backend, devices)


def _of_cards(known: GraphicsCards, backend: str, devices: tuple[str, ...]) -> Finding:
    seen = f"There is {_described(known)}"
    if any(not device.lower().startswith("cpu") for device in devices):
        name = NAMES.get(backend, backend)
        return Finding(TOPIC, Status.OK, f"{seen}; {name} uses it.")
    if hidden():
        sentence = f"{seen}, and CUDA_VISIBLE_DEVICES hides it from all programs."
        return Finding(TOPIC, Status.WARN, sentence, "unset CUDA_VISIBLE_DEVICES")
    installed = usable()
    if not installed:
        sentence = f"{seen}, and no installed backend of Keras can use it."
        return Finding(TOPIC, Status.WARN, sentence, gpu_command())
    first = backend if backend in installed else installed[0]
    oldest, cuda = DRIVERS[first]
    if known.driver and _main_version(known.driver) < oldest:
        sentence = f"{seen}, whose driver is too old for {NAMES[first]} with {cuda}: it needs {oldest} or newer."
        return Finding(TOPIC, Status.WARN, sentence, "install a newer NVIDIA driver")
    if not backend:
        return Finding(TOPIC, Status.OK, f"{seen}; {NAMES[first]} would use it.")
    if backend not in installed:
        sentence = f"{seen}. {NAMES.get(backend, backend)}, which is chosen, cannot use it; {NAMES[first]} would."
        return Finding(TOPIC, Status.WARN, sentence, f"set KERAS_BACKEND={first}")
    sentence = f"{seen}. {NAMES[first]} is built for it, but cannot use it."
    return Finding(TOPIC, Status.WARN, sentence, gpu_command(first))


def _described(known: GraphicsCards) -> str:
    facts = []
    memory = [card.memory for card in known.found if card.memory]
    if memory:
        facts.append(f"{max(memory) / GIB:.0f} GiB")
    if known.driver:
        facts.append(f"driver {known.driver}")
    words = known.words
    what = words if len(known.found) > 1 else f"a card, {words}"
    return f"{what} ({', '.join(facts)})" if facts else what


def _main_version(driver: str) -> int:
    first = driver.split(".")[0]
    return int(first) if first.isdecimal() else 0
