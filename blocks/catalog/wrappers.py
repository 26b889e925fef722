"""Wrappers: layers of Keras with another one inside. A block stands for both, e.g. ``TimeDistributed(Dense)``.

A wrapper is declared once, as a `WrapperType`; to add one, declare it here and put it into ``WRAPPERS``. The type of
both together is made from that of the layer inside: its parameters are the block's own, and its rule is asked for the
shapes and weights. So every reader of blocks (form, file, metaparameters, fixes) takes it as it takes the layer alone.
"""

from __future__ import annotations

from dataclasses import replace

from blocks.catalog.convolution.layers import CONV_1D, CONV_2D
from blocks.catalog.core import DENSE
from blocks.catalog.normalization import BATCH_NORMALIZATION
from blocks.catalog.pooling import ALL as POOLING
from blocks.catalog.recurrent import ALL as RECURRENT
from blocks.catalog.regularization import DROPOUT
from blocks.catalog.reshaping import FLATTEN
from blocks.catalog.shared.explanations import MULTIPLY_ADDS, multiply_add_step, number
from blocks.parameters import Choice
from blocks.types.block_type import BlockType, Category, WrapperType
from blocks.types.receptive_field import Look, Reach
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
from blocks.values.shapes import Shape

_MERGE_MODE = Choice(
    name="merge_mode",
    choices=("concat", "sum", "mul", "ave"),
    default="concat",
    front=True,
    help="How the two results become one: side by side, their sum, their product, or their mean.",
)
_STEPS = {
    1: "2 axes (time, features)",
    2: "3 axes (time, length, features)",
    3: "4 axes (time, height, width, channels)",
    4: "5 axes (time, depth, height, width, channels)",
}


def _both_ways(rule: Rule) -> Rule:
    """Return the rule of two layers alike, of which the second reads from the end: all there is, twice."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        inner = rule(arguments, shapes)
        (output,) = inner.outputs
        if arguments["merge_mode"] == "concat":
            output = (*output[:-1], 2 * arguments["units"])
        count = inner.multiply_adds
        return Inference((output,), inner.weights * 2, None if count is None else 2 * count)

    return infer


def _explain_both(layer: BlockType) -> Explain:
    def explain(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
        inner = layer.infer(arguments, shapes)
        steps = layer.explain(arguments, shapes, inner)
        merged = 2 if arguments["merge_mode"] == "concat" else 1
        width = f"{merged} × {number(arguments['units'])}"
        weights = steps[1 : 1 + len(inner.weights)]
        return (
            ExplanationStep("Output features", width, number(inference.outputs[0][-1])),
            *(replace(step, label=f"{step.label}, forward") for step in weights),
            *(replace(step, label=f"{step.label}, backward") for step in weights),
            multiply_add_step(f"2 × {steps[-1].formula}", inference),
        )

    return explain


def _each_step(rule: Rule) -> Rule:
    """Return the rule of one layer that is applied at every step of the first axis."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        shape = shapes[0]
        if len(shape) < 2:
            raise Refusal("rank", expected="time and one more axis at least", got=shape, port=0)
        try:
            inner = rule(arguments, (shape[1:],))
        except Refusal as refusal:
            raise _of_the_whole(refusal, shape) from None
        length, count = shape[0], inner.multiply_adds
        every = None if length is None or count is None else length * count
        return Inference(((length, *inner.outputs[0]),), inner.weights, every)

    return infer


def _of_the_whole(refusal: Refusal, shape: Shape) -> Refusal:
    """Say what the layer inside refuses of one step as what the wrapper refuses of all."""
    if refusal.kind != "rank":
        return refusal
    wanted = refusal.expected
    words = _STEPS.get(wanted, wanted) if isinstance(wanted, int) else wanted
    return Refusal("rank", expected=words, got=shape, parameter=refusal.parameter, port=0)


def _explain_each(layer: BlockType) -> Explain:
    def explain(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
        one = (shapes[0][1:],)
        steps = layer.explain(arguments, one, layer.infer(arguments, one))
        if not steps or steps[-1].label != MULTIPLY_ADDS:
            return steps
        formula = f"{number(shapes[0][0])} × ({steps[-1].formula})"
        return (*steps[:-1], multiply_add_step(formula, inference))

    return explain


def _look_each(look: Look) -> Look:
    """Look at each step alone, and in it as the layer inside does."""

    def inside(arguments: Arguments, shapes: Shapes) -> Reach | None:
        found = look(arguments, (shapes[0][1:],))
        return Reach((0, *found.more), (1, *found.step)) if found and found.more else found

    return inside


_FOR_IMAGES = [
    each for each in POOLING if each.rank == 2 and each.role in (Role.POOLING, Role.GLOBAL_POOLING)
]

# Left out: merge_mode None, which gives two outputs; backward_layer, another layer for the second direction; weights.
BIDIRECTIONAL = WrapperType(
    name="Bidirectional",
    category=Category.RECURRENT,
    summary="Reads a sequence with one {layer} from its start and with another from its end.",
    infer=_both_ways,
    explain=_explain_both,
    takes=RECURRENT.__contains__,
    offered=RECURRENT,
    own=(_MERGE_MODE,),
    unset=("go_backwards",),
    card=("units", "merge_mode", "return_sequences"),
    search=("both", "bi"),
    found_as_layer=True,
)

# The wrapper does not call the layer but its `call`, so that it alone gets to see a penalty on what comes out, and its
# number format is the one that counts.
TIME_DISTRIBUTED = WrapperType(
    name="TimeDistributed",
    category=Category.RECURRENT,
    summary="Applies one {layer} to every step of a sequence by itself.",
    infer=_each_step,
    explain=_explain_each,
    look=_look_each,
    offered=(DENSE, CONV_2D, CONV_1D, *_FOR_IMAGES, FLATTEN, BATCH_NORMALIZATION, DROPOUT),
    instead=("activity_regularizer",),
    search=("time", "step", "sequence", "video", "frame", "each"),
)

WRAPPERS = (BIDIRECTIONAL, TIME_DISTRIBUTED)
