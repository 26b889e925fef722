"""Makes a composite of a selection: its ports are found, what it takes from outside becomes a metaparameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from blocks.catalog.ports import IN, OUT
from blocks.catalog.registry import block_type
from blocks.commands.blocks import GAP, SIDE
from blocks.commands.composites.grouping_ports import Port, inputs_of, outputs_of
from blocks.commands.definition_edits import instances, moved_outputs, removed
from blocks.commands.promoting import Promotion, promotions
from blocks.commands.substitution import free_names
from blocks.document.document import Document
from blocks.document.edits import (
    COMPOSITE_NAME,
    AddBlock,
    AddGraph,
    AddWire,
    Edit,
    SetMetaparameters,
)
from blocks.document.layer_names import moved_names
from blocks.errors import EditError
from blocks.graph.graph import MODEL, Block, Graph, Position, Wire
from blocks.graph.ids import id_key, slug
from blocks.graph.shared_layers import split
from blocks.graph.structure import INDEX, LayerPath
from blocks.inference.arguments import SHAPE_NAMES
from blocks.inference.labels import Labels
from blocks.types.block_type import Form
from blocks.values.values import Expression, Value


def can_make(document: Document, ids: Iterable[str], graph_name: str = MODEL) -> str:
    """Say in words why a selection cannot become a composite; an empty text where it can."""
    graph = document.graph(graph_name)
    chosen = set(ids) & graph.blocks.keys()
    if not chosen:
        return "select the blocks of the composite first"
    labels = Labels(graph, {})
    for key in sorted(chosen, key=id_key):
        kind = graph.kind(key)
        label = labels.of(key)
        if kind is not None and kind.form is Form.INPUT:
            return f"{label} stays outside: a composite takes its data through ports of its own"
        if kind is not None and kind.form is Form.PORT:
            return f"{label} is an end of {graph_name or 'a composite'}: it stays where it is"
        for name in sorted(free_names(graph.blocks[key]) & graph.environment().keys()):
            if name in SHAPE_NAMES or name == INDEX:
                return f"{label} uses the metaparameter {name}: rename it first, since {name} has a meaning of its own"
    parted = split(graph, chosen)
    if parted is not None:
        one, other = map(labels.of, parted)
        return f"{one} and {other} are one layer: select both, or give one its own weights"
    between = _between(graph, chosen)
    if between:
        label = labels.of(between)
        return f"data leave the selection and come back through {label}: select it as well"
    return ""


def _between(graph: Graph, chosen: set[str]) -> str:
    """Return a block outside that lies between two that are chosen; empty for none."""
    after: set[str] = set()
    for key in graph.order():
        sources = {wire.source for wire in graph.incoming(key)}
        if key in chosen:
            if sources & after:
                return min(sources & after, key=id_key)
        elif sources & (chosen | after):
            after.add(key)
    return ""


def make_composite(
    document: Document,
    ids: Iterable[str],
    name: str,
    graph_name: str = MODEL,
    promote: Sequence[tuple[str, str]] = (),
) -> list[Edit]:
    """Put blocks into a new composite and an instance of it into their place.

    Args:
        document: the project.
        ids: the blocks.
        name: name of the composite.
        graph_name: the graph that the blocks are in.
        promote: ids and names of parameters that become metaparameters.

    Returns:
        the edits; the last block that they add is the instance.

    Raises:
        EditError: it cannot be done; the text says why.
    """
    chosen = set(ids)
    reason = name_problem(document, name) or can_make(document, chosen, graph_name)
    if reason:
        raise EditError(reason)
    grouping = _Grouping(document, document.graph(graph_name), chosen, name, promote)
    keys = grouping.output_keys() if graph_name == MODEL else {}
    return [*grouping.edits(), *moved_outputs(document, keys)]


def name_problem(document: Document, name: str) -> str:
    """Say why a composite cannot have a name; an empty text where it can."""
    if not COMPOSITE_NAME.fullmatch(name):
        return "the name of a composite begins with a letter and has letters, digits and _ only"
    if name in document.graphs:
        return f"there is a composite {name} already: take another name"
    if block_type(name) is not None:
        return f"{name} is a block of Keras: take another name"
    if instances(document, name):
        return f"there are blocks of a missing composite {name}: take another name"
    return ""


class _Grouping:
    """One selection on its way into a composite."""

    def __init__(
        self,
        document: Document,
        graph: Graph,
        chosen: set[str],
        name: str,
        promote: Sequence[tuple[str, str]],
    ) -> None:
        self.graph, self.chosen, self.name = graph, chosen, name
        self.order = [key for key in graph.order() if key in chosen]
        blocks = [graph.blocks[key] for key in self.order]
        self.promoted: list[Promotion] = promotions(graph, blocks, promote)
        moved = {block.id: block for block in blocks}
        for each in self.promoted:
            moved[each.block] = each.applied(graph, moved[each.block])
        self.blocks = moved
        own = {each.meta.name for each in self.promoted}
        used = frozenset().union(*map(free_names, moved.values())) - own
        self.passed = [meta for meta in graph.metaparameters if meta.name in used]
        taken = own | {meta.name for meta in self.passed}
        first = 1 + max(id_key(key)[0] for key in self.order)
        self.inputs = inputs_of(graph, self.order, first, taken)
        self.outputs = outputs_of(graph, self.order, first + len(self.inputs))
        self.instance_id = self._instance_id()
        self.names, self.renamed = moved_names(document, graph.name, self._inside)

    def output_keys(self) -> dict[str, str | None]:
        """Return the keys of outputs that the blocks give now, with those that the instance will give."""
        return {
            ".".join(port.source): f"{self.instance_id}.{port.name}"
            for port in self.outputs
            if not port.wires
        }

    def edits(self) -> list[Edit]:
        return [
            *self._definition(),
            *removed(self.graph, self.order),
            *self._instance(),
            *self.renamed,
        ]

    def _definition(self) -> list[Edit]:
        edits: list[Edit] = [AddGraph(self.name)]
        metas = (*self.passed, *(each.meta for each in self.promoted))
        if metas:
            edits.append(SetMetaparameters(self.name, (), metas))
        places = self.graph.positions
        for key in sorted(self.chosen, key=id_key):
            edits.append(AddBlock(self.name, replace(self.blocks[key], layers={}), places[key]))
        edits += self._ports()
        for key in self.order:
            for wire in self.graph.incoming(key):
                if wire.source in self.chosen:
                    edits.append(AddWire(self.name, wire))
        return edits

    def _ports(self) -> list[Edit]:
        """Add In blocks above and Out blocks below what they are wired to, with their wires."""
        top = min(self.graph.positions[key][1] for key in self.chosen) - GAP
        bottom = max(self.graph.positions[key][1] for key in self.chosen) + GAP
        edits: list[Edit] = []
        for type_name, ports, y in ((IN.name, self.inputs, top), (OUT.name, self.outputs, bottom)):
            for at, port in enumerate(ports):
                block = Block(port.id, type_name, {}, port.name)
                edits.append(AddBlock(self.name, block, self._at(at, y, ports)))
        for port in self.inputs:
            edits += [
                AddWire(self.name, Wire(port.id, "output", wire.target, wire.target_port))
                for wire in port.wires
            ]
        for port in self.outputs:
            edits.append(AddWire(self.name, Wire(*port.source, port.id, "input")))
        return edits

    def _at(self, index: int, y: float, ports: Sequence[Port]) -> Position:
        middle = centre([self.graph.positions[key] for key in self.chosen])[0]
        return middle + SIDE * (index - (len(ports) - 1) / 2), y

    def _instance(self) -> list[Edit]:
        values: dict[str, Value] = {meta.name: Expression(meta.name) for meta in self.passed}
        values |= {each.meta.name: each.given for each in self.promoted if each.given is not None}
        place = centre([self.graph.positions[key] for key in self.chosen])
        block = Block(
            self.instance_id,
            self.name,
            values,
            self._output_name(),
            layers=self.names.get(self.instance_id, {}),
        )
        edits: list[Edit] = [AddBlock(self.graph.name, block, place)]
        for port in self.inputs:
            edits.append(AddWire(self.graph.name, Wire(*port.source, block.id, port.name)))
        for port in self.outputs:
            edits += [
                AddWire(self.graph.name, Wire(block.id, port.name, wire.target, wire.target_port))
                for wire in port.wires
            ]
        return edits

    def _inside(self, path: LayerPath) -> LayerPath:
        """Return where a layer of the graph is when the composite is made."""
        return ((self.instance_id, 0), *path) if path[0][0] in self.chosen else path

    def _output_name(self) -> str:
        """Return the name of the one output that the instance gives the model: data and settings know it by that."""
        alone = self.graph.name == MODEL and len(self.outputs) == 1 and not self.outputs[0].wires
        return self.blocks[self.outputs[0].source[0]].name if alone else ""

    def _instance_id(self) -> str:
        """Return an id as old as the oldest block inside, so that what is made in which order stays alike."""
        oldest = min(id_key(key)[0] for key in self.chosen)
        wanted = f"{slug(self.name)}-{oldest}"
        return wanted if wanted not in self.graph else self.graph.fresh_id(self.name)


def centre(places: Sequence[Position]) -> Position:
    """Return the middle of places, in whole pixels so that it comes back from a file as it was."""
    columns, rows = [x for x, _ in places], [y for _, y in places]
    return float(round((min(columns) + max(columns)) / 2)), float(
        round((min(rows) + max(rows)) / 2)
    )
