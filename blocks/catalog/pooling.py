"""Pooling: keeps one value per window. It counts no multiply-adds."""

from __future__ import annotations

from fractions import Fraction

from blocks.catalog.convolution.windows import Sizes, join, per_axis, slide, split
from blocks.catalog.shared.explanations import window_steps
from blocks.catalog.shared.parameters import DATA_FORMAT, layer_parameters, padding
from blocks.catalog.shared.rules import known_sizes
from blocks.parameters import REQUIRED, Flag, Integers, Parameter
from blocks.types.block_type import BlockType, Category
from blocks.types.receptive_field import Look, Reach, every_place, window
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Explain, Inference, Refusal, Rule, Shapes, Steps


def pooling(rank: int) -> Rule:
    """Return the rule of a pooling window that slides along ``rank`` axes."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        spatial, channels = split(arguments, shapes[0], rank)
        window, strides = _window(arguments, rank)
        lengths = slide(spatial, window, strides, arguments["padding"], "pool_size")
        return Inference((join(arguments, lengths, channels),))

    return infer


def global_pooling(rank: int) -> Rule:
    """Return the rule of pooling over all positions: one value per channel."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        _, channels = split(arguments, shapes[0], rank)
        if arguments["keepdims"]:
            return Inference((join(arguments, (1,) * rank, channels),))
        return Inference(((channels,),))

    return infer


def explain_pooling(rank: int) -> Explain:
    """Return the explanation of a pooling window."""

    def explain(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
        lengths, _ = split(arguments, shapes[0], rank)
        outputs, _ = split(arguments, inference.outputs[0], rank)
        window, strides = _window(arguments, rank)
        return window_steps(lengths, outputs, window, strides, arguments["padding"])

    return explain


def _window(arguments: Arguments, rank: int) -> tuple[Sizes, Sizes]:
    window = per_axis(arguments["pool_size"], rank)
    strides = arguments["strides"]
    return window, window if strides is None else per_axis(strides, rank)


def _parameters(rank: int, required: bool) -> tuple[Parameter, ...]:
    return layer_parameters(
        Integers(
            name="pool_size",
            rank=rank,
            default=REQUIRED if required else 2,
            initial=2,
            front=True,
            help="Size of the window, one number for all axes or one each.",
        ),
        Integers(
            name="strides",
            rank=rank,
            default=None,
            nullable=True,
            front=True,
            help="How far the window moves at each step; None is the window's own size.",
        ),
        padding(),
        DATA_FORMAT,
    )


def _global_parameters() -> tuple[Parameter, ...]:
    return layer_parameters(
        DATA_FORMAT,
        Flag(
            name="keepdims",
            default=False,
            help="Whether the pooled axes stay, with size 1.",
        ),
    )


_KEPT = {"Max": "largest value", "Average": "mean"}
_SHORT = {"Max": "Max", "Average": "Avg"}
_SEARCH = {"Max": (), "Average": ("mean",)}


def _pooling(kind: str, rank: int) -> BlockType:
    short = _SHORT[kind]
    return BlockType(
        name=f"{kind}Pooling{rank}D",
        category=Category.POOLING,
        role=Role.POOLING,
        rank=rank,
        summary=f"Keeps the {_KEPT[kind]} of each window{_OVER[rank]}.",
        parameters=_parameters(rank, required=kind == "Average"),
        infer=pooling(rank),
        look=window(rank, "pool_size"),
        explain=explain_pooling(rank),
        card=("pool_size", "strides", "padding"),
        search=(f"{short}Pool{rank}D", *_SEARCH[kind], "downsampling", "subsampling"),
    )


def _global_pooling(kind: str, rank: int) -> BlockType:
    short = _SHORT[kind]
    return BlockType(
        name=f"Global{kind}Pooling{rank}D",
        category=Category.POOLING,
        role=Role.GLOBAL_POOLING,
        rank=rank,
        summary=f"Keeps the {_KEPT[kind]} of each channel{_OVER[rank]}.",
        parameters=_global_parameters(),
        infer=global_pooling(rank),
        look=every_place(rank),
        search=(
            f"Global{short}Pool{rank}D",
            *(("gap",) if kind == "Average" else ()),
            *_SEARCH[kind],
            "flatten",
        ),
    )


def adaptive_pooling(rank: int) -> Rule:
    """Return the rule of pooling to sizes that are given, whatever comes in.

    Raises:
        Refusal: ``open_size`` where a size along which it pools is open: it makes its windows from it;
            ``too_small`` where the larger of its two windows is longer than the input: Keras slides both.
    """

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        spatial, channels = split(arguments, shapes[0], rank)
        wanted = per_axis(arguments["output_size"], rank)
        sizes = known_sizes(spatial, shapes[0], "sizes", "output_size")
        windows = tuple(-(-size // new) + 1 for size, new in zip(sizes, wanted, strict=True))
        if any(window > size for window, size in zip(windows, sizes, strict=True)):
            raise Refusal("too_small", expected=windows, got=sizes, parameter="output_size", port=0)
        return Inference((join(arguments, wanted, channels),))

    return infer


def _adapted(rank: int) -> Look:
    """Look through windows that part the input evenly, and meet where it cannot be parted."""

    def look(arguments: Arguments, shapes: Shapes) -> Reach | None:
        spatial, _ = split(arguments, shapes[0], rank)
        wanted = per_axis(arguments["output_size"], rank)
        pairs = [(size, new) for size, new in zip(spatial, wanted, strict=True) if size is not None]
        if len(pairs) != rank:
            return None
        more = tuple(-(-size // new) - (size % new == 0) for size, new in pairs)
        return Reach(more, tuple(Fraction(size, new) for size, new in pairs))

    return look


def _adaptive(kind: str, rank: int) -> BlockType:
    return BlockType(
        name=f"Adaptive{kind}Pooling{rank}D",
        category=Category.POOLING,
        role=Role.POOLING,
        rank=rank,
        summary=f"Keeps the {_KEPT[kind]} of windows{_OVER[rank]} that make the wanted output size.",
        parameters=layer_parameters(
            Integers(
                name="output_size",
                rank=rank,
                initial=2,
                front=True,
                help="The size that comes out, one number for all axes or one each.",
            ),
            DATA_FORMAT,
        ),
        infer=adaptive_pooling(rank),
        look=_adapted(rank),
        card=("output_size",),
        search=(f"Adaptive{_SHORT[kind]}Pool{rank}d", *_SEARCH[kind], "downsampling", "resize"),
    )


_OVER = {1: " of a sequence", 2: "", 3: " of a volume"}

MAX_POOLING_2D = _pooling("Max", 2)

ALL = (
    MAX_POOLING_2D,
    _pooling("Average", 2),
    _global_pooling("Average", 2),
    _global_pooling("Max", 2),
    *(
        make(kind, rank)
        for rank in (1, 3)
        for make in (_pooling, _global_pooling)
        for kind in _KEPT
    ),
    *(_adaptive(kind, rank) for rank in (1, 2, 3) for kind in _KEPT),
)

GLOBAL_AVERAGE = {
    kind.rank: kind for kind in ALL if kind.name.startswith("GlobalAverage") and kind.rank
}
"""By number of axes that are pooled: what makes one list of values of a map."""
