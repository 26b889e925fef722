"""Where TensorFlow's own kernels are known to fail, so that training can go round it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocks.catalog.registry import layer_type
from blocks.inference.result import BlockCheck

if TYPE_CHECKING:
    from blocks.check.checker import Checker

PLAIN_KERNELS = {"TF_ENABLE_ONEDNN_OPTS": "0"}
"""Environment that makes TensorFlow use its own convolution kernels; must be set before it is imported."""


def needs_plain_kernels(checker: Checker) -> bool:
    """Tell whether training on a CPU could crash in oneDNN's kernels.

    In TensorFlow 2.21 the filter gradient of a 1x1 convolution with strides above 1 writes beyond its memory on
    processors with AVX-512, unless its channels are a multiple of 16 ("double free or corruption", sometimes much
    later). The comparison with Keras in `tests/blocks` found it. TensorFlow's own kernels are right, and slower
    by about a third for small networks, so they are asked for only where they are needed.
    """
    graph = checker.graph
    return any(can_crash(graph.blocks[key].type, check) for key, check in checker.results.items())


def can_crash(block_type: str, result: BlockCheck) -> bool:
    """Tell whether that holds for one block, or for a layer inside it."""
    if result.inside is not None:
        return result.inside.can_crash
    if layer_type(block_type) not in ("Conv2D", "Conv2DTranspose") or result.inference is None:
        return False
    arguments = result.arguments
    # Both have the smaller side's channels third in the kernel: (height, width, channels, ...).
    channels = result.inference.weights[0].shape[2] if result.inference.weights else 0
    strided = arguments["kernel_size"] == 1 and arguments["strides"] != 1
    return bool(strided and channels % 16)
