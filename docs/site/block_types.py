"""The page of the documentation site about block types, written from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

from blocks.catalog.registry import by_category
from blocks.parameters import Parameter, show
from blocks.types.block_type import BlockType
from blocks.types.ports import Ports

HEAD = """# Block types

The blocks that a project file can have, besides its composites, with their ports and parameters: what stands in `type`,
in `values` and in wires. Names and defaults are Keras's; a parameter at its default is left out.
[The project file](file-format.md) says how values are written.
"""


def block_types_page() -> str:
    """Return the page: a chapter for each category, a table for each block type."""
    lines = [HEAD]
    for category, types in by_category().items():
        lines.append(f"## {category.value}\n")
        for kind in types:
            lines += [*_about(kind), ""]
    return "\n".join(lines)


def _about(kind: BlockType) -> Iterator[str]:
    yield f"### {kind.name}\n"
    outputs = ", ".join(f"`{name}`" for name in kind.outputs) or "none"
    yield f"{kind.summary} Inputs: {_inputs(kind.inputs)}; outputs: {outputs}.\n"
    if kind.parameters:
        yield "| parameter | default | what it can be | what it does |"
        yield "|---|---|---|---|"
        yield from map(_row, kind.parameters)


def _inputs(ports: Ports) -> str:
    if ports.many:
        return f"`input_1`, `input_2`, ..., at least {ports.minimum}"
    needed = [f"`{name}`" for name in ports.needed]
    return (
        ", ".join([*needed, *(f"`{name}` (may be open)" for name in ports.names[len(needed) :])])
        or "none"
    )


def _row(parameter: Parameter) -> str:
    default = "required" if parameter.required else f"`{show(parameter.default)}`"
    cells = (f"`{parameter.name}`", default, parameter.expects(), parameter.help)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
