"""Attention by products: every place of one sequence takes what fits it in another."""

from __future__ import annotations

from blocks.catalog.attention.multi_head import MULTI_HEAD_ATTENTION
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
from blocks.catalog.shared.parameters import SEED, layer_parameters
from blocks.parameters import Choice, Flag
from blocks.types.block_type import BlockType, Category
from blocks.types.ports import Ports
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Shapes, Steps, Weight
from blocks.values.shapes import Shape, element_count


def _attention(arguments: Arguments, shapes: Shapes) -> Inference:
    """Give every query the values that its keys fit: the query's shape with the values' features.

    Source: https://keras.io/api/layers/attention_layers/attention/

    Raises:
        Refusal: ``rank``, or ``unlike`` where two inputs do not go together.
    """
    query, value, key = query_value_key(shapes)
    dot = arguments["score_mode"] == "dot"
    if not same_size(query[-1], key[-1]) and (dot or 1 not in (query[-1], key[-1])):
        raise unlike("have the same number of features", shapes, 0, 2)
    if not same_size(key[-2], value[-2]):
        raise unlike("have the same length", shapes, 1, 2)
    for port, shape in enumerate(shapes):
        if not all(
            same_size(one, other) or other == 1
            for one, other in zip(query[:-2], shape[:-2], strict=True)
        ):
            raise unlike("agree in the axes before", shapes, 0, port)
    names = [("scale", arguments["use_scale"]), ("concat_score_weight", not dot)]
    weights = tuple(Weight(name, (), arguments["trainable"]) for name, there in names if there)
    count = _attended(query, key, value, dot)
    return Inference(((*query[:-1], value[-1]),), weights, count)


def _attended(query: Shape, key: Shape, value: Shape, dot: bool) -> int | None:
    """Count products of queries and keys, and weighted values; sums under a tanh have no products."""
    scores = element_count((*query[:-1], key[-2]))
    asked, given = query[-1], value[-1]
    if scores is None or asked is None or given is None:
        return None
    return scores * (asked * dot + given)


def _explain_attention(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    query, value = shapes[:2]
    key = shapes[-1]
    sizes = (*query[:-1], key[-2])
    features = [number(value[-1])]
    if arguments["score_mode"] == "dot":
        features.insert(0, number(query[-1]))
    formula = f"{times(sizes)} × ({' + '.join(features)})"
    return (*weight_steps(inference), multiply_add_step(formula, inference))


ATTENTION = BlockType(
    name="Attention",
    category=Category.ATTENTION,
    role=Role.ATTENTION,
    summary="Gives every place of a sequence a mix of values, by how well their keys fit it.",
    parameters=layer_parameters(
        Flag(
            name="use_scale",
            default=False,
            front=True,
            help="Whether a learned number scales how strongly keys are told apart.",
        ),
        Choice(
            name="score_mode",
            choices=("dot", "concat"),
            default="dot",
            front=True,
            help="How query and key are compared: by their product, or by a sum under a tanh.",
        ),
        DROPOUT,
        SEED,
        CAUSAL,
    ),
    infer=_attention,
    inputs=Ports(PORTS, optional=1, listed=True),
    look=look_everywhere,
    explain=_explain_attention,
    card=("use_scale", "score_mode", "use_causal_mask"),
    search=("luong", "dot product", "query", "key", "sequence"),
)

ALL = (MULTI_HEAD_ATTENTION, ATTENTION)
