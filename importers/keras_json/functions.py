"""Functions of TensorFlow in models of tf.keras 2, as blocks: ``x * 2`` and ``tf.nn.relu(x)`` are names, no code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from blocks.catalog.activation import ACTIVATION, LEAKY_RELU, RELU, SOFTMAX as SOFTMAX_LAYER
from blocks.catalog.core import SLICE
from blocks.catalog.merging import CONCATENATE, MAXIMUM, MINIMUM, SUBTRACT
from blocks.catalog.operations import OPS_ADD, OPS_MULTIPLY
from blocks.catalog.pooling import GLOBAL_AVERAGE
from blocks.catalog.reshaping import PERMUTE, RESHAPE
from blocks.catalog.words import functions as words
from blocks.errors import FileError, InvalidValue
from blocks.types.block_type import BlockType
from blocks.values.safe_json import Json, fields, parse
from importers.keras_json.calls import Argument, KerasTensor, LayerConfig, Node

FunctionBlock = tuple[BlockType, dict[str, Argument]]
"""The type of a block and what is said of its parameters."""

_ASIDE = ("name", "training")


@dataclass(frozen=True, slots=True)
class _Call:
    """A function with what it is called with: a place has a tensor or a plain value."""

    function: str
    places: Sequence[Argument]
    named: Mapping[str, Argument]

    def numbers(self) -> list[float]:
        found = (each for each in self.places if not isinstance(each, bool))
        return [each for each in found if isinstance(each, (int, float))]

    def tensors(self) -> int:
        return sum(isinstance(each, KerasTensor) for each in self.places)

    def told(self, *keys: str, default: Json = None) -> Argument:
        """Return an argument by the first of its names that is there, or as what follows the tensors."""
        for key in keys:
            if key in self.named:
                return self.named[key]
        rest = [each for each in self.places if not isinstance(each, KerasTensor)]
        return rest[0] if rest else default


def is_function(layer: LayerConfig) -> bool:
    """Tell whether a layer of tf.keras 2 is a function by its name."""
    return layer.class_name in words.FUNCTION_LAYERS


def function_block(layer: LayerConfig, node: Node) -> FunctionBlock:
    """Return the block that a function is.

    Raises:
        InvalidValue: there is none, or it is called with what the block does not take.
    """
    function, constants = _function(layer)
    named = {key: each for key, each in node.constants.items() if key not in _ASIDE}
    call = _Call(function, _places(node, named, constants), named)
    if function in words.ACTIVATIONS:
        _only(call, 1)
        return ACTIVATION, {"activation": words.ACTIVATIONS[function]}
    for names, make in _MAKERS:
        if function in names:
            return make(call)
    raise InvalidValue(f"there is no block for the function {function[:60]}")


def _function(layer: LayerConfig) -> tuple[str, Mapping[str, Json]]:
    """Return the name of a function, and what stands at its places; of a graph's node the name of its kind."""
    config = layer.config
    if "node_def" not in config:
        return str(config.get("function")), {}
    told = config["node_def"]
    if isinstance(told, str):
        try:
            told = parse(told.encode())
        except FileError:
            raise InvalidValue("its node_def cannot be read") from None
    if fields(fields(told).get("attr")).get("keep_dims"):
        raise InvalidValue("it keeps axes of size 1")
    return str(fields(told).get("op")), fields(config.get("constants"))


def _places(
    node: Node, named: dict[str, Argument], constants: Mapping[str, Json]
) -> list[Argument]:
    """Return tensors and values in their places; `x` and `y` are taken out of the named ones."""
    found: list[Argument] = list(node.inputs)
    for each in named.values():
        if isinstance(each, KerasTensor):
            found.remove(each)
    if "x" in named:
        found.insert(0, named.pop("x"))
    if "y" in named:
        found.append(named.pop("y"))
    for place in sorted(constants, key=lambda each: int(each) if each.isdecimal() else 0):
        at = int(place) if place.isdecimal() and len(place) < 3 else len(found)
        found.insert(at, constants[place])
    if [each for each in found if isinstance(each, KerasTensor)] != list(node.inputs):
        raise InvalidValue("it is called with tensors under names that are not known here")
    return found


def _is_number(value: Argument) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _only(call: _Call, tensors: int, *named: str) -> None:
    """Refuse a call with another number of tensors, or with arguments beside those that were read."""
    if call.tensors() != tensors:
        raise InvalidValue("it is called with something that is neither tensor nor number")
    for key in call.named.keys() - {*named}:
        raise InvalidValue(f"it is called with the argument {key[:60]}")


def _arithmetic(kind: BlockType) -> Callable[[_Call], FunctionBlock]:
    def make(call: _Call) -> FunctionBlock:
        numbers = call.numbers()
        if len(call.places) != 2 or len(numbers) > 1:
            raise InvalidValue("it is called with something that is neither tensor nor number")
        _only(call, 2 - len(numbers))
        return kind, {"value": numbers[0]} if numbers else {}

    return make


def _behind(call: _Call) -> float | None:
    """Return the number behind a tensor; ``None`` for two tensors."""
    if len(call.places) != 2 or not isinstance(call.places[0], KerasTensor) or call.named:
        raise InvalidValue("it is called with something that is neither tensor nor number")
    value = call.places[1]
    if isinstance(value, KerasTensor):
        return None
    if not _is_number(value):
        raise InvalidValue("it is called with something that is neither tensor nor number")
    assert isinstance(value, (int, float))
    return value


def _difference(call: _Call) -> FunctionBlock:
    number = _behind(call)
    return (SUBTRACT, {}) if number is None else (OPS_ADD, {"value": -number})


def _quotient(call: _Call) -> FunctionBlock:
    number = _behind(call)
    if not number:
        raise InvalidValue("it divides by a tensor or by 0, for which there is no block")
    return OPS_MULTIPLY, {"value": 1 / number}


def _negative(call: _Call) -> FunctionBlock:
    _only(call, 1)
    return OPS_MULTIPLY, {"value": -1.0}


def _pair(kind: BlockType) -> Callable[[_Call], FunctionBlock]:
    def make(call: _Call) -> FunctionBlock:
        if _behind(call) is None:
            return kind, {}
        raise InvalidValue("it takes the larger or smaller of a tensor and a number")

    return make


def _join(call: _Call) -> FunctionBlock:
    _only(call, max(call.tensors(), 2), "axis")
    return CONCATENATE, {"axis": call.told("axis")}


def _softmax(call: _Call) -> FunctionBlock:
    _only(call, 1, "axis")
    return SOFTMAX_LAYER, {"axis": call.told("axis", default=-1)}


def _leaky(call: _Call) -> FunctionBlock:
    _only(call, 1, "alpha")
    return LEAKY_RELU, {"negative_slope": call.told("alpha", default=0.2)}


def _gelu(call: _Call) -> FunctionBlock:
    _only(call, 1)
    return ACTIVATION, {"activation": "gelu"}


def _mean(call: _Call) -> FunctionBlock:
    """Read the mean over all places of an image, a sequence or a volume, whose channels come last."""
    _only(call, 1, "axis", "keepdims")
    axis = call.told("axis")
    axes = axis if isinstance(axis, list) else [axis]
    dimensions = len(axes)
    if dimensions < 2 or axes != list(range(1, dimensions + 1)) or dimensions not in GLOBAL_AVERAGE:
        raise InvalidValue("it takes the mean over other axes than all places of an image")
    keeps = {"keepdims": True} if call.named.get("keepdims") is True else {}
    return GLOBAL_AVERAGE[dimensions], dict(keeps)


def _reshape(call: _Call) -> FunctionBlock:
    _only(call, 1, "shape")
    shape = call.told("shape")
    if not isinstance(shape, list) or len(shape) < 2 or shape[0] != -1:
        raise InvalidValue("it gives the first axis, that of the batch, a size")
    return RESHAPE, {"target_shape": shape[1:]}


def _transpose(call: _Call) -> FunctionBlock:
    _only(call, 1, "perm")
    dims = call.told("perm")
    if not isinstance(dims, list) or len(dims) < 2 or dims[0] != 0:
        raise InvalidValue("it moves the first axis, that of the batch")
    return PERMUTE, {"dims": dims[1:]}


def _clip(call: _Call) -> FunctionBlock:
    _only(call, 1, "clip_value_min", "clip_value_max")
    most = call.named.get("clip_value_max")
    if call.named.get("clip_value_min") != 0 or not _is_number(most):
        raise InvalidValue("it clips to another range than one from 0")
    return RELU, {"max_value": most}


def _cut(call: _Call) -> FunctionBlock:
    """Read ``x[..., start:stop]``; without the dots a file does not tell which axis is the last."""
    _only(call, 1, "slice_spec")
    match call.told("slice_spec"):
        case [{"class_name": "__ellipsis__"}, {"start": start, "stop": stop, "step": None | 1}]:
            told = {"start": start, "stop": stop}
            return SLICE, {key: each for key, each in told.items() if each is not None}
    raise InvalidValue("it cuts along other axes than the last, or with a step")


_MAKERS: tuple[tuple[frozenset[str], Callable[[_Call], FunctionBlock]], ...] = (
    (words.SUMS, _arithmetic(OPS_ADD)),
    (words.PRODUCTS, _arithmetic(OPS_MULTIPLY)),
    (words.DIFFERENCES, _difference),
    (words.QUOTIENTS, _quotient),
    (words.NEGATIVES, _negative),
    (words.MAXIMA, _pair(MAXIMUM)),
    (words.MINIMA, _pair(MINIMUM)),
    (words.JOINS, _join),
    (words.SOFTMAX, _softmax),
    (words.LEAKY, _leaky),
    (words.GELU, _gelu),
    (words.MEANS, _mean),
    (words.RESHAPES, _reshape),
    (words.TRANSPOSES, _transpose),
    (words.CLIPS, _clip),
    (words.CUTS, _cut),
)
