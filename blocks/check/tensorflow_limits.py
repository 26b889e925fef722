"""Finds the layers at which TensorFlow's own kernels are known to fail, so that training can avoid those kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from blocks.inference.crashing_kernels import can_crash
from blocks.inference.result import BlockCheck

if TYPE_CHECKING:  # the doctor reads the environment here, without loading networkx
    from blocks.graph.graph import Graph

PLAIN_KERNELS = {"TF_ENABLE_ONEDNN_OPTS": "0"}
"""Environment that makes TensorFlow use its own convolution kernels; must be set before it is imported."""


def needs_plain_kernels(graph: Graph, results: Mapping[str, BlockCheck]) -> bool:
    """Tell whether training on a CPU could crash in oneDNN's kernels.

    Args:
        graph: the main graph.
        results: the check of every block of it.

    In TensorFlow 2.21 the filter gradient of a 1x1 convolution with strides above 1 writes beyond its memory on
    processors with AVX-512, unless its channels are a multiple of 16 ("double free or corruption", sometimes much
    later). The comparison with Keras in `tests/blocks` found it. TensorFlow's own kernels are right, and slower
    by about a third for small networks, so they are asked for only where they are needed.
    """
    return any(can_crash(graph.blocks[key].type, check) for key, check in results.items())
