"""Layers whose gradient TensorFlow's fast kernels get wrong; `blocks.check.tensorflow_limits` says why."""

from __future__ import annotations

from blocks.catalog.registry import block_type
from blocks.inference.result import BlockCheck
from blocks.types.roles import Role


def can_crash(type_name: str, result: BlockCheck) -> bool:
    """Tell whether that holds for one block, or for a layer inside it."""
    if result.inside is not None:
        return result.inside.can_crash
    kind = block_type(type_name)
    if kind is None or kind.layer.rank != 2 or result.inference is None:
        return False
    if kind.layer.role not in (Role.CONVOLUTION, Role.TRANSPOSED):
        return False
    arguments = result.arguments
    # Both have the smaller side's channels third in the kernel: (height, width, channels, ...).
    channels = result.inference.weights[0].shape[2] if result.inference.weights else 0
    strided = arguments["kernel_size"] == 1 and arguments["strides"] != 1
    return bool(strided and channels % 16)
