"""Layers, their calls and the tensors between them, as files of Keras 2 and 3 have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from blocks.values.safe_json import Json, fields
from importers.reports.errors import UnreadableModel


@dataclass(frozen=True, slots=True)
class KerasTensor:
    """An output of a layer: the layer's name, the number of the call, the number of the output."""

    layer: str
    node: int
    index: int
    shape: tuple[int | None, ...] | None = None


NESTED = " > "
"""Stands between the name of a nested model and that of a layer in it."""

MAX_DEPTH = 20
"""Of lists and dictionaries around tensors."""

Argument: TypeAlias = "Json | KerasTensor"


@dataclass(frozen=True, slots=True)
class Node:
    """One call of a layer.

    Attributes:
        inputs: the tensors it was called with, in order.
        constants: other arguments that say something, by position or name.
        places: for operations, what stands at each position: a `KerasTensor` or a plain value.
        listed: the tensors come as one list.
        keys: of each tensor, the key in the dictionary that it came in; empty where none came so.
    """

    inputs: tuple[KerasTensor, ...]
    constants: Mapping[str, Argument] = field(default_factory=dict)
    places: tuple[Argument, ...] = ()
    listed: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerConfig:
    """A layer as the file has it.

    Attributes:
        name: unique within its model.
        class_name: Keras's class, or one that is not known.
        module: where the class is from; empty in files of Keras 2.
        config: its arguments, word for word.
        nodes: its calls, in order.
        model: the layers in it, where it is a model itself.
        registered: the name that a custom class was registered under.
        notes: what is to be said of words that had another meaning.
        fault: why Keras has no such layer any more; empty where it has.
        number: by which Keras knows a layer that the file has in several places.
        origin: the layer's name in the file with the names of the models around it, where these were opened.
    """

    name: str
    class_name: str
    module: str
    config: Mapping[str, Json]
    nodes: tuple[Node, ...] = ()
    model: Model | None = None
    registered: str = ""
    notes: tuple[str, ...] = ()
    fault: str = ""
    number: int | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """The layers of a model, and which tensors go in and come out.

    Attributes:
        name: of the model.
        layers: in the order of the file.
        inputs: what goes in.
        outputs: what comes out.
        sequential: it is a chain of layers.
        entries: by which names the inputs go in where they come as a dictionary.
        results: the keys of the outputs where they come as a dictionary.
        opened: nested models whose layers were put in place of them.
        cut: layers that share weights with others in the file and cannot do so here.
    """

    name: str
    layers: tuple[LayerConfig, ...]
    inputs: tuple[KerasTensor, ...]
    outputs: tuple[KerasTensor, ...]
    sequential: bool = False
    entries: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()

    def count(self) -> int:
        """Return the number of layers, those of nested models too."""
        return sum(1 if each.model is None else each.model.count() for each in self.layers)


def is_operation(layer: LayerConfig) -> bool:
    """Tell whether a node is one of ``keras.ops``.

    Files of `.h5` name no module. There an operation has a name alone, and takes no list of tensors as layers do.
    """
    if layer.module:
        return layer.module.startswith("keras.src.ops.")
    plain = all(node.places and not node.listed for node in layer.nodes)
    return bool(layer.nodes) and plain and set(layer.config) == {"name"}


def nodes_of(data: Json, name: str) -> Iterator[Node]:
    """Yield the calls of a layer, as Keras 2 or 3 wrote them.

    Raises:
        UnreadableModel: they cannot be read.
    """
    if not isinstance(data, list):
        raise UnreadableModel(f"The calls of the layer {name[:60]} cannot be read.")
    for item in data:
        if isinstance(item, Mapping) and item and not item.keys() & {"args", "kwargs"}:
            keys = tuple(sorted(item))  # a model called with a dictionary, as Keras 2 writes it
            node = _node_of_2([item[key] for key in keys], name)
            yield replace(node, keys=keys)
        elif isinstance(item, Mapping):
            yield _node_of_3(item, name)
        elif isinstance(item, list):
            yield _node_of_2(item, name)
        else:
            raise UnreadableModel(f"A call of the layer {name[:60]} cannot be read.")


def _node_of_3(item: Mapping[str, Json], name: str) -> Node:
    """Read ``{"args": [...], "kwargs": {...}}`` as Keras 3 writes it."""
    args, kwargs = item.get("args", []), item.get("kwargs", {})
    if not isinstance(args, list) or not isinstance(kwargs, Mapping):
        raise UnreadableModel(f"A call of the layer {name[:60]} cannot be read.")
    inputs: list[KerasTensor] = []
    places: list[Argument] = []
    keys: list[str] = []
    for at in args:
        found = list(_tensors_in(at))
        inputs += [each for _, each in found]
        keys += [key for key, _ in found]
        tensor = tensor_of_3(at)
        places.append(at if tensor is None else tensor)
    constants: dict[str, Argument] = {}
    for key, value in kwargs.items():
        tensor = tensor_of_3(value)
        if tensor is not None:
            inputs.append(tensor)
            constants[key] = tensor
        elif value is not None and value is not False:
            constants[key] = value
    listed = any(isinstance(at, list) and tensor_of_3(at[0]) for at in args if at)
    told = tuple(keys) if any(keys) else ()
    return Node(tuple(inputs), constants, tuple(places), listed, told)


def _tensors_in(data: Json, key: str = "", depth: int = 0) -> Iterator[tuple[str, KerasTensor]]:
    """Yield the tensors of an argument in Keras's order, dictionaries by their sorted keys, each with its key."""
    tensor = tensor_of_3(data)
    if tensor is not None:
        yield key, tensor
    elif depth > MAX_DEPTH:
        raise UnreadableModel("The tensors of a call lie too deep in lists.")
    elif isinstance(data, list):
        for each in data:
            yield from _tensors_in(each, key, depth + 1)
    elif isinstance(data, Mapping) and "class_name" not in data:
        for name in sorted(data):
            yield from _tensors_in(data[name], name, depth + 1)


def tensor_of_3(item: Json) -> KerasTensor | None:
    """Read a tensor as Keras 3 writes it; ``None`` for anything else."""
    if fields(item).get("class_name") != "__keras_tensor__":
        return None
    config = fields(fields(item).get("config"))
    return replace(_tensor(config.get("keras_history")), shape=_shape(config.get("shape")))


def _shape(data: Json) -> tuple[int | None, ...] | None:
    if not isinstance(data, list) or len(data) > 16:
        return None
    sizes = [size if type(size) is int and 0 <= size < 2**40 else None for size in data]
    return tuple(sizes)


_CONSTANT = "_CONSTANT_VALUE"


def _node_of_2(item: list[Json], name: str) -> Node:
    """Read ``[["conv", 0, 0, {}], ...]`` as Keras 2 writes it; a single call may lack the outer list."""
    calls = [item] if item and isinstance(item[0], str) else item
    inputs: list[KerasTensor] = []
    constants: dict[str, Argument] = {}
    for call in calls:
        if not isinstance(call, list) or len(call) not in (3, 4):
            raise UnreadableModel(f"A call of the layer {name[:60]} cannot be read.")
        if call[0] == _CONSTANT:  # a function that is called with a plain value first
            constants["x"] = call[2]
        else:
            inputs.append(_tensor(call[:3]))
        given = call[3] if len(call) == 4 else {}
        for key, each in fields(given).items():
            tensor = _tensor_of_2(each)
            if tensor is not None:
                constants[key] = tensor
                inputs.append(tensor)
            elif each is not None and each is not False:
                constants[key] = each
    return Node(tuple(inputs), constants, (), len(inputs) > 1)


def tensors_of(data: Json) -> tuple[KerasTensor, ...]:
    """Read the ends of a model: one tensor, a list of them, or a dictionary."""
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list) and len(data) == 3 and isinstance(data[0], str):
        data = [data]
    if not isinstance(data, list) or not data:
        raise UnreadableModel("The model does not say where data go in and come out.")
    return tuple(_tensor(item) for item in data)


def _tensor(data: Json) -> KerasTensor:
    found = _tensor_of_2(data)
    if found is None:
        raise UnreadableModel("A tensor of the model cannot be read.")
    return found


def _tensor_of_2(data: Json) -> KerasTensor | None:
    """Read a tensor as Keras 2 writes it, ``["embedding", 0, 0]``; ``None`` for anything else."""
    match data:
        case [str(layer), int(node), int(index)] if node >= 0 and index >= 0:
            plain = not isinstance(node, bool) and not isinstance(index, bool)
            return KerasTensor(layer, node, index) if plain else None
    return None
