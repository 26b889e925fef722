"""Receptive fields against Keras: which input values have a gradient, where every weight counts."""

from __future__ import annotations

from typing import Any

import pytest

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.graph.graph import MODEL
from tests.blocks.composites import Sketch, parallel, series
from tests.blocks.networks import whole

pytestmark = [pytest.mark.keras, pytest.mark.timeout(300)]

SIDE = 61


def chain(*layers: tuple[str, dict[str, Any]]) -> Document:
    model = Sketch().graph(MODEL)
    model.chain(model.add("Input", shape=(SIDE, SIDE, 1)), *layers)
    return model.document


def branches() -> Document:
    sketch = Sketch()
    part = sketch.graph("Part", whole("size", 3))
    start = part.add("In", name="input")
    left = part.add("Conv2D", start, filters=1, kernel_size="=size", padding="same")
    right = part.add(
        "Conv2D", start, filters=1, kernel_size=(1, 7), padding="same", dilation_rate=2
    )
    part.add("Out", part.add("Add", left, right, start), name="output")
    model = sketch.graph(MODEL)
    block_id = model.add("Part", model.add("Input", shape=(SIDE, SIDE, 1)), structure=series(2))
    block_id = model.add("AveragePooling2D", block_id, pool_size=3, strides=2)
    model.add("Part", block_id, size="=2 * i + 3", structure=parallel(2))
    return sketch.document


CASES = {
    "strides and gaps": chain(
        ("Conv2D", {"filters": 1, "kernel_size": 3, "strides": 2}),
        ("DepthwiseConv2D", {"kernel_size": (5, 3)}),
        ("AveragePooling2D", {"pool_size": 2}),
        ("SeparableConv2D", {"filters": 1, "kernel_size": 3, "dilation_rate": 2}),
    ),
    "enlarged": chain(
        ("Conv2D", {"filters": 1, "kernel_size": 3, "strides": 3}),
        ("Conv2DTranspose", {"filters": 1, "kernel_size": 3, "strides": 3}),
        ("Conv2D", {"filters": 1, "kernel_size": 4}),
    ),
    "branches": branches(),
}


@pytest.mark.parametrize("name", CASES)
def test_a_field_is_what_has_a_gradient(name: str) -> None:
    import numpy as np
    import tensorflow as tf

    from exporters.plan.make import make_plan
    from tests.exporters.running import built_by_plan

    document = CASES[name]
    checker = Checker(document)
    model = built_by_plan(make_plan(document, checker))
    model.set_weights([np.ones_like(weight) for weight in model.get_weights()])
    image = tf.Variable(tf.ones((1, SIDE, SIDE, 1)))
    with tf.GradientTape() as tape:
        output = model(image)
        _, rows, columns, _ = output.shape
        # Of all values near the middle, the one that sees most: an enlarged place may lie at a seam.
        places = [
            (rows // 2 + down, columns // 2 + across) for down in range(3) for across in range(3)
        ]
        values = tf.stack([tf.reduce_sum(output[0, row, column]) for row, column in places])
    seen = np.abs(tape.jacobian(values, image).numpy())[:, 0, :, :, 0] > 0
    found = (int(seen.any(axis=2).sum(axis=1).max()), int(seen.any(axis=1).sum(axis=1).max()))

    assert found == checker.fields()[checker.graph.sinks()[0]]
