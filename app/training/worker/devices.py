"""The devices that Keras can compute on, asked of the backend itself. For the worker and the doctor's child."""

from __future__ import annotations


def devices() -> tuple[str, ...]:
    """Return the devices of the backend in use, e.g. ``cpu:0`` or ``gpu:0``; imports Keras.

    Keras lists devices for TensorFlow and JAX only, so PyTorch is asked directly.
    """
    import keras

    if keras.backend.backend() != "torch":
        return tuple(str(device) for device in keras.distribution.list_devices())
    import torch

    if torch.cuda.is_available():
        return tuple(f"gpu:{number}" for number in range(torch.cuda.device_count()))
    if torch.backends.mps.is_available():
        return ("mps:0",)
    return ("cpu:0",)
