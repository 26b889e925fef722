"""Short ways to write documents down, and random ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from blocks.check.checker import Checker
from blocks.commands.blocks import fresh_block, normal_values
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, SetMetaparameters
from blocks.graph.graph import MODEL, Block, Graph, Metaparameter, Wire
from blocks.parameters import Choice, Flag, Integer, Number
from blocks.values.shapes import Shape, element_count
from blocks.values.values import Expression, Value
from tests.blocks.catalog.generated import value_of

Spec = tuple[str, str, Sequence[str], dict[str, Value]]
"""Name of a block within the test, type, the blocks it reads, values."""

ORIGIN = (0.0, 0.0)


def document_of(specs: Iterable[Spec], metaparameters: Sequence[Metaparameter] = ()) -> Document:
    """Build a document; a block whose name ends in ``!`` gives the layer that name."""
    document, ids = Document(), dict[str, str]()
    document.apply([SetMetaparameters(MODEL, (), tuple(metaparameters))])
    for name, type_name, inputs, values in specs:
        block = fresh_block(document.model, type_name)
        kind = document.model.kind_of(block)
        assert kind is not None
        needed = {each.name: block.values[each.name] for each in kind.parameters if each.required}
        given = normal_values(kind, {**needed, **values})
        block = Block(block.id, type_name, given, name[:-1] if name.endswith("!") else "")
        document.apply(
            [
                AddBlock(MODEL, block, ORIGIN),
                *wires(document.model, block, [ids[key] for key in inputs]),
            ]
        )
        ids[name] = block.id
    return document


def wires(graph: Graph, block: Block, sources: Sequence[str]) -> list[Edit]:
    """Connect the first outputs of blocks to a block, in order."""
    kind = graph.kind_of(block)
    assert kind is not None
    many = [f"input_{at}" for at in range(1, len(sources) + 1)]
    ports = many if kind.inputs.many else kind.inputs.names
    return [
        AddWire(MODEL, Wire(source, "output", block.id, port))
        for source, port in zip(sources, ports, strict=False)
    ]


METAPARAMETERS = (
    Metaparameter(Number(name="alpha", minimum=0, help="Width multiplier."), 0.5),
    Metaparameter(Integer(name="n", minimum=1), 3),
    Metaparameter(Flag(name="bias", help="Whether there are biases."), True),
    Metaparameter(Choice(name="Mode", choices=("same", "valid")), "same"),
    Metaparameter(Number(name="max"), 0.25),
)
SIZES = (
    "n",
    "int(4 * alpha) + 1",
    "max(channels // 2, 1)",
    "channels",
    "n + (bias and n > 1)",
    "min(units, 4)",
    "round(n ** 1.5)",
    "(n or alpha) + 1",
)
CHOICES: dict[str, tuple[str, ...]] = {
    "units": SIZES,
    "filters": SIZES,
    "kernel_size": ("n % 2 + 1", "1, 1", "(1, n) if alpha > 1 else 2"),
    "padding": (
        "Mode",
        "'same' if height > 2 else 'valid'",
        "'same' if not (bias or n < 2) else Mode",
    ),
    "use_bias": ("bias", "bias and alpha < n", "not bias"),
    "rate": ("max", "max / (1 + alpha)", "min(max, 0.5)"),
    "activation": ("'relu' if bias else 'tanh'",),
    "strides": ("1 if Mode == 'valid' else 2",),
}
"""Expressions for parameters, by name."""

ANY_RANK = (
    "Dense",
    "BatchNormalization",
    "Dropout",
    "Activation",
    "ReLU",
    "Softmax",
    "Flatten",
    "Reshape",
    "Slice",
)
IMAGE = (
    "Conv2D",
    "Conv2D",
    "Conv2D",
    "SeparableConv2D",
    "DepthwiseConv2D",
    "Conv2DTranspose",
    "MaxPooling2D",
    "AveragePooling2D",
    "ZeroPadding2D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
)
MERGING = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Concatenate")
INPUTS: tuple[Shape, ...] = ((8, 8, 3), (6, 5, 2), (8, 8, 4), (5, 6, 1), (7,), (4, 3))
LARGEST = 3000
"""Values in one tensor: small models run quickly."""


@dataclass
class Builder:
    """Grows a random document block by block; what the live check refuses is taken back."""

    draw: DrawFn
    document: Document = field(default_factory=Document)
    names: int = 0

    def __post_init__(self) -> None:
        """Start with metaparameters and the first input."""
        self.document.apply([SetMetaparameters(MODEL, (), METAPARAMETERS)])
        self.checker = Checker(self.document)
        self.tensors: list[str] = []
        self.add_input()

    def add_input(self) -> None:
        """Declare one more input."""
        shape = self.draw(st.sampled_from(INPUTS))
        self.try_block("Input", {"shape": shape}, ())

    def add_single(self, source: str) -> None:
        """Add a block with one input: for images mostly one that is made for them."""
        shape = self.checker.results[source].output
        image = shape is not None and len(shape) == 3 and self.draw(st.integers(0, 3)) > 0
        type_name = self.draw(st.sampled_from(IMAGE if image else ANY_RANK))
        kind = self.document.model.type_named(type_name)
        assert kind is not None
        values: dict[str, Value] = {}
        for parameter in kind.parameters:
            if parameter.name in ("dtype", "data_format", "quantization_config", "lora_rank"):
                continue  # half precision cannot be compared, and a CPU computes channels last only
            choices = CHOICES.get(parameter.name)
            if choices and self.draw(st.integers(0, 3)) == 0:
                values[parameter.name] = Expression(self.draw(st.sampled_from(choices)))
            elif parameter.front or self.draw(st.integers(0, 7)) == 0:
                values[parameter.name] = self.draw(value_of(parameter))
        if not self.try_block(type_name, values, (source,)):
            self.try_block(type_name, {}, (source,))

    def add_merge(self, type_name: str, first: str) -> None:
        """Add a merging block over tensors whose shapes may fit."""
        shape = self.checker.results[first].output
        fitting = [key for key in self.tensors if self.checker.results[key].output == shape]
        count = 2 if type_name == "Subtract" else self.draw(st.integers(2, 3))
        others = [self.draw(st.sampled_from(fitting)) for _ in range(count - 1)]
        self.try_block(type_name, {}, self.draw(st.permutations([first, *others])))

    def try_block(self, type_name: str, values: dict[str, Value], sources: Sequence[str]) -> bool:
        """Add a block; take it back where it has problems or would be too large."""
        block = fresh_block(self.document.model, type_name)
        kind = self.document.model.kind_of(block)
        assert kind is not None
        chosen = normal_values(kind, {**block.values, **values})
        name = ""
        if type_name != "Slice" and self.draw(st.integers(0, 5)) == 0:
            self.names += 1
            name = f"{self.draw(st.sampled_from(('x', 'Stem', 'layers', 'dense', 'a', '_', '9')))}{self.names}of"
        block = replace(block, values=chosen, name=name)
        edits = [AddBlock(MODEL, block, ORIGIN), *wires(self.document.model, block, sources)]
        self.document.apply(edits)
        result = self.checker.results[block.id]
        count = element_count(result.output)
        if result.problems or not count or count > LARGEST or result.parameters > LARGEST:
            self.document.apply([edit.inverse() for edit in reversed(edits)])
            return False
        self.tensors.append(block.id)
        return True


@st.composite
def documents(draw: DrawFn, largest: int = 12) -> Document:
    """Random models: chains, skips, branches, several inputs and outputs, expressions, names."""
    builder = Builder(draw)
    style = draw(st.sampled_from(("chain", "chain", "residual", "any", "any")))
    if style == "any" and draw(st.booleans()):
        builder.add_input()
    for _ in range(draw(st.integers(1, largest))):
        recent = builder.tensors[-1]
        source = (
            recent if style == "chain" else draw(st.sampled_from([recent, *builder.tensors[-4:]]))
        )
        if style != "chain" and len(builder.tensors) > 3 and draw(st.integers(0, 2)) == 0:
            builder.add_merge(draw(st.sampled_from(MERGING)), source)
        else:
            builder.add_single(source)
    finish(builder)
    builder.checker.close()
    return builder.document


def finish(builder: Builder) -> None:
    """Give every unused input a reader, so that the model is whole."""
    graph = builder.document.model
    for key in list(graph.blocks):
        if graph.blocks[key].type == "Input" and not graph.outgoing(key):
            assert builder.try_block("Flatten", {}, (key,))


def changed(document: Document, **values: Any) -> None:
    """Give metaparameters other values."""
    old = document.model.metaparameters
    new = tuple(replace(meta, value=values.get(meta.name, meta.value)) for meta in old)
    document.apply([SetMetaparameters(MODEL, old, new)])
