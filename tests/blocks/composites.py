"""Short ways to write composites down."""

from __future__ import annotations

from collections.abc import Sequence

from blocks.commands.blocks import fresh_block, normal_values
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddGraph, AddWire, Edit, SetMetaparameters
from blocks.graph.graph import MODEL, Block, Metaparameter, Wire
from blocks.graph.structure import Structure
from blocks.values.values import Expression, Value

Source = str | tuple[str, str]
"""Id of a block, or with the name of its output port."""


class Sketch:
    """A document that grows graph by graph."""

    def __init__(self) -> None:
        self.document = Document()

    def graph(self, name: str, *metaparameters: Metaparameter, description: str = "") -> Drawing:
        """Begin a composite; the model is there already."""
        edits: list[Edit] = [] if name == MODEL else [AddGraph(name, description)]
        edits.append(SetMetaparameters(name, (), metaparameters))
        self.document.apply(edits)
        return Drawing(self.document, name)


def graph_in(document: Document, name: str) -> Drawing:
    """Begin a composite in a document that is there already."""
    document.apply([AddGraph(name)])
    return Drawing(document, name)


class Drawing:
    """One graph of a document."""

    def __init__(self, document: Document, name: str) -> None:
        self.document, self.name = document, name
        self.graph = document.graph(name)

    def add(
        self,
        type_name: str,
        *sources: Source,
        name: str = "",
        structure: Structure | None = None,
        **values: Value,
    ) -> str:
        """Add a block with only the values given; a text that begins with = is an expression."""
        kind = self.graph.type_named(type_name)
        assert kind is not None, type_name
        given = {
            key: Expression(value[1:])
            if isinstance(value, str) and value.startswith("=")
            else value
            for key, value in values.items()
        }
        block_id = fresh_block(self.graph, type_name).id
        block = Block(block_id, type_name, normal_values(kind, given), name, structure=structure)
        edits: list[Edit] = [AddBlock(self.name, block, (0.0, 0.0))]
        for at, source in enumerate(sources):
            if isinstance(source, str):
                source = (source, self.graph.output_ports(source)[0])
            port = f"input_{at + 1}" if kind.inputs.many else kind.inputs.names[at]
            edits.append(AddWire(self.name, Wire(*source, block_id, port)))
        self.document.apply(edits)
        return block_id

    def chain(self, source: str, *parts: tuple[str, dict[str, Value]]) -> str:
        """Add blocks one after the other."""
        for type_name, values in parts:
            source = self.add(type_name, source, **values)
        return source


def series(count: int | str, when: str | None = None) -> Structure:
    """Repeat in series; texts are expressions."""
    return Structure(series=_value(count), when=None if when is None else Expression(when))


def parallel(count: int | str, merge: str = "Concatenate", when: str | None = None) -> Structure:
    """Repeat in parallel; texts are expressions."""
    condition = None if when is None else Expression(when)
    return Structure(parallel=_value(count), merge=merge, when=condition)


def when(test: str) -> Structure:
    """Be there only where a test holds."""
    return Structure(when=Expression(test))


def _value(count: int | str) -> int | Expression:
    return Expression(count) if isinstance(count, str) else count


def specs(*parts: tuple[str, dict[str, Value]]) -> Sequence[tuple[str, dict[str, Value]]]:
    """Return parts of a chain."""
    return parts
