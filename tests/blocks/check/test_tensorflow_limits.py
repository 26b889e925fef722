"""The one convolution whose gradient TensorFlow gets wrong is seen, and no other."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from blocks.check.tensorflow_limits import needs_plain_kernels
from blocks.commands import blocks as commands
from blocks.document.document import Document


@pytest.mark.parametrize(
    ("channels", "kernel", "strides", "needed"),
    [(8, 1, 2, True), (16, 1, 2, False), (8, 1, 1, False), (8, 3, 2, False), (5, 1, (1, 2), True)],
)
def test_plain_kernels(channels: int, kernel: int, strides: object, needed: bool) -> None:
    document = Document()
    block_id, edits = commands.add_block(document, "Input", (0, 0))
    document.apply(edits)
    document.apply(commands.set_values(document, block_id, shape=(8, 8, channels)))
    last, edits = commands.add_block(document, "Conv2D", (0, 0), after=block_id)
    document.apply(edits)
    document.apply(commands.set_values(document, last, kernel_size=kernel, strides=strides))

    assert needs_plain_kernels(document.model, Checker(document).results) is needed
