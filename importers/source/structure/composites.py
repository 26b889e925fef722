"""Source that was read on trial, as a composite of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from blocks.catalog.ports import IN, OUT
from blocks.document.edits import AddGraph
from blocks.errors import EditError, InvalidValue
from blocks.graph.graph import MODEL_CLASS, Block, Graph, Wire
from blocks.types.roles import Role
from importers.folding.names import (
    free_name,
    is_convolution,
    is_normalization,
    listed,
    own_role,
)
from importers.keras_json.document import composite_name, ports_of
from importers.source.graph.builder import Spec
from importers.source.graph.finish import SymbolNames, block_of, numbered
from importers.source.reading.state import ReadingState, Region
from importers.source.structure.arguments import items_of
from importers.source.structure.definition import ArgumentPath, Definition
from importers.source.structure.instances import Instances
from importers.source.values.values import DictValue, ListValue, NotStructure, SourceValue, Tensor


@dataclass(eq=False)
class Composites:
    """Makes composites."""

    state: ReadingState
    instances: Instances

    def enclosed(self, region: Region, result: Tensor, stem: str) -> Spec:
        builder = region.builder
        live = builder.ancestors([result])
        made = [spec for key, spec in builder.specs.items() if key in live and spec.type != IN.name]
        if not made or result.builder is not builder:
            raise NotStructure
        if len(made) == 1 and len(made[0].outputs) == 1:
            spec = replace(made[0], id="", name="")
            outer = {inner.key: tensor for inner, tensor in builder.ins.values()}
            spec.inputs = [outer[each.key] for each in spec.inputs]
            return spec
        return self.composite(region, result, stem)

    def composite(self, region: Region, result: Tensor, stem: str) -> Spec:
        """Make a composite of a trial that takes tensors from around it; returns its instance."""
        definition = Definition(None, region)
        definition.sources = [(inner, tensor) for inner, tensor in region.builder.ins.values()]
        definition.result = result
        self.define(definition, "", "")
        return self.instances.instance_spec(definition, {}, ())

    def wrapped(self, spec: Spec) -> Spec:
        """Make a composite of one block, which can then have another structure of its own."""
        region = self.state.open(shapes=True)
        try:
            (result,) = self.state.emit(spec)
            return self.composite(region, result, "Part")
        finally:
            self.state.close(region)

    def define(self, definition: Definition, title: str, words: str, nested: str = "") -> None:
        """Add the composite to the document.

        Args:
            definition: what was read.
            title: name of the function; empty for a name after what is in it.
            words: what it does.
            nested: it is a model of its own: of which class.

        Raises:
            NotStructure: it gives something that a composite cannot give.
        """
        builder = definition.region.builder
        outs = _tensors_in([definition.result, *definition.grown], self.state)
        if not outs or any(each.builder is not builder for each in outs):
            raise NotStructure
        outer = [(inner, tensor) for inner, tensor in builder.ins.values()]
        known = {inner.key for inner, _ in definition.sources}
        definition.sources += [pair for pair in outer if pair[0].key not in known]
        live = builder.ancestors(outs)
        definition.sources = [pair for pair in definition.sources if pair[0].block in live]
        specs = self._in_order(definition, live)
        if not definition.sources or all(spec.begins for spec in specs):
            raise NotStructure
        graph = Graph(self._name(title, specs))
        graph.type_named = self.state.document.type_named
        names = SymbolNames(builder, definition.drafts, True)
        ids = numbered(specs)
        self._fill(graph, specs, ids, names, definition)
        self._finish_outs(graph, definition, outs, ids)
        definition.used = names.drafts()
        self._check_sizes(definition)
        graph.metaparameters = tuple(draft.metaparameter() for draft in definition.used)
        graph.description = words or _description(specs)
        definition.name = self._add_graph(graph, nested, bool(title))

    def _check_sizes(self, definition: Definition) -> None:
        """Refuse a metaparameter for a size of a tensor that the composite does not take.

        Raises:
            NotStructure: there is one.
        """
        builder = definition.region.builder
        entering = {inner.key for inner, _ in definition.sources}
        for draft in definition.used:
            tensor = draft.leaf.tensor
            if tensor is not None:
                key = builder.inner(tensor).key
                if key not in entering and key[0] == builder.uid:
                    raise NotStructure(frozenset((draft.leaf,)))

    def _in_order(self, definition: Definition, live: set[str]) -> list[Spec]:
        builder = definition.region.builder
        first = [builder.specs[inner.block] for inner, _ in definition.sources]
        entering = {spec.id for spec in first}
        rest = [spec for key, spec in builder.specs.items() if key in live and key not in entering]
        if any(spec.begins for spec in rest):
            raise NotStructure
        return [*first, *rest]

    def _fill(
        self,
        graph: Graph,
        specs: Sequence[Spec],
        ids: Mapping[str, str],
        names: SymbolNames,
        definition: Definition,
    ) -> None:
        several = len(definition.sources) > 1
        titles = {
            inner.block: _port_name(source, at) if several else "input"
            for at, (inner, source) in enumerate(definition.sources)
        }
        words = shared_words(specs, ids)
        for at, spec in enumerate(specs):
            if spec.id in titles:
                block = Block(ids[spec.id], IN.name, {}, _unique(titles, spec.id))
            else:
                try:
                    block = block_of(spec, names, ids[spec.id], self.state.document.type_named)
                except InvalidValue:
                    raise NotStructure from None
                block = replace(block, shares=words.get(spec.id, ""))
            graph.put(block)
            graph.positions[block.id] = (0.0, 110.0 * at)
        for spec in specs:
            join(graph, spec, ids)

    def _finish_outs(
        self, graph: Graph, definition: Definition, outs: Sequence[Tensor], ids: Mapping[str, str]
    ) -> None:
        for at, tensor in enumerate(outs, 1):
            name = "output" if len(outs) == 1 else f"output_{at}"
            block = Block(f"out-{len(ids) + at}", OUT.name, {}, name)
            graph.put(block)
            graph.positions[block.id] = (0.0, 110.0 * (len(ids) + at))
            graph.join(Wire(ids[tensor.block], tensor.port, block.id, "input"))
            definition.outs[tensor.key] = name

    def _name(self, title: str, specs: Sequence[Spec]) -> str:
        if title:
            return composite_name(title, self.state.document)
        return free_name(_stem([spec.type for spec in specs]), set(self.state.document.graphs))

    def _add_graph(self, graph: Graph, nested: str, titled: bool) -> str:
        """Add a graph to the document, or return the name of one that is the same."""
        stem = graph.name.rstrip("0123456789")
        for other in self.state.document.graphs.values():
            if other.name and other.name.rstrip("0123456789") == stem and _alike(other, graph):
                return other.name
        extra = {MODEL_CLASS: nested} if nested else {}
        try:
            self.state.document.apply([AddGraph(graph.name, graph.description, extra)])
            graph.extra = self.state.document.graphs[graph.name].extra
            self.state.document.adopt(graph)
        except EditError:
            raise NotStructure from None
        return graph.name

    def trimmed(self, name: str, ports: tuple[str, ...]) -> str:
        """Return the name of a composite that is the same but for outputs that nobody wants."""
        old = self.state.document.graphs[name]
        graph = Graph(free_name(name, set(self.state.document.graphs)))
        graph.type_named = self.state.document.type_named
        kept = [
            block
            for block in old.blocks.values()
            if block.type != OUT.name or (block.name or block.id) in ports
        ]
        for block in kept:
            graph.put(block)
            graph.positions[block.id] = old.positions[block.id]
        for wire in old.wires():
            if wire.target in graph:
                graph.join(wire)
        graph.metaparameters, graph.description = old.metaparameters, old.description
        return self._add_graph(graph, old.nested, True)


def shared_words(specs: Sequence[Spec], ids: Mapping[str, str]) -> dict[str, str]:
    """Return what the blocks of every layer that is applied more than once have in common."""
    groups: dict[int, list[str]] = {}
    for spec in specs:
        if spec.layer is not None:
            groups.setdefault(id(spec.layer), []).append(spec.id)
    return {key: ids[found[0]] for found in groups.values() if len(found) > 1 for key in found}


def join(graph: Graph, spec: Spec, ids: Mapping[str, str]) -> None:
    """Add the wires into a block."""
    try:
        ports = ports_of(graph.kind(ids[spec.id]), len(spec.inputs))
    except ValueError:
        raise NotStructure from None
    for tensor, port in zip(spec.inputs, ports, strict=True):
        graph.join(Wire(ids[tensor.block], tensor.port, ids[spec.id], port))


def _tensors_in(values: Iterable[SourceValue], state: ReadingState) -> list[Tensor]:
    """Return the tensors in what a function gives back, each once."""
    found: dict[tuple[int, str, str], Tensor] = {}
    for value in values:
        if isinstance(value, Tensor):
            found[value.key] = value
        elif isinstance(value, (ListValue, tuple)):
            found |= {each.key: each for each in _tensors_in(items_of(value, state), state)}
        elif isinstance(value, DictValue):
            items = state.entries(value).values()
            found |= {each.key: each for each in _tensors_in(items, state)}
    return list(found.values())


def _stem(types: Sequence[str]) -> str:
    """Return a name for a composite that has none in the source, after what is in it."""
    roles = set(map(own_role, types))
    if Role.SUM in roles:
        return "ResidualBlock"
    if Role.JOIN in roles:
        return "ConcatBlock"
    if any(map(is_convolution, types)):
        return "ConvNorm" if any(map(is_normalization, types)) else "ConvBlock"
    return "DenseBlock" if Role.DENSE in roles else "Block"


def _port_name(source: Tensor | ArgumentPath, at: int) -> str:
    if isinstance(source, tuple) and source[0].isidentifier():
        words = "_".join(str(each) for each in source)
        if words.isascii() and len(words) < 40:
            return words
    return f"input_{at + 1}"


def _unique(titles: Mapping[str, str], key: str) -> str:
    same = [other for other, name in titles.items() if name == titles[key]]
    return titles[key] if same[0] == key else f"{titles[key]}_{same.index(key) + 1}"


def _alike(one: Graph, other: Graph) -> bool:
    return (
        one.blocks == other.blocks
        and sorted(one.wires()) == sorted(other.wires())
        and one.metaparameters == other.metaparameters
        and one.description == other.description
    )


def _description(specs: Sequence[Spec]) -> str:
    types = listed(spec.type for spec in specs if not spec.begins)
    return f"{types} as they stand in the script."
