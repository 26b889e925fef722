"""Tells how this program was installed, so that every sentence names commands that exist. Standard library only."""

from __future__ import annotations

import re
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TORCH_CUDA = "cu130"
"""The CUDA of PyTorch's own wheels for Windows, as pyproject.toml has it; those on PyPI have none."""


def in_checkout() -> bool:
    """Tell whether this runs from a clone of the project, and not from an installed wheel."""
    return (ROOT / "run.py").is_file() and (ROOT / "pyproject.toml").is_file()


def own_command(words: str = "") -> str:
    """Return how a command of this program is called here: ``python3 run.py doctor``, or ``netwright doctor``.

    Args:
        words: the command and its arguments; empty for what opens the window.
    """
    return f"{'python3 run.py' if in_checkout() else 'netwright'} {words}".rstrip()


def install_command(*packages: str) -> str:
    """Return the command that installs packages into this environment, with an installer that is there.

    Args:
        packages: names, with ranges of versions or extras where they matter.
    """
    plain = re.compile(r"[\w.-]+")
    wanted = " ".join(each if plain.fullmatch(each) else f'"{each}"' for each in packages)
    if shutil.which("uv") or find_spec("pip") is None:  # only uv makes environments without pip
        return f"uv pip install --python {_quoted(sys.executable)} {wanted}"
    return f"{_quoted(sys.executable)} -m pip install {wanted}"


def gpu_command(backend: str = "") -> str:
    """Return the command that brings a backend for the graphics card.

    Args:
        backend: ``tensorflow``, ``jax`` or ``torch``; empty for the one that fits the machine.
    """
    if in_checkout():
        return own_command(f"setup --gpu {backend}".rstrip())
    if not backend:
        from platform import machine

        intel = machine().lower() in ("x86_64", "amd64")
        on_linux = "tensorflow" if intel else "jax"  # TensorFlow's wheel for ARM has no CUDA
        backend = on_linux if sys.platform == "linux" else "torch"
    command = install_command(f"netwright[gpu-{backend}]")
    if backend == "torch" and sys.platform == "win32":
        index = f"https://download.pytorch.org/whl/{TORCH_CUDA}"
        by_uv = command.startswith("uv ")
        command += f" --torch-backend {TORCH_CUDA}" if by_uv else f" --extra-index-url {index}"
    return command


def _quoted(path: str) -> str:
    """Return a path as all shells read it; single quotes mean nothing to that of Windows."""
    return f'"{path}"' if " " in path else path
