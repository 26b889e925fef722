"""How many axes come out where no sizes are known: the answer of the block types, whatever they are called."""

from __future__ import annotations

from typing import Any

import pytest

from blocks.document.document import Document
from importers.source.graph.builder import Builder, Spec
from importers.source.graph.ranks import rank_after
from importers.source.values.values import Tensor


@pytest.mark.parametrize(
    ("name", "values", "coming", "right"),
    [
        ("Conv2D", {"filters": 8}, None, 3),
        ("Conv2D", {"filters": 8.5}, 3, 3),  # a value that will not do says nothing about the axes
        ("Conv1D", {"filters": 8}, None, 2),
        ("GlobalAveragePooling2D", {}, None, 1),
        ("GlobalAveragePooling2D", {"keepdims": True}, None, 3),
        ("Flatten", {}, None, 1),
        ("RandomFlip", {}, 3, 3),
        ("LSTM", {"units": 4}, None, 1),
        ("LSTM", {"units": 4, "return_sequences": True}, None, 2),
        ("BatchNormalization", {}, 3, 3),
        ("Dense", {"units": 4}, None, None),
        ("NobodyKnows2D", {}, 2, 2),
    ],
)
def test_block_types_say_how_many_axes_they_give(
    name: str, values: dict[str, Any], coming: int | None, right: int | None
) -> None:
    tensor = Tensor(Builder(Document()), "input-1", rank=coming)
    assert rank_after(Spec(name, values, [tensor])) == right
