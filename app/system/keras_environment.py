"""The environment of every process of ours that loads Keras: set before it starts, since backends read it at import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from app.system.hardware import preferred_backend
from blocks.check.tensorflow_limits import PLAIN_KERNELS

ROOT = Path(__file__).resolve().parents[2]

SHARE_CARD = {
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
}
"""Memory of a card is taken as it is needed; TensorFlow and JAX else take nearly all of it. PyTorch never does."""

NO_CARD = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}
"""For what only builds, writes or compares: that is quick on the processor, and a run may have the card."""


def keras_environment(
    base: Mapping[str, str] | None = None,
    *,
    backend: str | None = None,
    plain_kernels: bool = False,
    card: bool = True,
) -> dict[str, str]:
    """Return the environment for a process that will load Keras.

    Args:
        base: where it starts from; the environment of this process by default. What is set there stands.
        backend: Keras's backend; by default the user's choice, else one for the card of this machine.
        plain_kernels: keep to TensorFlow's own kernels; see `blocks.check.tensorflow_limits`.
        card: it may use a card; without, it leaves the card to a run that may be using it.
    """
    environment = dict(os.environ if base is None else base)
    for name, value in SHARE_CARD.items():
        environment.setdefault(name, value)
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    environment.update(PLAIN_KERNELS if plain_kernels else {})
    # A folder of the user's with a random.py in it must not shadow the standard library.
    paths = [str(ROOT), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    environment["PYTHONIOENCODING"] = "utf-8"
    if not card:
        environment.update(NO_CARD)
    backend = backend or (preferred_backend() if card else None)
    if backend:
        environment["KERAS_BACKEND"] = backend
    return environment
