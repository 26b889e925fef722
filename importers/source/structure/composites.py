"""What was read on trial, as a composite of the document, and its instances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from blocks.document.edits import AddGraph
from blocks.errors import EditError, InvalidValue
from blocks.graph.graph import MODEL_CLASS, Block, Graph, Wire
from blocks.inference.composite_type import composite_type
from importers.folding.names import free_name
from importers.keras_json.document import composite_name
from importers.source.graph.builder import Spec, ports_of
from importers.source.graph.finish import Knob, Names, block_of, numbered
from importers.source.interpreter.loops import Loops
from importers.source.interpreter.state import Region
from importers.source.values import symbols
from importers.source.values.values import (
    UNSET,
    Cells,
    DictValue,
    ListValue,
    NotStructure,
    SequentialValue,
    Sym,
    Tensor,
    Unknown,
    is_plain,
)


@dataclass(eq=False)
class Definition:
    """A composite that a function is, and how its instances come about.

    Attributes:
        func: the function or class.
        region: where its body was read.
        knobs: metaparameters to be, by symbol.
        paths: which argument each of them is.
        sources: where the tensor of every In comes from: a path to an argument, or a tensor outside.
        result: what the function returns.
        grown: what the Sequential models end with.
        name: of the composite.
        outs: the ports by the keys of the tensors.
        used: the metaparameters in use.
        reads: what the body reads from outside, with the values that it had.
    """

    func: Any
    region: Region
    knobs: dict[symbols.Leaf, Knob] = field(default_factory=dict)
    paths: dict[symbols.Leaf, tuple[Any, ...]] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)
    sources: list[tuple[Tensor, Any]] = field(default_factory=list)
    result: Any = None
    grown: list[Any] = field(default_factory=list)
    name: str = ""
    outs: dict[tuple[int, str, str], str] = field(default_factory=dict)
    used: list[Knob] = field(default_factory=list)
    ins: list[Any] = field(default_factory=list)
    reads: list[tuple[Cells, str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look for what is said about the arguments."""
        from importers.source.interpreter.arguments import argument_helps

        if self.func is not None and hasattr(self.func, "node"):
            self.helps = argument_helps(self.func.node)

    def enter(self, tensor: Tensor, source: Any) -> Tensor:
        """Let the tensor of an argument come in."""
        builder = self.region.builder
        rank = len(tensor.shape) if tensor.shape is not None else tensor.rank
        inner = builder.enter(rank)
        if builder.shapes:
            inner.shape = tensor.shape
        self.sources.append((inner, source))
        return inner


class Composites(Loops):
    """Makes composites and instances of them."""

    # ------------------------------------------------------------ trials

    def enclosed(self, region: Region, result: Tensor, stem: str) -> Spec:
        builder = region.builder
        live = builder.ancestors([result])
        made = [spec for key, spec in builder.specs.items() if key in live and spec.type != "In"]
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
        return self.instance_spec(definition, {}, ())

    # ------------------------------------------------------------ definitions

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
        outs = _tensors_in([definition.result, *definition.grown], self)
        if not outs or any(each.builder is not builder for each in outs):
            raise NotStructure
        outer = [(inner, tensor) for inner, tensor in builder.ins.values()]
        known = {inner.key for inner, _ in definition.sources}
        definition.sources += [pair for pair in outer if pair[0].key not in known]
        live = builder.ancestors(outs)
        definition.sources = [pair for pair in definition.sources if pair[0].block in live]
        specs = self._in_order(definition, live)
        if not definition.sources or not any(spec.type not in ("In", "Input") for spec in specs):
            raise NotStructure
        graph = Graph(self._name(title, specs))
        graph.type_named = self.document.type_named
        names = Names(builder, definition.knobs, True)
        ids = numbered(specs)
        self._fill(graph, specs, ids, names, definition)
        self._finish_outs(graph, definition, outs, ids)
        definition.used = names.knobs()
        self._check_sizes(definition)
        graph.metaparameters = tuple(knob.metaparameter() for knob in definition.used)
        graph.description = words or _description(specs)
        definition.name = self._add_graph(graph, nested, bool(title))
        definition.ins = [source for _, source in definition.sources]

    def _check_sizes(self, definition: Definition) -> None:
        """Refuse a metaparameter for a size of a tensor that the composite does not take.

        Raises:
            NotStructure: there is one.
        """
        builder = definition.region.builder
        entering = {inner.key for inner, _ in definition.sources}
        for knob in definition.used:
            tensor = knob.leaf.tensor
            if tensor is not None:
                key = builder.inner(tensor).key
                if key not in entering and key[0] == builder.uid:
                    raise NotStructure(frozenset((knob.leaf,)))

    def _in_order(self, definition: Definition, live: set[str]) -> list[Spec]:
        builder = definition.region.builder
        first = [builder.specs[inner.block] for inner, _ in definition.sources]
        entering = {spec.id for spec in first}
        rest = [spec for key, spec in builder.specs.items() if key in live and key not in entering]
        if any(spec.type in ("In", "Input") for spec in rest):
            raise NotStructure
        return [*first, *rest]

    def _fill(
        self,
        graph: Graph,
        specs: Sequence[Spec],
        ids: Mapping[str, str],
        names: Names,
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
                block = Block(ids[spec.id], "In", {}, _unique(titles, spec.id))
            else:
                try:
                    block = block_of(spec, names, ids[spec.id], self.document.type_named)
                except InvalidValue:
                    raise NotStructure from None
                block = replace(block, shares=words.get(spec.id, ""))
            graph.put(block)
            graph.positions[block.id] = (0.0, 110.0 * at)
        for spec in specs:
            join(graph, spec, ids)

    def _finish_outs(
        self,
        graph: Graph,
        definition: Definition,
        outs: Sequence[Tensor],
        ids: Mapping[str, str],
    ) -> None:
        for at, tensor in enumerate(outs, 1):
            name = "output" if len(outs) == 1 else f"output_{at}"
            block = Block(f"out-{len(ids) + at}", "Out", {}, name)
            graph.put(block)
            graph.positions[block.id] = (0.0, 110.0 * (len(ids) + at))
            graph.join(Wire(ids[tensor.block], tensor.port, block.id, "input"))
            definition.outs[tensor.key] = name

    def _name(self, title: str, specs: Sequence[Spec]) -> str:
        if title:
            return composite_name(title, self.document)
        return free_name(_stem([spec.type for spec in specs]), set(self.document.graphs))

    def _add_graph(self, graph: Graph, nested: str, titled: bool) -> str:
        """Add a graph to the document, or return the name of one that is the same."""
        stem = graph.name.rstrip("0123456789")
        for other in self.document.graphs.values():
            if other.name and other.name.rstrip("0123456789") == stem and _alike(other, graph):
                return other.name
        extra = {MODEL_CLASS: nested} if nested else {}
        try:
            self.document.apply([AddGraph(graph.name, graph.description, extra)])
            graph.extra = self.document.graphs[graph.name].extra
            self.document.adopt(graph)
        except EditError:
            raise NotStructure from None
        return graph.name

    def trimmed(self, name: str, ports: tuple[str, ...]) -> str:
        """Return the name of a composite that is the same but for outputs that nobody wants."""
        old = self.document.graphs[name]
        graph = Graph(free_name(name, set(self.document.graphs)))
        graph.type_named = self.document.type_named
        kept = [
            block
            for block in old.blocks.values()
            if block.type != "Out" or (block.name or block.id) in ports
        ]
        for block in kept:
            graph.put(block)
            graph.positions[block.id] = old.positions[block.id]
        for wire in old.wires():
            if wire.target in graph:
                graph.join(wire)
        graph.metaparameters, graph.description = old.metaparameters, old.description
        return self._add_graph(graph, old.nested, True)

    # ------------------------------------------------------------ instances

    def still(self, definition: Definition, func: Any) -> bool:
        """Tell whether all that a body has read from outside is as it was; another closure has names of its own."""
        frames = dict(zip(_frames(definition.func), _frames(func), strict=False))
        return all(
            _same_value(frames.get(cells, cells).cells.get(name, UNSET), old)
            for cells, name, old in definition.reads
        )

    def instance(
        self, definition: Definition, bound: Mapping[str, Any], growing: Sequence[SequentialValue]
    ) -> Any:
        """Call a composite; returns what the function returns."""
        for cells, name, _ in definition.reads:
            self.get(cells, name)
        spec = self.instance_spec(definition, bound, growing)
        outputs = dict(zip(spec.outputs, self.emit(spec), strict=True))
        for model, end in zip(growing, definition.grown, strict=True):
            if isinstance(end, Tensor):
                self.put(model, "tensor", outputs[definition.outs[end.key]])
        values = {leaf: self._at(bound, path) for leaf, path in definition.paths.items()}
        return self._given_back(definition, definition.result, outputs, values)

    def instance_spec(
        self, definition: Definition, bound: Mapping[str, Any], growing: Sequence[SequentialValue]
    ) -> Spec:
        """Return the block of an instance."""
        inputs: list[Tensor] = []
        by_inner: dict[tuple[int, str, str], Tensor] = {}
        for inner, source in definition.sources:
            if isinstance(source, Tensor):
                tensor = source
            elif source[0] == "model" and growing:
                tensor = self.get(growing[source[1]], "tensor")
            else:
                tensor = self._at(bound, source)
            inputs.append(tensor)
            by_inner[inner.key] = tensor
        values: dict[str, Any] = {}
        for knob in definition.used:
            values[knob.name] = self._value_of(definition, knob, bound, by_inner)
        graph = self.document.graphs[definition.name]
        kind = composite_type(graph)
        return Spec(definition.name, values, inputs, outputs=kind.outputs)

    def _value_of(
        self,
        definition: Definition,
        knob: Knob,
        bound: Mapping[str, Any],
        by_inner: Mapping[tuple[int, str, str], Tensor],
    ) -> Any:
        leaf = knob.leaf
        if leaf in definition.paths:
            return self._at(bound, definition.paths[leaf])
        if leaf.tensor is None:
            return symbols.sym_of(leaf)
        builder = definition.region.builder
        tensor = by_inner.get(builder.inner(leaf.tensor).key)
        if tensor is None:  # a size of something further out
            return symbols.sym_of(leaf)
        known: Any = UNSET
        if tensor.shape:
            at = {"height": 0, "width": 1}.get(leaf.axis, -1)
            known = tensor.shape[at] if tensor.shape[at] is not None else UNSET
        return symbols.sym_of(
            symbols.new_leaf(leaf.axis, known=known, tensor=tensor, axis=leaf.axis)
        )

    def _at(self, bound: Mapping[str, Any], path: tuple[Any, ...]) -> Any:
        value = bound[path[0]]
        for at in path[1:]:
            value = (self.items(value) if isinstance(value, ListValue) else value)[at]
        return value

    def _given_back(
        self,
        definition: Definition,
        value: Any,
        outputs: Mapping[str, Tensor],
        values: Mapping[symbols.Leaf, Any],
    ) -> Any:
        """Return what a function returned, for this call."""
        if isinstance(value, Tensor):
            return outputs[definition.outs[value.key]]
        if isinstance(value, Sym):
            return symbols.with_values(value, values)
        if isinstance(value, tuple):
            return tuple(self._given_back(definition, each, outputs, values) for each in value)
        if isinstance(value, ListValue):
            return ListValue(
                [self._given_back(definition, each, outputs, values) for each in self.items(value)]
            )
        if isinstance(value, DictValue):
            items = self.get(value, "items").items()
            return DictValue(
                {k: self._given_back(definition, v, outputs, values) for k, v in items}
            )
        if is_plain(value) or isinstance(value, Unknown):
            return value
        raise NotStructure


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


def _tensors_in(values: Sequence[Any], reader: Composites) -> list[Tensor]:
    """Return the tensors in what a function gives back, each once."""
    found: dict[Any, Tensor] = {}
    for value in values:
        if isinstance(value, Tensor):
            found[value.key] = value
        elif isinstance(value, (ListValue, tuple)):
            items = reader.items(value) if isinstance(value, ListValue) else list(value)
            found |= {each.key: each for each in _tensors_in(items, reader)}
        elif isinstance(value, DictValue):
            items = list(reader.get(value, "items").values())
            found |= {each.key: each for each in _tensors_in(items, reader)}
    return list(found.values())


def _stem(types: Sequence[str]) -> str:
    """Return a name for a composite that has none in the source, after what is in it."""
    if "Add" in types or "OpsAdd" in types:
        return "ResidualBlock"
    if "Concatenate" in types:
        return "ConcatBlock"
    if any("Conv" in each for each in types):
        return "ConvNorm" if any("Normalization" in each for each in types) else "ConvBlock"
    return "DenseBlock" if "Dense" in types else "Block"


def _port_name(source: Any, at: int) -> str:
    if isinstance(source, tuple) and isinstance(source[0], str) and source[0].isidentifier():
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


def _frames(func: Any) -> list[Cells]:
    """Return the frames around a function, the innermost first."""
    found: list[Cells] = []
    frame = getattr(func, "frame", None)
    while frame is not None:
        found.append(frame)
        frame = frame.outer
    return found


def _same_value(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(_same_value(a, b) for a, b in zip(one, other, strict=True))
    return is_plain(one) and is_plain(other) and type(one) is type(other) and one == other


def _description(specs: Sequence[Spec]) -> str:
    types = list(dict.fromkeys(spec.type for spec in specs if spec.type not in ("In", "Input")))[:4]
    words = f"{', '.join(types[:-1])} and {types[-1]}" if len(types) > 1 else types[0]
    return f"{words} as they stand in the script."
