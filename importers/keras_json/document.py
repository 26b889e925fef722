"""The layers of a file as a document: blocks and wires, nested models as composites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from blocks.catalog.activation import ACTIVATION
from blocks.catalog.ports import IN, OUT
from blocks.catalog.registry import block_types
from blocks.check.outputs import Output
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddGraph, AddWire, Edit
from blocks.errors import EditError
from blocks.graph.graph import FUNCTIONAL, MODEL, MODEL_CLASS, SEQUENTIAL, Block, Wire
from blocks.graph.ids import slug
from blocks.graph.naming import keras_prefix
from blocks.graph.unknown_layers import MAX_PORTS
from blocks.types.block_type import BlockType, Category
from blocks.values.shapes import Shape
from importers.folding.names import free_name
from importers.keras_json.calls import NESTED, KerasTensor, LayerConfig, Model, Node
from importers.keras_json.functions import is_function
from importers.keras_json.layers import read_layer
from importers.keras_json.outputs import note_outputs
from importers.reports.errors import UnreadableModel
from importers.reports.report import Report

OutputPort = tuple[str, str]
"""A block and its output port."""

_NAME = re.compile(r"[A-Za-z0-9_]{1,60}")
_STEP = 110.0
"""Distance of blocks before the graph is laid out."""


Origins = dict[str, dict[str, str]]
"""By graph and block id, the name that a layer has in the file; within a nested model that of the model before it."""


def document_of(model: Model, report: Report, origins: Origins) -> Document:
    """Build a document from a model; what cannot be known is in the report.

    Args:
        model: what was read.
        report: gets remarks.
        origins: gets the layers' names.

    Raises:
        UnreadableModel: the calls do not fit together.
    """
    document = Document()
    try:
        _Builder(document, MODEL, model, report, origins).build()
    except EditError as error:
        raise UnreadableModel(f"The layers do not fit together: {error}.") from None
    report.layers = model.count()
    report.blocks = sum(len(graph.blocks) for graph in document.graphs.values())
    return document


@dataclass
class _Builder:
    """Builds one graph of the document."""

    document: Document
    graph: str
    model: Model
    report: Report
    origins: Origins
    places: dict[tuple[str, int, int], OutputPort] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    prefix: str = ""
    count: int = 0
    named: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    ends: list[OutputPort] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def build(self) -> None:
        """Add every call in an order in which its inputs are there already."""
        for layer, at in self._in_order():
            self._add(layer, at)
        if self.graph:
            for at, tensor in enumerate(self.model.outputs):
                name = "output" if len(self.model.outputs) == 1 else f"output_{at + 1}"
                self._put(Block(self._id("out"), OUT.name, {}, name), [self._place(tensor)])
            self.document.apply(self.edits)
        else:
            self._show_outputs()
            self.document.apply(self.edits)
            note_outputs(self.document.model, self._named_ends(), self.report)
            self._tell()

    def _show_outputs(self) -> None:
        """Give outputs that are used further on, or come twice, an end of their own."""
        used = {edit.wire[:2] for edit in self.edits if isinstance(edit, AddWire)}
        twice = Counter(map(self._place, self.model.outputs))
        for at, tensor in enumerate(self.model.outputs):
            place = self._place(tensor)
            if place in used or twice[place] > 1:
                block_id = self._id(ACTIVATION.name)
                self._put(Block(block_id, ACTIVATION.name, {"activation": "linear"}), [place])
                more = "used further on" if place in used else "another output as well"
                text = f"is an output and {more}: a linear Activation shows it as an output"
                self.report.add("added", tensor.layer, text, block_id)
                place = block_id, "output"
            self.ends.append(place)
            if at < len(self.model.results):
                self.keys[place[0]] = self.model.results[at]

    def _named_ends(self) -> dict[Output, str]:
        """Return the outputs in the file's order, each with its key, or with the name of its layer."""
        layers = {self._place(tensor): tensor.layer for tensor in self.model.outputs}
        return {
            Output(*place): self.keys.get(place[0]) or layers.get(place, "") for place in self.ends
        }

    def _tell(self) -> None:
        """Say what of the file's models is not as it was."""
        for name in self.model.opened:
            text = "is opened in place: a layer in it is used outside as well, and has its weights once"
            self.report.add("opened", name, text)
        for name in self.model.cut:
            text = "has weights in common with a layer elsewhere in the file, and weights of its own here"
            self.report.add("cut", name, text)

    def _in_order(self) -> Iterator[tuple[LayerConfig, int]]:
        """Yield layers with the number of a call: the model's inputs in their order, then as in the file."""
        rank = {tensor.layer: at for at, tensor in enumerate(self.model.inputs)}
        last = len(rank)
        waiting = [
            (layer, at)
            for layer in sorted(self.model.layers, key=lambda each: rank.get(each.name, last))
            for at in range(len(layer.nodes) or (1 if _is_input(layer) else 0))
        ]
        done: set[tuple[str, int]] = set()
        while waiting:
            left = []
            for layer, at in waiting:
                inputs = layer.nodes[at].inputs if layer.nodes else ()
                if all((tensor.layer, tensor.node) in done for tensor in inputs):
                    done.add((layer.name, at))
                    yield layer, at
                else:
                    left.append((layer, at))
            if len(left) == len(waiting):
                name = left[0][0].name[:60]
                raise UnreadableModel(f"The layer {name} waits for data that never come.")
            waiting = left

    def _add(self, layer: LayerConfig, at: int) -> None:
        if layer.model is not None:
            self._add_model(layer, layer.model, at)
            return
        if _is_input(layer) and self.graph:
            self._add_port(layer)
            return
        node = layer.nodes[at] if layer.nodes else None
        read = read_layer(layer, node or _NO_CALL, self._told(layer, at))
        block_id = self._id(read.type)
        block = Block(block_id, read.type, read.values, self._name(layer), read.extra)
        block = replace(block, shares=self._word(layer, block_id))
        self.origins.setdefault(self.graph, {})[block.id] = self.prefix + (
            layer.origin or layer.name
        )
        if read.reason:
            kind = "code" if read.code else "unknown"
            self.report.add(kind, layer.name, read.reason, block_id)
        for note in layer.notes if at == 0 else ():
            self.report.add("meaning", layer.name, note, block_id)
        self._tell_shared(layer, block_id, at)
        self._tell_left_out(layer, node, block_id)
        sources = [self._place(tensor) for tensor in node.inputs] if node else []
        self._put(block, sources, read.ports)
        self.places[layer.name, at, 0] = block.id, "output"
        if read.reason:
            for index in range(1, MAX_PORTS):
                self.places[layer.name, at, index] = block.id, f"output_{index + 1}"

    @cached_property
    def _shapes(self) -> dict[tuple[str, int], dict[int, Shape]]:
        """The shapes that every call gives, by the number of the output, as those say that use it."""
        found: dict[tuple[str, int], dict[int, Shape]] = {}
        nodes = (node for user in self.model.layers for node in user.nodes)
        for tensor in (each for node in nodes for each in node.inputs):
            if tensor.shape and tensor.index < MAX_PORTS:
                found.setdefault((tensor.layer, tensor.node), {})[tensor.index] = tensor.shape[1:]
        return found

    def _told(self, layer: LayerConfig, at: int) -> tuple[Shape | None, ...]:
        found = self._shapes.get((layer.name, at), {})
        return tuple(found.get(index) for index in range(max(found, default=-1) + 1))

    def _tell_shared(self, layer: LayerConfig, block_id: str, at: int) -> None:
        if at == 1:
            text = f"is applied {len(layer.nodes)} times and has its weights once"
            self.report.add("shared", layer.name, text, block_id)

    def _tell_left_out(self, layer: LayerConfig, node: Node | None, block_id: str) -> None:
        """Say which part of a layer has no place in a block."""
        kind = block_types().get(layer.class_name)
        # Layers that prepare images are called with training=True where nobody says anything.
        usual = kind is not None and kind.category is Category.PREPROCESSING
        if node is not None and node.constants.get("training") is True and not usual:
            text = (
                "is called with training=True, which is left out: it works in training alone here"
            )
            self.report.add("left out", layer.name, text, block_id)
        shape = layer.config.get("batch_shape", layer.config.get("batch_input_shape"))
        if _is_input(layer) and isinstance(shape, list) and shape[:1] not in ([], [None]):
            text = f"has the batch size {shape[0]!r}, which is left out: any number goes in here"[
                :200
            ]
            self.report.add("left out", layer.name, text, block_id)

    def _word(self, layer: LayerConfig, block_id: str) -> str:
        """Return what all blocks of a layer that is called more than once have in common."""
        return self.words.setdefault(layer.name, block_id) if len(layer.nodes) > 1 else ""

    def _add_port(self, layer: LayerConfig) -> None:
        inputs = [tensor.layer for tensor in self.model.inputs]
        name = "input" if len(inputs) == 1 else f"input_{inputs.index(layer.name) + 1}"
        block = Block(self._id("in"), IN.name, {}, name)
        self._put(block, [])
        self.places[layer.name, 0, 0] = block.id, "output"

    def _add_model(self, layer: LayerConfig, model: Model, at: int) -> None:
        """Make a nested model a composite, and this call an instance of it."""
        name = self._definition(layer, model)
        block_id = self._id(name)
        word = self._word(layer, block_id)
        block = Block(block_id, name, {}, self._name(layer), shares=word)
        self._put(block, [self._place(tensor) for tensor in layer.nodes[at].inputs])
        kind = self.document.type_named(name)
        for index, port in enumerate(kind.outputs if kind else ()):
            self.places[layer.name, at, index] = block.id, port
        self._tell_shared(layer, block.id, at)

    def _definition(self, layer: LayerConfig, model: Model) -> str:
        if layer.name in self.named:
            return self.named[layer.name]
        name = composite_name(layer.name, self.document)
        kind = SEQUENTIAL if model.sequential else FUNCTIONAL
        self.document.apply(
            [AddGraph(name, f"The nested model {layer.name[:60]}.", {MODEL_CLASS: kind})]
        )
        prefix = f"{self.prefix}{layer.origin or layer.name}{NESTED}"
        _Builder(self.document, name, model, self.report, self.origins, prefix=prefix).build()
        self.named[layer.name] = name
        return name

    def _put(self, block: Block, sources: list[OutputPort], ports: Sequence[str] = ()) -> None:
        self.edits.append(AddBlock(self.graph, block, (0.0, _STEP * self.count)))
        self.count += 1
        try:
            ports = ports or ports_of(self.document.type_named(block.type), len(sources))
        except ValueError:
            raise UnreadableModel(
                f"The layer {block.name or block.type} has too many inputs."
            ) from None
        for (source, port), target in zip(sources, ports, strict=True):
            self.edits.append(AddWire(self.graph, Wire(source, port, block.id, target)))

    def _place(self, tensor: KerasTensor) -> OutputPort:
        found = self.places.get((tensor.layer, tensor.node, tensor.index))
        if found is None:
            raise UnreadableModel(f"The layer {tensor.layer[:60]} gives less than is asked of it.")
        return found

    def _id(self, type_name: str) -> str:
        return f"{slug(type_name)}-{self.count + 1}"

    def _name(self, layer: LayerConfig) -> str:
        """Return a layer's name, mended where the file's is not one that Python code could have."""
        if self.graph:
            return ""  # layers of a composite are made many times and have no names of their own
        if is_automatic(layer.name) or is_function(layer):
            return ""  # Keras gives such names by counting, and so it will do here
        if _NAME.fullmatch(layer.name):
            return layer.name
        name = re.sub(r"[^A-Za-z0-9_]+", "_", layer.name)[:60] or "layer"
        self.report.add("renamed", layer.name, f"is called {name} now")
        return name


_NO_CALL = Node(())


def _is_input(layer: LayerConfig) -> bool:
    return layer.class_name == "InputLayer"


def ports_of(kind: BlockType | None, number: int) -> Sequence[str]:
    """Return the names of the ports that so many inputs go to; raises `ValueError` where a type has fewer."""
    names = [f"input_{at}" for at in range(1, number + 1)]
    if kind is None:
        return ["input", *names[1:]][:number]
    if not kind.inputs.many and number > len(kind.inputs.names):
        raise ValueError("too many inputs")
    return names if kind.inputs.many else kind.inputs.names[:number]


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(map(keras_prefix, block_types()))


def is_automatic(name: str) -> bool:
    """Tell whether a layer's name is one that Keras gives by counting, such as ``conv2d_7``."""
    head, _, number = name.rpartition("_")
    return name in _prefixes() or (number.isdecimal() and head in _prefixes())


def composite_name(name: str, document: Document) -> str:
    """Return a fresh composite name for a nested model: ``convnext_tiny_stem`` gives ``ConvnextTinyStem``."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    base = "".join(word[:1].upper() + word[1:] for word in words)[:50]
    return free_name(base if base[:1].isalpha() else f"Model{base}", document.graphs)
