"""Graphics cards, seen without any backend of Keras, and which of the installed backends would use them.

Nothing here loads a backend or takes memory of a card: NVIDIA's cards are asked through the management library that
comes with the driver, installed packages through their metadata.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from app.system.installation import gpu_command, own_command

NAMES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
_TENSORFLOW_CUDA = tuple(
    f"nvidia-{library}-cu12"
    for library in ("cublas", "cuda-nvcc", "cuda-runtime", "cudnn", "curand")
)
"""The packages of TensorFlow's CUDA; PyTorch and JAX bring some of it for themselves, neither of them all of it."""
_DEVICE_FILES = ("nvidia[0-9]*", "nvidiactl", "dxg", "kfd", "accel*")
"""In /dev, for NVIDIA, for WSL2, for AMD, and for other accelerators."""


@dataclass(frozen=True, slots=True)
class Card:
    """One graphics card.

    Attributes:
        name: what its maker calls it.
        memory: its memory in bytes; 0 where that is not known.
    """

    name: str
    memory: int = 0


@dataclass(frozen=True, slots=True)
class GraphicsCards:
    """The cards of a machine.

    Attributes:
        found: the cards that Keras can use, given a backend for them.
        driver: version of NVIDIA's driver; empty for none.
        trouble: a sentence on a driver that is there and does not work; empty for none.
        remedy: what to do about it.
    """

    found: tuple[Card, ...] = ()
    driver: str = ""
    trouble: str = ""
    remedy: str = ""

    @property
    def words(self) -> str:
        """Name the cards: ``an NVIDIA GeForce RTX 4090``, ``2 cards (...)``."""
        if len(self.found) == 1:
            return self.found[0].name
        return f"{len(self.found)} cards ({', '.join(card.name for card in self.found)})"


def cards() -> GraphicsCards:
    """Return the cards of this machine; asked once per process, since none comes or goes meanwhile."""
    return _cards()


@cache
def _cards() -> GraphicsCards:
    if sys.platform == "darwin":
        apple = platform.machine() == "arm64"
        return GraphicsCards((Card("GPU of Apple silicon"),)) if apple else GraphicsCards()
    return _nvidia()


def _nvidia() -> GraphicsCards:
    try:
        import pynvml
    except ImportError:  # the doctor says what is not installed
        return GraphicsCards()
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        return _without_driver(error)
    try:
        driver = _text(pynvml.nvmlSystemGetDriverVersion())
        count = int(pynvml.nvmlDeviceGetCount())
        return GraphicsCards(tuple(_card(pynvml, number) for number in range(count)), driver)
    except pynvml.NVMLError as error:
        return GraphicsCards(
            (), "", f"The NVIDIA driver does not answer ({_text(error)}).", "restart the machine"
        )
    finally:
        with suppress(pynvml.NVMLError):
            pynvml.nvmlShutdown()


def _card(nvml: ModuleType, number: int) -> Card:
    handle = nvml.nvmlDeviceGetHandleByIndex(number)
    name = _text(nvml.nvmlDeviceGetName(handle))
    try:
        memory = int(nvml.nvmlDeviceGetMemoryInfo(handle).total)
    except nvml.NVMLError:  # cards that share the memory of the processor have none of their own
        memory = 0
    return Card(name if name.startswith("NVIDIA") else f"NVIDIA {name}", memory)


def _without_driver(error: Exception) -> GraphicsCards:
    """Say what keeps the driver from answering; that there is none is no trouble."""
    kind = type(error).__name__
    if kind == "NVMLError_LibraryNotFound":
        return GraphicsCards()
    if kind == "NVMLError_LibRmVersionMismatch":
        sentence = (
            "The NVIDIA driver was changed but not loaded again, so no program can use the card."
        )
        return GraphicsCards((), "", sentence, "restart the machine")
    if kind == "NVMLError_DriverNotLoaded":
        sentence = "There is NVIDIA's library, but its driver is not loaded."
        return GraphicsCards(
            (), "", sentence, "install the NVIDIA driver of your system, then restart it"
        )
    if kind == "NVMLError_NoPermission":
        sentence = "This user may not use the NVIDIA driver."
        return GraphicsCards(
            (), "", sentence, "ask who runs this machine for access to /dev/nvidia*"
        )
    return GraphicsCards(
        (), "", f"The NVIDIA driver does not answer ({_text(error)}).", "nvidia-smi"
    )


def _text(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.strip()


def card_possible() -> bool:
    """Tell whether this machine may have a card that some backend could use, known or not to us."""
    known = cards()
    if known.found or known.trouble:
        return not hidden()
    files = (path for name in _DEVICE_FILES for path in Path("/dev").glob(name))
    return sys.platform == "linux" and any(files)


def hidden() -> bool:
    """Tell whether the environment keeps NVIDIA's cards from all programs started with it."""
    value = os.environ.get("CUDA_VISIBLE_DEVICES")
    return value is not None and value.strip() in ("", "-1") and sys.platform != "darwin"


def busy() -> bool:
    """Tell whether a card computes at this moment, for whomever."""
    if sys.platform == "darwin" or not cards().found:
        return False
    import pynvml

    with suppress(pynvml.NVMLError):
        pynvml.nvmlInit()
        try:
            for number in range(int(pynvml.nvmlDeviceGetCount())):
                handle = pynvml.nvmlDeviceGetHandleByIndex(number)
                if pynvml.nvmlDeviceGetUtilizationRates(handle).gpu > 0:
                    return True
        finally:
            pynvml.nvmlShutdown()
    return False


# ------------------------------------------------------------------ backends


def usable(version: Callable[[str], str | None] | None = None) -> tuple[str, ...]:
    """Return the installed backends that are built for the cards of this system, the first choice first.

    Args:
        version: asked for the version of an installed package, ``None`` where it is not; the metadata by default.
    """
    version = version or _version
    torch = version("torch")
    if sys.platform == "darwin":
        return ("torch",) if torch else ()
    if sys.platform == "win32":
        return ("torch",) if torch and "+cu" in torch else ()
    found = []
    if version("tensorflow") and _wheel_has_cuda() and all(map(version, _TENSORFLOW_CUDA)):
        found.append("tensorflow")
    if version("jax") and (version("jax-cuda13-plugin") or version("jax-cuda12-plugin")):
        found.append("jax")
    if torch and "+cpu" not in torch:
        found.append("torch")
    return tuple(found)


def _wheel_has_cuda() -> bool:
    """Tell whether TensorFlow's wheels for this processor are built with CUDA: those for ARM are not."""
    return platform.machine().lower() in ("x86_64", "amd64")


def _version(package: str) -> str | None:
    from importlib import metadata  # here, since the window that starts does not need it

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def preferred_backend() -> str | None:
    """Return the backend that a process should be started with for the sake of a card; ``None`` for Keras's choice.

    A choice of the user's own stands: ``KERAS_BACKEND``, or another backend than TensorFlow in Keras's own file.
    """
    if os.environ.get("KERAS_BACKEND") or _chosen_in_file() or hidden():
        return None
    installed = usable()
    if not installed or "tensorflow" in installed or not cards().found:
        return None
    return installed[0]


def _chosen_in_file() -> bool:
    """Tell whether Keras's file names a backend that is not the one that Keras itself writes into it."""
    from app.system.state_files import read_state

    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    found = read_state(Path(home, "keras.json"))
    return isinstance(found, dict) and found.get("backend", "tensorflow") != "tensorflow"


def fallback(backend: str, devices: tuple[str, ...]) -> str:
    """Say that a run uses the processor though there is a card; empty where it uses a card, or there is none.

    Args:
        backend: of Keras.
        devices: what the backend computes on.
    """
    if any(not device.lower().startswith("cpu") for device in devices):
        return ""
    known = cards()
    if known.trouble:
        return f"This runs on the processor. {known.trouble} '{own_command('doctor')}' says more."
    if not known.found:
        return ""
    start = f"This runs on the processor, though there is a card ({known.words})"
    if hidden():
        return f"{start}: CUDA_VISIBLE_DEVICES hides it."
    name = NAMES.get(backend, backend)
    if backend in usable():
        return f"{start}: {name} cannot use it. '{own_command('doctor')}' says more."
    others = [NAMES[each] for each in usable()]
    if others:
        choice = f"Set KERAS_BACKEND={usable()[0]} for that."
        return f"{start}: the installed {name} cannot use it, {others[0]} can. {choice}"
    return f"{start}: the installed {name} cannot use it. '{gpu_command()}' installs one that can."
