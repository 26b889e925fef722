"""Layers that Keras's own models need and its layer library does not offer: read from files, never in the palette."""

from __future__ import annotations

from blocks.catalog.shared.parameters import layer_parameters
from blocks.parameters import Integer, Number
from blocks.types.block_type import BlockType, Category
from blocks.types.ports import many
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Shapes, Weight


def _scaled(arguments: Arguments, shapes: Shapes) -> Inference:
    """Multiply the last axis by one weight per channel."""
    (shape,) = shapes
    size = arguments["projection_dim"]
    if not shape:
        raise Refusal("rank", expected=1, got=shape, port=0)
    if shape[-1] not in (size, 1, None) and size != 1:
        raise Refusal("value", expected=shape[-1], got=size, parameter="projection_dim")
    last = size if shape[-1] in (1, None) else shape[-1]
    return Inference(((*shape[:-1], last),), (Weight("gamma", (size,)),))


def _added(arguments: Arguments, shapes: Shapes) -> Inference:
    """Add the second input, scaled, to the first."""
    if len(shapes) != 2:
        raise Refusal("inputs", expected=2, got=len(shapes))
    left, right = shapes
    if left != right:
        raise Refusal("shapes_differ", expected=left, got=right, port=1, other=0)
    return Inference((left,))


LAYER_SCALE = BlockType(
    name="LayerScale",
    category=Category.NORMALIZATION,
    role=Role.SCALING,
    summary="Multiplies every channel by a weight that begins very small, as ConvNeXt does.",
    parameters=layer_parameters(
        Number(name="init_values", front=True, help="What the weights begin with."),
        Integer(name="projection_dim", minimum=1, front=True, help="Number of channels."),
    ),
    infer=_scaled,
    card=("projection_dim",),
    module="keras.src.applications.convnext",
)

CUSTOM_SCALE_LAYER = BlockType(
    name="CustomScaleLayer",
    category=Category.MERGING,
    role=Role.SCALED_SUM,
    summary="Adds the second input, times a number, to the first, as Inception-ResNet does.",
    parameters=layer_parameters(
        Number(name="scale", front=True, help="What the second input is multiplied by."),
    ),
    infer=_added,
    inputs=many(2),
    card=("scale",),
    module="keras.src.applications.inception_resnet_v2",
)

ALL = (LAYER_SCALE, CUSTOM_SCALE_LAYER)
