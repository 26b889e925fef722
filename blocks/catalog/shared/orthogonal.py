"""Refuses orthogonal matrices in number formats in which Keras cannot make them."""

from __future__ import annotations

from blocks.types.rules import Arguments, Refusal
from blocks.values.values import Configured, Value

_INITIALIZERS = frozenset(("orthogonal", "Orthogonal", "OrthogonalInitializer"))
_REGULARIZERS = frozenset(("orthogonal_regularizer", "OrthogonalRegularizer"))
_KEPT_OTHERWISE = frozenset(("float16", "bfloat16", "float64"))


def refuse_orthogonal(arguments: Arguments, *parameters: str) -> None:
    """Refuse orthogonal initializers of weights that are kept in bfloat16.

    They need a QR decomposition, and there is none in that format.

    Raises:
        Refusal: ``value``, naming the initializer.
    """
    if arguments["dtype"] != "bfloat16":
        return
    for parameter in parameters:
        name = _name(arguments[parameter])
        if name in _INITIALIZERS:
            raise Refusal(
                "value", expected="a dtype other than bfloat16", got=name, parameter=parameter
            )


def refuse_orthogonal_penalty(arguments: Arguments) -> None:
    """Refuse the orthogonal regularizer of a kernel that is not kept in float32.

    Its factor is a float32 tensor, which TensorFlow multiplies with nothing else.

    Raises:
        Refusal: ``value``, naming the regularizer.
    """
    if arguments["dtype"] not in _KEPT_OTHERWISE:
        return
    name = _name(arguments["kernel_regularizer"])
    if name in _REGULARIZERS:
        raise Refusal(
            "value", expected="weights in float32", got=name, parameter="kernel_regularizer"
        )


def _name(value: Value) -> Value:
    return value.name if isinstance(value, Configured) else value
