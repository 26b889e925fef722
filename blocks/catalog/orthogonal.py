"""Orthogonal start values need a decomposition that does not exist in bfloat16."""

from __future__ import annotations

from blocks.block_type import Arguments, Refusal
from blocks.values import Configured

_NAMES = frozenset(("orthogonal", "Orthogonal", "OrthogonalInitializer"))


def refuse_orthogonal(arguments: Arguments, *parameters: str) -> None:
    """Refuse orthogonal initializers of weights that are kept in bfloat16.

    Raises:
        Refusal: ``value``, naming the initializer.
    """
    if arguments["dtype"] != "bfloat16":
        return
    for parameter in parameters:
        value = arguments[parameter]
        name = value.name if isinstance(value, Configured) else value
        if name in _NAMES:
            raise Refusal(
                "value", expected="a dtype other than bfloat16", got=name, parameter=parameter
            )
