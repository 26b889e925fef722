"""What a fix says that it does, as data: its words are made of it, and tests compare it with what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from blocks.graph.graph import Wire
from blocks.values.values import Value


@dataclass(frozen=True, slots=True)
class SetValues:
    """Blocks of a graph get values of parameters, and nothing else about them changes."""

    graph: str
    blocks: tuple[str, ...]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Insert:
    """A new block stands in a wire.

    Attributes:
        graph: the graph.
        block: the new block's id.
        type: its type.
        wire: the wire that it stands in from now on.
        values: the parameters that it was given.
        after: the words name the block before it, else the one behind it.
    """

    graph: str
    block: str
    type: str
    wire: Wire
    values: Mapping[str, Value] = field(default_factory=dict)
    after: bool = False


@dataclass(frozen=True, slots=True)
class Append:
    """A new block follows an output that nothing follows yet."""

    graph: str
    block: str
    type: str
    source: str
    source_port: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """A new merging block joins open ends and leads to a port that waits for a wire."""

    graph: str
    block: str
    type: str
    sources: tuple[str, ...]
    target: str
    target_port: str


@dataclass(frozen=True, slots=True)
class Begin:
    """A new Input leads to a port that waits for a wire."""

    graph: str
    block: str
    target: str
    target_port: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remove:
    """A block goes with its wires; ``joined``: what came before it leads to what came after."""

    graph: str
    block: str
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Connect:
    """A new wire; ``forward``: the words name the block that it leads to."""

    graph: str
    wire: Wire
    forward: bool = False


@dataclass(frozen=True, slots=True)
class Disconnect:
    """A wire goes."""

    graph: str
    wire: Wire


@dataclass(frozen=True, slots=True)
class PutOnWire:
    """A block without wires stands in a wire from now on."""

    graph: str
    block: str
    wire: Wire


@dataclass(frozen=True, slots=True)
class Retype:
    """A block becomes one of another type, with the values that both know."""

    graph: str
    block: str
    type: str


@dataclass(frozen=True, slots=True)
class Rename:
    """A block gets a layer name, of an array of the ``data`` maybe; an empty one is Keras's automatic name."""

    graph: str
    block: str
    name: str
    data: bool = False


@dataclass(frozen=True, slots=True)
class ChangeMetaparameter:
    """A metaparameter of a graph gets another value."""

    graph: str
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class RenameMetaparameter:
    """A metaparameter of a graph gets another name, in the expressions as well."""

    graph: str
    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Settings change.

    Attributes:
        section: ``data`` or ``training``, or ``output`` for what one output has for itself.
        values: what is chosen.
        block: the output's block.
        port: the output's port.
    """

    section: str
    values: Mapping[str, Value]
    block: str = ""
    port: str = ""


Act = (
    SetValues
    | Insert
    | Append
    | Merge
    | Begin
    | Remove
    | Connect
    | Disconnect
    | PutOnWire
    | Retype
    | Rename
    | ChangeMetaparameter
    | RenameMetaparameter
    | Choose
)
