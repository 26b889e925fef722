"""Reshaping: the same values in another arrangement, or with a rim of zeros."""

from __future__ import annotations

from blocks.catalog.convolution.windows import join, split
from blocks.catalog.shared.explanations import AXES, number, times
from blocks.catalog.shared.parameters import DATA_FORMAT, layer_parameters
from blocks.parameters import Integer, Padding, Sizes
from blocks.types.block_type import BlockType, Category
from blocks.types.receptive_field import rearranged
from blocks.types.roles import Role
from blocks.types.rules import (
    Arguments,
    Explain,
    ExplanationStep,
    Inference,
    Refusal,
    Rule,
    Shapes,
    Steps,
)
from blocks.values.shapes import Shape, element_count, product


def _flatten(arguments: Arguments, shapes: Shapes) -> Inference:
    return Inference(((element_count(shapes[0]),),))


def _explain_flatten(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    return (ExplanationStep("Output features", times(shapes[0]), number(inference.outputs[0][0])),)


def _reshape(arguments: Arguments, shapes: Shapes) -> Inference:
    """Arrange the values in another shape; one size of -1 stands for whatever is left over.

    Raises:
        Refusal: ``target_shape`` where the number of values does not fit; ``value`` where a size is
            no size.
    """
    target = arguments["target_shape"]
    if target.count(-1) > 1:
        raise Refusal("value", expected="one -1 at most", got=target, parameter="target_shape")
    if 0 in target:
        raise Refusal("value", expected="no size of 0", got=target, parameter="target_shape")
    count = element_count(shapes[0])
    if count is None:
        return Inference((tuple([None if size == -1 else size for size in target]),))
    if -1 not in target:
        if product(target) != count:
            raise _misfit(shapes[0], target)
        return Inference((target,))
    known = -product(target)
    if count % known:
        raise _misfit(shapes[0], target)
    return Inference((tuple([count // known if size == -1 else size for size in target]),))


def _misfit(shape: Shape, target: Shape) -> Refusal:
    return Refusal("target_shape", expected=target, got=shape, parameter="target_shape", port=0)


def _explain_reshape(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    count = element_count(shapes[0])
    steps = [ExplanationStep("Values", times(shapes[0]), number(count))]
    target = arguments["target_shape"]
    if -1 in target:
        left = inference.outputs[0][target.index(-1)]
        rest = times(size for size in target if size != -1)
        steps.append(ExplanationStep("Size left over", f"{number(count)} / ({rest})", number(left)))
    return tuple(steps)


def zero_padding(rank: int) -> Rule:
    """Return the rule of growing along ``rank`` axes by what is added on both sides."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        spatial, channels = split(arguments, shapes[0], rank)
        pairs = sides(arguments["padding"], rank)
        grown = tuple(
            [
                None if size is None else size + before + after
                for size, (before, after) in zip(spatial, pairs, strict=True)
            ]
        )
        return Inference((join(arguments, grown, channels),))

    return infer


def sides(
    padding: int | tuple[int | tuple[int, int], ...], rank: int
) -> tuple[tuple[int, int], ...]:
    """Spread a padding value: pairs of (before, after) for every axis."""
    if rank == 1 and isinstance(padding, tuple):
        padding = (padding,)  # type: ignore[assignment]  # along one axis the pair stands alone
    each = padding if isinstance(padding, tuple) else (padding,) * rank
    return tuple([side if isinstance(side, tuple) else (side, side) for side in each])


def _explain_zero_padding(rank: int) -> Explain:
    def explain(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
        before, _ = split(arguments, shapes[0], rank)
        after, _ = split(arguments, inference.outputs[0], rank)
        pairs = sides(arguments["padding"], rank)
        return tuple(
            ExplanationStep(f"Output {name}", f"{number(size)} + {first} + {last}", number(grown))
            for name, size, grown, (first, last) in zip(
                AXES[rank], before, after, pairs, strict=True
            )
        )

    return explain


FLATTEN = BlockType(
    name="Flatten",
    category=Category.RESHAPING,
    role=Role.FLATTEN,
    summary="Lays all values of an example out in one row.",
    parameters=layer_parameters(DATA_FORMAT),
    infer=_flatten,
    look=rearranged,
    explain=_explain_flatten,
    search=("vector", "1d"),
)

RESHAPE = BlockType(
    name="Reshape",
    category=Category.RESHAPING,
    role=Role.RESHAPE,
    summary="Arranges the values of an example in another shape.",
    parameters=layer_parameters(
        Sizes(
            name="target_shape",
            minimum=-1,
            initial=(-1,),
            front=True,
            help="Sizes without the batch axis; one of them may be -1, for what is left over.",
        ),
    ),
    infer=_reshape,
    look=rearranged,
    explain=_explain_reshape,
    card=("target_shape",),
    search=("view", "rearrange"),
)


def _zero_padding(rank: int, summary: str, words: str) -> BlockType:
    return BlockType(
        name=f"ZeroPadding{rank}D",
        category=Category.RESHAPING,
        role=Role.PADDING,
        rank=rank,
        summary=summary,
        parameters=layer_parameters(
            Padding(
                name="padding",
                rank=rank,
                default=1,
                front=True,
                help=f"{words} to add on each side.",
            ),
            DATA_FORMAT,
        ),
        infer=zero_padding(rank),
        explain=_explain_zero_padding(rank),
        card=("padding",),
        search=("border", "rim", "margin"),
    )


ZERO_PADDING_2D = _zero_padding(
    2, "Adds rows and columns of zeros around an image.", "Rows and columns"
)


def _permute(arguments: Arguments, shapes: Shapes) -> Inference:
    """Put the axes into another order; they are counted from 1, the batch being axis 0."""
    shape, dims = shapes[0], arguments["dims"]
    if sorted(dims) != list(range(1, len(dims) + 1)):
        words = f"each number from 1 to {len(dims)} once"
        raise Refusal("value", expected=words, got=dims, parameter="dims")
    if len(dims) != len(shape):
        raise Refusal("rank", expected=len(dims), got=shape, parameter="dims", port=0)
    return Inference((tuple(shape[at - 1] for at in dims),))


def _repeat_vector(arguments: Arguments, shapes: Shapes) -> Inference:
    if len(shapes[0]) != 1:
        raise Refusal("rank", expected=1, got=shapes[0], port=0)
    return Inference(((arguments["n"], *shapes[0]),))


PERMUTE = BlockType(
    name="Permute",
    category=Category.RESHAPING,
    role=Role.RESHAPE,
    summary="Puts the axes of an example into another order.",
    parameters=layer_parameters(
        Sizes(
            name="dims",
            initial=(2, 1, 3),
            front=True,
            help="The axes in their new order, counted from 1: (2, 1) swaps two.",
        ),
    ),
    infer=_permute,
    look=rearranged,
    card=("dims",),
    search=("transpose", "swap", "axes"),
)

REPEAT_VECTOR = BlockType(
    name="RepeatVector",
    category=Category.RESHAPING,
    role=Role.RESHAPE,
    summary="Makes a sequence of a vector that comes again and again.",
    parameters=layer_parameters(
        Integer(name="n", minimum=1, initial=2, front=True, help="Length of the sequence."),
    ),
    infer=_repeat_vector,
    card=("n",),
    search=("copy", "tile", "sequence"),
)

ALL = (
    FLATTEN,
    RESHAPE,
    PERMUTE,
    REPEAT_VECTOR,
    ZERO_PADDING_2D,
    _zero_padding(1, "Adds steps of zeros before and after a sequence.", "Steps"),
    _zero_padding(3, "Adds layers of zeros around a volume.", "Layers"),
)
