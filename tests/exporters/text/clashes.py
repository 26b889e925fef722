"""Documents in which composites, metaparameters and ports are called like something that a script has already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from blocks.document.document import Document
from blocks.document.edits import ReplaceBlock
from blocks.graph.graph import MODEL, Metaparameter
from blocks.parameters import Integer
from blocks.values.values import Expression
from tests.blocks.composites import Drawing, Sketch, parallel, series, when

COMPOSITES = (
    *("Model", "Keras", "Layers", "BuildModel", "Main", "LoadData", "X", "Inputs", "Shortcut", "I"),
    *("Range", "Int", "Print", "Branches", "Np", "Os", "LoadDigits", "Lambda", "Input2", "Max"),
)
METAPARAMETERS = (
    *("x", "layers", "keras", "shortcut", "branches", "range", "int", "input", "match", "name"),
    *("model", "build_model", "epochs", "SEED", "Seed", "block", "inner_block", "inputs", "self"),
    *("SEED_2", "num_layers", "input_size", "features", "skip", "branch_1", "print", "dropout2d"),
)


def clashing_documents() -> Iterator[Document]:
    """Yield a network for each name, which stands at every place where it can."""
    for name in COMPOSITES:
        yield network(composite=name)
    for name in METAPARAMETERS:
        yield network(metaparameter=name)
        yield network(inner=name)


def network(
    composite: str = "Block", metaparameter: str = "filters", inner: str = "size"
) -> Document:
    """A composite in another one, in a loop, in branches and under a condition, with a skip connection."""
    sketch = Sketch()
    part = sketch.graph("InnerBlock", _whole(metaparameter, 3), _whole("step", 0))
    left, right = part.add("In", name=metaparameter), part.add("In", name="range")
    y = part.add("Dense", left, units=f"={metaparameter} + int(step)")
    y = part.add("Dense", y, units=f"={metaparameter}")
    part.add("Out", part.add("Concatenate", y, right), name="i")
    whole = sketch.graph(composite, _whole(metaparameter, 3), _whole(inner, 2))
    x = whole.add("In")
    y = whole.add("Dense", x, units=f"={inner} + i", structure=parallel(2))
    y = given(whole, whole.add("InnerBlock", x, y), {metaparameter: metaparameter, "step": inner})
    y = whole.add("Dense", y, units=f"={metaparameter}", structure=when(f"{inner} > 1"))
    whole.add("Out", whole.add("Concatenate", y, x))
    model = sketch.graph(MODEL, _whole(metaparameter, 4), _whole(inner, 2))
    x = model.add("Input", shape=(5,))
    x = model.add(composite, x, structure=series(2))
    x = model.add(composite, given(model, x, {metaparameter: metaparameter}))
    x = given(model, x, {inner: f"{inner} + {metaparameter}"})
    model.add("Dense", x, units=f"=max({metaparameter}, {inner})")
    return sketch.document


def given(drawing: Drawing, block_id: str, texts: dict[str, str]) -> str:
    """Set expressions; their names may be anything, so they cannot be arguments here."""
    old = drawing.graph.blocks[block_id]
    values = {name: Expression(text) for name, text in texts.items()}
    new = replace(old, values={**old.values, **values})
    drawing.document.apply([ReplaceBlock(drawing.name, old, new)])
    return block_id


def _whole(name: str, value: int) -> Metaparameter:
    return Metaparameter(Integer(name=name), value)
