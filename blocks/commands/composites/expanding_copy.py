"""One copy of a definition's blocks, on its way into the graph around an instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from blocks.catalog.ports import IN, OUT
from blocks.commands.substitution import Given, substitute_block
from blocks.graph.composite_ports import port_names
from blocks.graph.graph import Block, Graph, Position, Wire

Ref = tuple[str, str]
"""Block and output port that data come from."""


@dataclass(slots=True)
class Copy:
    """Blocks with their places, the wires into them, and where each output comes from; ``None`` for nowhere."""

    blocks: list[tuple[Block, Position]] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    leaving: dict[str, Ref | None] = field(default_factory=dict)


def copied(
    definition: Graph,
    ids: Mapping[str, str],
    given: Given,
    entering: Mapping[str, Ref | None],
    shift: Position,
    words: Mapping[str, str] | None,
) -> Copy:
    """Copy a definition.

    Args:
        definition: the composite.
        ids: the new id of every block that is copied.
        given: what stands for the metaparameters.
        entering: where the data of each input come from.
        shift: how far the copy lies from the original, in pixels.
        words: what blocks that apply one layer have as `Block.shares` now; ``None`` where they keep theirs.
    """
    copy = Copy()
    inputs, outputs = port_names(definition, IN.name), port_names(definition, OUT.name)
    sources: dict[Ref, Ref | None] = {
        (key, "output"): entering.get(name) for key, name in inputs.items()
    }
    for key in definition.order():
        found = [sources.get((wire.source, wire.source_port)) for wire in definition.incoming(key)]
        if key in outputs:
            copy.leaving[outputs[key]] = found[0] if found else None
        if key not in ids:
            continue
        old = definition.blocks[key]
        new = substitute_block(definition, old, given)
        if _is_gone(old, new):
            sources[(key, definition.output_ports(key)[0])] = found[0] if found else None
            continue
        x, y = definition.positions[key]
        word = new.shares if words is None else words.get(key, "")
        placed = replace(new, id=ids[key], shares=word)
        copy.blocks.append((placed, (x + shift[0], y + shift[1])))
        for wire, source in zip(definition.incoming(key), found, strict=True):
            if source is not None:
                copy.wires.append(Wire(*source, ids[key], wire.target_port))
        sources |= {(key, port): (ids[key], port) for port in definition.output_ports(key)}
    return copy


def _is_gone(old: Block, new: Block) -> bool:
    """Tell whether a condition was decided, and does not hold: data pass by."""
    if old.structure is None or new.structure is None:
        return False
    return new.structure.when is False and old.structure.when is not False
