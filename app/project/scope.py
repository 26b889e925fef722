"""The names that an expression of a block may use, with what they mean there. No Qt."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.check.checker import Checker
from blocks.errors import ExpressionError
from blocks.graph.structure import INDEX, Structure
from blocks.inference.arguments import shape_environment
from blocks.inference.repeats import repeats
from blocks.inference.result import BlockCheck
from blocks.values.expressions import resolve
from blocks.values.literals import show
from blocks.values.values import Value


def names_for(checker: Checker, block_id: str) -> dict[str, Value]:
    """Return the names that are known to a block: metaparameters, the sizes that come in, and ``i`` in a loop.

    Args:
        checker: the check of the graph that the block is in.
        block_id: the block.
    """
    block = checker.graph.blocks[block_id]
    result = checker.results.get(block_id, BlockCheck())
    loop: dict[str, Value] = {INDEX: 0} if repeats(block.structure) else {}
    return {**checker.environment, **shape_environment(result.inputs), **loop}


def scope_words(names: Mapping[str, Value]) -> str:
    """Say which names there are: ``Names here: alpha = 1.0, channels = 64``; empty where there are none."""
    if not names:
        return ""
    known = [f"{name} = {show(value)}" for name, value in names.items() if name != INDEX]
    known += [f"{INDEX} = 0, 1, ..."] if INDEX in names else []
    return "Names here: " + ", ".join(known)


def structure_now(checker: Checker, block_id: str) -> dict[str, Value]:
    """Return what the expressions of a block's repeats and condition come to, where that can be told."""
    structure = checker.graph.blocks[block_id].structure or Structure()
    names = names_for(checker, block_id)
    found: dict[str, Value] = {}
    for name in ("series", "parallel", "when"):
        try:
            found[name] = resolve(getattr(structure, name), names)
        except ExpressionError:
            continue
    return found
