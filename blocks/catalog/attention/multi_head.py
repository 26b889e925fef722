"""Attention: every place of one sequence looks at all places of another, and takes what fits it.

Multiply-adds count the projections, the products of queries and keys, and the weighted sums of values; softmax and
scaling count nothing. Source: Vaswani et al. (2017), Attention Is All You Need, https://arxiv.org/abs/1706.03762,
section 3.2.
"""

from __future__ import annotations

from dataclasses import replace

from blocks.catalog.attention.parts import (
    CAUSAL,
    DROPOUT,
    PORTS,
    look_everywhere,
    query_value_key,
    same_size,
    unlike,
)
from blocks.catalog.shared.explanations import multiply_add_step, number, times, weight_steps
from blocks.catalog.shared.orthogonal import refuse_orthogonal
from blocks.catalog.shared.parameters import (
    ACTIVITY_REGULARIZER,
    SEED,
    USE_BIAS,
    constraint,
    initializer,
    layer_parameters,
    regularizer,
    vector_initializer,
)
from blocks.parameters import Axis, Flag, Integer, Sizes
from blocks.types.block_type import BlockType, Category
from blocks.types.ports import Ports
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Shapes, Steps, Weight
from blocks.values.shapes import Shape, element_count


def _multi_head(arguments: Arguments, shapes: Shapes) -> Inference:
    """Project queries, keys and values for every head, attend, and project back to the query's features.

    Source: https://keras.io/api/layers/attention_layers/multi_head_attention/

    Raises:
        Refusal: ``rank``, ``open_size``, ``axis``, or ``unlike`` where two inputs do not go together.
    """
    query, value, key = query_value_key(shapes)
    if key[:-1] != value[:-1]:
        raise unlike("have the same length", shapes, 1, 2)
    axes = _axes(arguments["attention_axes"], len(query))
    for name in ("sliding_window", "use_causal_mask"):
        if arguments[name] and axes != {1}:
            # Its mask is a table of the first axis.
            text = f"{name} goes with attention along the first axis alone, attention_axes = 1"
            raise Refusal("value", got=arguments[name], parameter=name, text=text)
    for place in range(1, len(query)):
        if place not in axes and not same_size(query[place - 1], value[place - 1]):
            raise unlike("agree in the axes along which nothing attends", shapes, 0, 1)
    for port, shape in enumerate(shapes):
        if shape[-1] is None:
            raise Refusal("open_size", expected="features", got=shape, port=port)
    refuse_orthogonal(arguments, "kernel_initializer")
    ends = arguments["output_shape"] or query[-1:]
    weights = _projections(arguments, query[-1], key[-1], value[-1], ends)
    return Inference(
        ((*query[:-1], *ends),), weights, _multiply_adds(arguments, query, value, weights, axes)
    )


def _axes(axes: int | tuple[int, ...] | None, rank: int) -> set[int]:
    """Return the axes along which places attend, from 1; all but the features where none is given."""
    if axes is None:
        return set(range(1, rank))
    given = axes if isinstance(axes, tuple) else (axes,)
    found = {axis if axis >= 0 else axis + rank + 1 for axis in given}
    if len(found) < len(given) or not found <= set(range(1, rank)):
        raise Refusal("axis", expected=rank - 1, got=axes, parameter="attention_axes", port=0)
    return found


def _projections(
    arguments: Arguments, query: int | None, key: int | None, value: int | None, ends: Shape
) -> tuple[Weight, ...]:
    heads, size = arguments["num_heads"], arguments["key_dim"]
    wide = arguments["value_dim"] or size
    shapes: list[tuple[Shape, Shape]] = [((query,), (heads, size)), ((key,), (heads, size))]
    if arguments["use_gate"]:
        shapes.append(((query,), (heads, wide)))
    shapes += [((value,), (heads, wide)), ((heads, wide), ends)]
    weights = []
    for came, goes in shapes:
        weights.append(_weight("kernel", (*came, *goes), arguments))
        if arguments["use_bias"]:
            weights.append(_weight("bias", goes, arguments))
    return tuple(weights)


def _weight(name: str, shape: Shape, arguments: Arguments) -> Weight:
    known = tuple(size for size in shape if size is not None)
    return Weight(name, known, arguments["trainable"])


def _lengths(query: Shape, value: Shape, axes: set[int]) -> tuple[int | None, int | None, Shape]:
    """Return the number of queries, of keys, and the sizes of a table of who attends to whom."""
    attended = [size for place, size in enumerate(value[:-1], 1) if place in axes]
    return element_count(query[:-1]), element_count(value[:-1]), (*query[:-1], *attended)


def _multiply_adds(
    arguments: Arguments, query: Shape, value: Shape, weights: tuple[Weight, ...], axes: set[int]
) -> int | None:
    asked, given, table = _lengths(query, value, axes)
    pairs = element_count(table)
    if asked is None or given is None or pairs is None:
        return None
    kernels = [weight.count for weight in weights if weight.name == "kernel"]
    # Keys and values are projected at the places of the value, all else at those of the query.
    there = kernels[1] + kernels[-2]
    here = sum(kernels) - there
    size: int = arguments["key_dim"]
    each: int = arguments["num_heads"] * (size + (arguments["value_dim"] or size))
    return asked * here + given * there + pairs * each


def _explain_multi_head(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    names = ["Query", "Key", *(["Gate"] if arguments["use_gate"] else []), "Value", "Output"]
    kernels = [weight for weight in inference.weights if weight.name == "kernel"]
    each = [name for name in names for _ in range(2 if arguments["use_bias"] else 1)]
    steps = [
        replace(step, label=f"{name} {step.label.lower()}")
        for name, step in zip(each, weight_steps(inference), strict=True)
    ]
    axes = _axes(arguments["attention_axes"], len(shapes[0]))
    asked, given, table = _lengths(shapes[0], shapes[1], axes)
    there = kernels[1].count + kernels[-2].count
    here = sum(each.count for each in kernels) - there
    wide = arguments["value_dim"] or arguments["key_dim"]
    heads = f"{number(arguments['num_heads'])} × ({number(arguments['key_dim'])} + {number(wide)})"
    formula = (
        f"{number(asked)} × {number(here)} + {number(given)} × {number(there)}"
        f" + {times(table)} × {heads}"
    )
    return (*steps, multiply_add_step(formula, inference))


MULTI_HEAD_ATTENTION = BlockType(
    name="MultiHeadAttention",
    category=Category.ATTENTION,
    role=Role.ATTENTION,
    summary="Lets every place of a sequence look at all of another, in several ways at once.",
    parameters=layer_parameters(
        Integer(name="num_heads", minimum=1, initial=8, front=True, help="Number of ways to look."),
        Integer(
            name="key_dim",
            minimum=1,
            initial=64,
            front=True,
            help="Length of queries and keys in each head; often the features divided by the heads.",
        ),
        Integer(
            name="value_dim",
            default=None,
            nullable=True,
            minimum=1,
            front=True,
            help="Length of the values in each head; None is key_dim.",
        ),
        DROPOUT,
        USE_BIAS,
        Sizes(
            name="output_shape",
            default=None,
            nullable=True,
            help="Sizes in place of the features that come out; None is those of the query.",
        ),
        Axis(
            name="attention_axes",
            default=None,
            nullable=True,
            several=True,
            help="Axes whose places look at each other, the batch being 0; None is all but the last.",
        ),
        Integer(
            name="sliding_window",
            default=None,
            nullable=True,
            minimum=1,
            help="A place sees only others less than this many steps away; None is no limit.",
        ),
        initializer("kernel"),
        vector_initializer("bias", "zeros"),
        regularizer("kernel"),
        regularizer("bias"),
        ACTIVITY_REGULARIZER,
        constraint("kernel", 3),
        constraint("bias"),
        Flag(
            name="use_gate",
            default=False,
            help="Whether a learned gate says how much of what was found is let through.",
        ),
        SEED,
        CAUSAL,
    ),
    infer=_multi_head,
    inputs=Ports(PORTS, optional=1),
    look=look_everywhere,
    explain=_explain_multi_head,
    card=("num_heads", "key_dim", "use_causal_mask"),
    search=("transformer", "self-attention", "query", "key", "sequence", "mha", "vit"),
    makes=("Softmax", "Dropout"),
)
