"""How this program was installed, so that every sentence names commands that are there. Standard library only."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def in_checkout() -> bool:
    """Tell whether this runs from a clone of the project, and not from an installed wheel."""
    return (ROOT / "run.py").is_file() and (ROOT / "pyproject.toml").is_file()


def own_command(words: str) -> str:
    """Return how a command of this program is called here: ``python3 run.py doctor``, or ``netwright doctor``."""
    return f"python3 run.py {words}" if in_checkout() else f"netwright {words}"


def gpu_command(backend: str = "") -> str:
    """Return the command that brings a backend for the graphics card.

    Args:
        backend: ``tensorflow``, ``jax`` or ``torch``; empty for the one that fits the machine.
    """
    if in_checkout():
        return f"python3 run.py setup --gpu {backend}".rstrip()
    if not backend:
        intel = platform.machine().lower() in ("x86_64", "amd64")
        on_linux = "tensorflow" if intel else "jax"  # TensorFlow's wheel for ARM has no CUDA
        backend = on_linux if sys.platform == "linux" else "torch"
    return f'{sys.executable} -m pip install "netwright[gpu-{backend}]"'
