"""Pooling: keeps one value per window. It counts no multiply-adds."""

from __future__ import annotations

from blocks.catalog.convolution.windows import Sizes, join, per_axis, slide, split
from blocks.catalog.shared.explanations import window_steps
from blocks.catalog.shared.parameters import DATA_FORMAT, layer_parameters, padding
from blocks.parameters import REQUIRED, Flag, Integers, Parameter
from blocks.types.block_type import BlockType, Category
from blocks.types.receptive_field import every_place, window
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Explain, Inference, Rule, Shapes, Steps


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
_SEARCH = {"Max": (), "Average": ("mean",)}


def _pooling(kind: str, rank: int) -> BlockType:
    short = "Avg" if kind == "Average" else kind
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
    short = "Avg" if kind == "Average" else kind
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
)

GLOBAL_AVERAGE = {
    kind.rank: kind for kind in ALL if kind.name.startswith("GlobalAverage") and kind.rank
}
"""By number of axes that are pooled: what makes one list of values of a map."""
