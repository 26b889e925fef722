"""Blocks of models of sequences are found, and named as people name them."""

from __future__ import annotations

from blocks.document.document import Document
from blocks.graph.graph import MODEL
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from importers.folding import fold
from tests.exporters.documents import Spec, document_of


def transformer(count: int) -> Document:
    specs: list[Spec] = [
        ("words", "Input", (), {"shape": (16,), "dtype": "int32"}),
        ("x0", "Embedding", ("words",), {"input_dim": 100, "output_dim": 32}),
    ]
    for at in range(count):
        x = f"x{at}"
        specs += [
            (f"a{at}", "MultiHeadAttention", (x, x), {"num_heads": 4, "key_dim": 8}),
            (f"s{at}", "Add", (x, f"a{at}"), {}),
            (f"n{at}", "LayerNormalization", (f"s{at}",), {}),
            (f"d{at}", "Dense", (f"n{at}",), {"units": 64, "activation": "relu"}),
            (f"e{at}", "Dense", (f"d{at}",), {"units": 32}),
            (f"t{at}", "Add", (f"n{at}", f"e{at}"), {}),
            (f"x{at + 1}", "LayerNormalization", (f"t{at}",), {}),
        ]
    specs.append(("mean", "GlobalAveragePooling1D", (f"x{count}",), {}))
    return document_of([*specs, ("class", "Dense", ("mean",), {"units": 3})])


def film(count: int) -> Document:
    specs: list[Spec] = [("x0", "Input", (), {"shape": (5, 32, 32, 3)})]
    for at in range(count):
        values = {"filters": 16 * 2**at, "kernel_size": 3, "padding": "same"}
        specs += [
            (f"c{at}", "TimeDistributed(Conv2D)", (f"x{at}",), values),  # type: ignore[list-item]
            (f"b{at}", "TimeDistributed(BatchNormalization)", (f"c{at}",), {}),
            (f"x{at + 1}", "TimeDistributed(MaxPooling2D)", (f"b{at}",), {}),
        ]
    specs.append(("flat", "TimeDistributed(Flatten)", (f"x{count}",), {}))
    return document_of([*specs, ("both", "Bidirectional(GRU)", ("flat",), {"units": 8})])


def test_blocks_of_a_transformer_are_one_that_is_repeated() -> None:
    found = fold(transformer(4), {}).document
    assert set(found.graphs) == {MODEL, "TransformerBlock"}
    (block,) = (each for each in found.model.blocks.values() if each.type == "TransformerBlock")
    assert block.structure is not None
    assert block.structure.series == 4
    assert "layers.MultiHeadAttention(4, 8)(x, x)" in write_script(make_plan(found))


def test_what_differs_in_layers_within_wrappers_becomes_a_metaparameter() -> None:
    found = fold(film(5), {}).document
    (name,) = set(found.graphs) - {MODEL}
    assert [meta.name for meta in found.graphs[name].metaparameters] == ["filters"]
    assert "layers.TimeDistributed(layers.Conv2D(filters, 3" in write_script(make_plan(found))
