"""Random documents with composites: nested, repeated in series and in parallel, under conditions, with expressions."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.graph.graph import MODEL, Metaparameter
from blocks.graph.structure import MERGES, Structure
from blocks.parameters import Flag, Integer, Number
from blocks.values.expressions import names_in
from blocks.values.values import Expression, Value
from tests.blocks.composites import Drawing, Sketch

METAPARAMETERS = (
    Metaparameter(Integer(name="filters", minimum=1, help="Channels of the layers."), 3),
    Metaparameter(Number(name="rate", minimum=0, maximum=1), 0.5),
    Metaparameter(Flag(name="wide"), False),
)
SIZES = (
    "filters",
    "filters + 1",
    "channels",
    "max(1, int(channels * rate))",
    "2 * filters if wide else filters",
)
TESTS = ("wide", "channels < filters", "not wide and rate > 0.2", "channels != filters", "True")
COUNTS: tuple[int | Expression, ...] = (
    0,
    1,
    2,
    3,
    Expression("min(filters, 3)"),
    Expression("2 if wide else 1"),
)
LARGEST = 40
"""Layers in one model: a case must stay quick."""


@dataclass
class Maker:
    """Grows a document; what the live check refuses is taken back."""

    draw: DrawFn
    sketch: Sketch = field(default_factory=Sketch)
    composites: list[str] = field(default_factory=list)
    ends: dict[str, tuple[int, int]] = field(default_factory=dict)

    def layer(self, drawing: Drawing, source: str, indexed: bool) -> tuple[str, dict[str, Value]]:
        """Choose a type and values."""
        sizes = [*SIZES, *(("filters + i", "1 + i % 2") if indexed else ())]
        size = "=" + self.draw(st.sampled_from(sizes))
        choices: list[tuple[str, dict[str, Value]]] = [
            ("Conv2D", {"filters": size, "kernel_size": 1}),
            ("Conv2D", {"filters": size, "padding": "same", "activation": "relu"}),
            ("BatchNormalization", {}),
            ("ReLU", {}),
            ("Dense", {"units": size}),
            ("Slice", {"stop": "=max(1, channels // 2)"}),
            ("Dropout", {"rate": "=rate / 2"}),
        ]
        for name in self.composites:
            given: dict[str, Value] = {"filters": size}
            if self.draw(st.booleans()):
                given["wide"] = "=" + self.draw(st.sampled_from(("not wide", "channels > 2")))
            if self.draw(st.integers(0, 5)) == 0:
                given["trainable"] = self.draw(st.sampled_from((False, "=wide")))
            choices += [(name, given)] * 3
        return self.draw(st.sampled_from(choices))

    def structure(self) -> Structure | None:
        """Choose how often a block is there."""
        kind = self.draw(st.sampled_from(("once", "once", "series", "parallel", "when", "both")))
        test = Expression(self.draw(st.sampled_from(TESTS)))
        count = self.draw(st.sampled_from(COUNTS))
        if kind == "once":
            return None
        if kind == "when":
            return Structure(when=test)
        if kind == "parallel":
            merge = self.draw(st.sampled_from(MERGES))
            count = count if count != 0 else 2
            return Structure(
                parallel=count, merge=merge, when=self.draw(st.sampled_from((None, test)))
            )
        return Structure(series=count, when=test if kind == "both" else None)

    def step(self, drawing: Drawing, source: str) -> str:
        """Add one block behind another."""
        structure = self.structure()
        indexed = structure is not None and (
            structure.series is not None or structure.parallel is not None
        )
        type_name, values = self.layer(drawing, source, indexed)
        if self.ends.get(type_name, (1, 1)) != (1, 1):
            structure = None  # repeats have one end on either side
            texts = {name: str(value)[1:] for name, value in values.items()}
            values = {name: values[name] for name in texts if "i" not in names_in(texts[name])}
            return self.joined(drawing, source, type_name, values)
        return drawing.add(type_name, source, structure=structure, **values)

    def joined(
        self, drawing: Drawing, source: str, type_name: str, values: dict[str, Value]
    ) -> str:
        """Add an instance of several ends: all inputs get the same tensor, all outputs are joined."""
        inputs, outputs = self.ends[type_name]
        made = drawing.add(type_name, *[source] * inputs, **values)
        if outputs == 1:
            return made
        return drawing.add("Concatenate", (made, "output"), (made, "second"))

    def composite(self, number: int) -> None:
        """Draw one composite: a chain, perhaps beside a skip connection."""
        drawing = self.sketch.graph(f"Part{number}", *METAPARAMETERS, description="A random part.")
        start = end = middle = drawing.add("In", name="input")
        ends = (self.draw(st.sampled_from((1, 1, 1, 2))), self.draw(st.sampled_from((1, 1, 1, 2))))
        other = drawing.add("In", name="other") if ends[0] == 2 else ""
        for _ in range(self.draw(st.integers(1, 3))):
            middle, end = end, self.step(drawing, end)
        if other:
            end = drawing.add("Concatenate", end, other)
        if self.draw(st.booleans()):
            end = drawing.add("Concatenate", start, end)
        if self.draw(st.integers(0, 4)) == 0:
            drawing.add("ReLU", start)  # leads nowhere, so it is not there
        drawing.add("Out", end, name="output")
        if ends[1] == 2:
            drawing.add("Out", middle, name="second")
        self.ends[drawing.name] = ends
        self.composites.append(drawing.name)

    def model(self) -> None:
        """Draw the main graph; a block with problems, or too large, is taken out again."""
        drawing = self.sketch.graph(MODEL, *METAPARAMETERS)
        end = drawing.add("Input", shape=(4, 4, 3))
        checker = Checker(self.sketch.document)
        for _ in range(self.draw(st.integers(1, 4))):
            before, known = end, set(drawing.graph.blocks)
            end = self.step(drawing, end)
            added = sorted(drawing.graph.blocks.keys() - known)
            results = [checker.results[key] for key in added]
            count = sum(number for result in results for _, number in result.layers)
            large = count > LARGEST or any(result.parameters > 5000 for result in results)
            if large or any(result.problems for result in results):
                take_out(drawing, *added)
                end = before
        drawing.add("Flatten", end)
        checker.close()


def take_out(drawing: Drawing, *block_ids: str) -> None:
    """Remove blocks."""
    from blocks.commands.blocks import remove_blocks

    drawing.document.apply(remove_blocks(drawing.document, block_ids, drawing.name))


@st.composite
def composite_documents(draw: DrawFn) -> Document:
    """Documents with up to three composites, each of which may use those before it."""
    maker = Maker(draw)
    for number in range(draw(st.integers(1, 3))):
        maker.composite(number)
    maker.model()
    return maker.sketch.document
