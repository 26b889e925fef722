"""Every built-in block type, one module per category of Keras.

To add a layer, declare it in the module of its category, put it into that module's ``ALL``, and
add its line to ``tests/blocks/golden/catalog.txt``. A layer that has another one inside is declared once in `wrappers`,
for all of those. Everything else derives from the declaration; no other package compares names of layers.

Rules refuse where Keras refuses, with `blocks.types.rules.Refusal`. Its kinds here, and what they
carry (`Refusal.port` is set where an input is to blame, ``parameter`` where a value is):

    rank: wrong number of axes; expected axes without the batch, got the shape.
    open_size: a size that weights depend on is open; expected its name, got the shape.
    too_small: a window does not fit; expected its size, got the sizes it slides along.
    shapes_differ: inputs disagree; expected the shape of input ``other``, got that of ``port``.
    inputs: wrong number of inputs; expected and got are counts.
    axis: there is no such axis; expected the largest axis number, got what was asked for.
    groups: got (filters, or channels if ``parameter`` is groups) is no multiple of expected.
    strides_and_dilation: only one of the two may exceed 1; expected 1, got the dilation.
    output_padding: not below the strides; expected the strides, got the padding.
    target_shape: Reshape cannot lay got out as expected, since the number of values differs.
    range: Slice keeps nothing; expected the number of channels, got (start, stop).
    unlike: inputs ``other`` and ``port`` do not go together; ``text`` says in which way.
    value: a value fits its kind but not the rest; expected what would do, in words or a shape.
"""

from __future__ import annotations

from blocks.catalog import (
    activation,
    core,
    merging,
    normalization,
    operations,
    pooling,
    preprocessing,
    recurrent,
    regularization,
    resampling,
    reshaping,
)
from blocks.catalog.attention import dot_product as attention
from blocks.catalog.augmentation import images as augmentation
from blocks.catalog.convolution import layers as convolution
from blocks.catalog.wrappers import WRAPPERS as WRAPPERS
from blocks.types.block_type import BlockType

ALL: tuple[BlockType, ...] = (
    *core.ALL,
    *convolution.ALL,
    *pooling.ALL,
    *normalization.ALL,
    *regularization.ALL,
    *activation.ALL,
    *merging.ALL,
    *operations.ALL,
    *reshaping.ALL,
    *resampling.ALL,
    *recurrent.ALL,
    *attention.ALL,
    *preprocessing.ALL,
    *augmentation.ALL,
)
