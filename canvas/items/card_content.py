"""The content of a card: everything that it shows of a block, as one value. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from blocks.check.checker import Checker
from blocks.graph.graph import Graph
from blocks.graph.shared_layers import is_again
from blocks.inference.card_words import count_text, shown_words, title_of
from blocks.inference.result import BlockCheck
from blocks.types.block_type import Category, Form
from blocks.types.problems import Problem, Severity
from canvas.geometry.boxes import card_width, port_offsets
from canvas.items.repeat_marks import ONCE, RepeatMark, repeat_of


@dataclass(frozen=True, slots=True)
class PortMark:
    """One port on the edge of a card.

    Attributes:
        name: the port's name.
        offset: distance from the middle of the card's edge, in scene pixels.
        number: its place in the order of inputs; 0 where order has no meaning.
        spare: the free port that a merging block always offers.
        missing: it needs a wire and has none.
        optional: it has no wire, and needs none.
    """

    name: str
    offset: float
    number: int = 0
    spare: bool = False
    missing: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CardContent:
    """The content of a card.

    Attributes:
        title: the block type; of a layer in a wrapper the wrapper, and the words begin with the layer.
        name: the user's own layer name, else empty.
        count: number of parameters, shortened; empty where it is not known.
        words: key parameters.
        brief: the same in fewer letters, for where there is too little room.
        category: the colour group; ``None`` for unknown types.
        error: Keras would refuse it, or it does not fit the data.
        warning: it would surprise in training.
        unfinished: something is still missing.
        form: layer, composite, an end of a composite; ``None`` for unknown types.
        repeat: how often it is there, and under which condition.
    """

    title: str
    name: str
    count: str
    words: str
    brief: str
    category: Category | None
    error: bool = False
    warning: bool = False
    unfinished: bool = False
    form: Form | None = Form.LAYER
    repeat: RepeatMark = ONCE

    @property
    def two_lines(self) -> bool:
        """Tell whether there is anything to say below the title."""
        return bool(self.words or self.repeat.times or self.repeat.condition)


@dataclass(frozen=True, slots=True)
class CardPorts:
    """The ports of a card, with their places."""

    inputs: tuple[PortMark, ...]
    outputs: tuple[PortMark, ...]

    @property
    def width(self) -> float:
        """Width of a card with these ports, in scene pixels."""
        return card_width(
            [mark.offset for mark in self.inputs], [mark.offset for mark in self.outputs]
        )

    def place(self, name: str, out: bool) -> float:
        """Return how far a port is from the middle of the card's edge; 0 where there is none of that name."""
        marks = self.outputs if out else self.inputs
        return next((mark.offset for mark in marks if mark.name == name), 0.0)


def ports_of(graph: Graph, block_id: str) -> CardPorts:
    """Return the ports that a card shows; merging blocks get a spare one when all are wired."""
    kind = graph.kind(block_id)
    several = kind is not None and kind.inputs.many
    names = graph.input_ports(block_id, spare=True)
    wired = {wire.target_port for wire in graph.incoming(block_id)}
    least = kind.inputs.minimum if kind is not None else 1
    spare = several and len(names) > least and names[-1] not in wired
    optional = {*names} - {*kind.inputs.needed} - wired if kind and not several else {*()}
    offsets = port_offsets(len(names), spare)
    inputs = tuple(
        PortMark(
            name,
            offsets[index],
            number=index + 1 if several else 0,
            spare=spare and index == len(names) - 1,
            missing=name not in {*wired, *optional} and not (spare and index == len(names) - 1),
            optional=name in optional,
        )
        for index, name in enumerate(names)
    )
    outs = graph.output_ports(block_id)
    outputs = tuple(map(PortMark, outs, port_offsets(len(outs))))
    return CardPorts(inputs, outputs)


def content_of(checker: Checker, block_id: str, problems: Iterable[Problem] = ()) -> CardContent:
    """Return what the card of a block shows.

    Args:
        checker: the live check of the block's graph.
        block_id: the block.
        problems: further problems of this block, from the model as a whole.
    """
    block, kind = checker.graph.blocks[block_id], checker.graph.kind(block_id)
    result = checker.results.get(block_id, BlockCheck())
    again = is_again(checker.graph, block_id)
    severities = {problem.severity for problem in (*result.problems, *problems)}
    return CardContent(
        title=title_of(kind, block),
        name=block.name,
        count="" if result.inference is None or again else count_text(result.parameters),
        words=shown_words(checker.graph, block_id, result.arguments),
        brief=shown_words(checker.graph, block_id, result.arguments, brief=True),
        category=kind.category if kind else None,
        error=not severities.isdisjoint((Severity.ERROR, Severity.TRAINING)),
        warning=Severity.WARNING in severities,
        unfinished=Severity.UNFINISHED in severities,
        form=kind.form if kind else None,
        repeat=repeat_of(checker, block_id),
    )
