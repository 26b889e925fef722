"""The acts of a fix, as data: its words are made of them, and tests compare them with the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from blocks.graph.graph import Wire
from blocks.values.values import Value


@dataclass(frozen=True, slots=True)
class _InGraph:
    """Something happens in a graph, the main one or that of a composite."""

    graph: str


@dataclass(frozen=True, slots=True)
class _OnBlock(_InGraph):
    """Something happens to a block; a new one has an id already."""

    block: str


@dataclass(frozen=True, slots=True)
class SetValues(_InGraph):
    """Blocks of a graph get values of parameters, and nothing else about them changes."""

    blocks: tuple[str, ...]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Insert(_OnBlock):
    """A new block stands in a wire.

    Attributes:
        graph: the graph.
        block: the new block's id.
        type: its type.
        wire: the wire that it stands in from now on.
        values: the parameters that it was given.
        after: the words name the block before it, else the one behind it.
    """

    type: str
    wire: Wire
    values: Mapping[str, Value] = field(default_factory=dict)
    after: bool = False


@dataclass(frozen=True, slots=True)
class Append(_OnBlock):
    """A new block follows an output that nothing follows yet."""

    type: str
    source: str
    source_port: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge(_OnBlock):
    """A new merging block joins open ends and leads to a port that waits for a wire."""

    type: str
    sources: tuple[str, ...]
    target: str
    target_port: str


@dataclass(frozen=True, slots=True)
class Begin(_OnBlock):
    """A new Input leads to a port that waits for a wire."""

    target: str
    target_port: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remove(_OnBlock):
    """A block goes with its wires; ``joined``: what came before it leads to what came after."""

    joined: bool = False


@dataclass(frozen=True, slots=True)
class Connect(_InGraph):
    """A new wire; ``forward``: the words name the block that it leads to."""

    wire: Wire
    forward: bool = False


@dataclass(frozen=True, slots=True)
class Disconnect(_InGraph):
    """A wire goes."""

    wire: Wire


@dataclass(frozen=True, slots=True)
class PutOnWire(_OnBlock):
    """A block without wires stands in a wire from now on."""

    wire: Wire


@dataclass(frozen=True, slots=True)
class Retype(_OnBlock):
    """A block becomes one of another type, with the values that both know."""

    type: str


@dataclass(frozen=True, slots=True)
class Rename(_OnBlock):
    """A block gets a layer name, of an array of the ``data`` maybe; an empty one is Keras's automatic name."""

    name: str
    data: bool = False


@dataclass(frozen=True, slots=True)
class ChangeMetaparameter(_InGraph):
    """A metaparameter of a graph gets another value."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class RenameMetaparameter(_InGraph):
    """A metaparameter of a graph gets another name, in the expressions as well."""

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
