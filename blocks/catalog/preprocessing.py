"""Preprocessing: brings data into the range that a network likes. It counts no multiply-adds."""

from __future__ import annotations

from fractions import Fraction

from blocks.catalog.convolution.windows import join, split
from blocks.catalog.shared.explanations import explain_weights
from blocks.catalog.shared.parameters import DATA_FORMAT, layer_parameters
from blocks.catalog.shared.rules import known_sizes, places_of
from blocks.parameters import Axis, Choice, Flag, Integer, Number, Numbers
from blocks.types.block_type import BlockType, Category
from blocks.types.receptive_field import Reach
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Shapes, Weight


def _rescaling(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; several numbers are one for each value of the last axis.

    Source: https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/
    """
    shape = shapes[0]
    size = shape[-1] if shape else 1
    for name in ("scale", "offset"):
        count = _count(arguments[name])
        if count > 1 and count != size and (size is not None or not shape):
            raise Refusal(
                "value",
                expected=f"one number, or {size}",
                got=arguments[name],
                parameter=name,
                port=0,
            )
    return Inference(shapes)


def _count(value: object) -> int:
    return len(value) if isinstance(value, tuple) else 1


RESCALING = BlockType(
    name="Rescaling",
    category=Category.PREPROCESSING,
    role=Role.SCALING,
    summary="Multiplies every value by a number and adds another one.",
    parameters=layer_parameters(
        Numbers(
            name="scale",
            initial=1 / 255,
            front=True,
            help="The factor, or one for each channel; 1 / 255 brings bytes into the range 0 to 1.",
        ),
        Numbers(
            name="offset",
            default=0.0,
            front=True,
            help="What is added then, or one number for each channel.",
        ),
    ),
    infer=_rescaling,
    card=("scale", "offset"),
    search=("normalize", "divide", "bytes", "255"),
)


def _normalization(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; mean and variance have the sizes of the axes with statistics of their own; the batch is axis 0.

    They are weights that ``adapt`` fills from the data, unless they are given.
    Source: https://keras.io/api/layers/preprocessing_layers/numerical/normalization/
    """
    shape = shapes[0]
    places = places_of(arguments["axis"], shape)
    known = known_sizes(tuple(shape[place - 1] for place in places), shape)
    if arguments["mean"] is not None or arguments["variance"] is not None:
        _check_given(arguments, known)
        return Inference(shapes)
    names = (("mean", known), ("variance", known), ("count", ()))
    return Inference(shapes, tuple(Weight(name, size, False) for name, size in names))


def _check_given(arguments: Arguments, sizes: tuple[int, ...]) -> None:
    """Refuse a mean without a variance, and numbers that do not fit the last of the kept axes."""
    mean, variance = arguments["mean"], arguments["variance"]
    if mean is None or variance is None:
        missing = "mean" if mean is None else "variance"
        words = "a value, since the other one has one"
        raise Refusal("value", expected=words, got=None, parameter=missing)
    alike = isinstance(mean, tuple) == isinstance(variance, tuple)
    if not alike or _count(mean) != _count(variance):
        raise Refusal(
            "value", expected="as many numbers as mean has", got=variance, parameter="variance"
        )
    if isinstance(mean, tuple) and (not sizes or len(mean) not in (1, sizes[-1])):
        words = f"one number, or {sizes[-1]}" if sizes else "one number"
        raise Refusal("value", expected=words, got=mean, parameter="mean", port=0)


NORMALIZATION = BlockType(
    name="Normalization",
    category=Category.PREPROCESSING,
    role=Role.SCALING,
    learns="mean",
    summary="Brings the data to mean 0 and spread 1, by what is found in the training data.",
    parameters=layer_parameters(
        Axis(
            name="axis",
            default=-1,
            several=True,
            nullable=True,
            front=True,
            help="Axes whose places have a mean of their own: -1 is the last; None for one mean.",
        ),
        Numbers(
            name="mean",
            default=None,
            nullable=True,
            front=True,
            help="The mean; None to find it in the training data.",
        ),
        Numbers(
            name="variance",
            default=None,
            nullable=True,
            minimum=0,
            front=True,
            help="The variance; None to find it in the training data.",
        ),
        Flag(
            name="invert",
            default=False,
            help="Whether it goes the other way: from mean 0 and spread 1 to those of the data.",
        ),
    ),
    infer=_normalization,
    explain=explain_weights,
    card=("axis", "mean", "variance"),
    search=("adapt", "standardize", "zscore", "mean", "variance", "features"),
)

_TAPS = {"nearest": 0, "bilinear": 1, "area": 1, "bicubic": 3, "lanczos3": 5, "lanczos5": 9}
"""How many neighbours a new pixel is made from along each axis, besides one."""


def _resizing(arguments: Arguments, shapes: Shapes) -> Inference:
    """Put the wanted height and width in place of those that come in.

    Source: https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/
    """
    _, channels = split(arguments, shapes[0], 2)
    if arguments["crop_to_aspect_ratio"] and arguments["pad_to_aspect_ratio"]:
        raise Refusal(
            "value",
            expected="False beside crop_to_aspect_ratio",
            got=True,
            parameter="pad_to_aspect_ratio",
        )
    size = (arguments["height"], arguments["width"])
    return Inference((join(arguments, size, channels),))


def _resized(arguments: Arguments, shapes: Shapes) -> Reach | None:
    """Look back at the pixels that a new one is made from; their number grows where an image shrinks smoothly."""
    spatial, _ = split(arguments, shapes[0], 2)
    wanted = (arguments["height"], arguments["width"])
    steps = [
        Fraction(size, new) for size, new in zip(spatial, wanted, strict=True) if size is not None
    ]
    if len(steps) != 2:
        return None
    if arguments["crop_to_aspect_ratio"] or arguments["pad_to_aspect_ratio"]:
        steps = [min(steps) if arguments["crop_to_aspect_ratio"] else max(steps)] * 2
    taps = _TAPS[arguments["interpolation"]]
    smooth = arguments["antialias"] or arguments["interpolation"] == "area"
    more = tuple(taps * max(step, Fraction(1)) if smooth else taps for step in steps)
    return Reach(more, tuple(steps))


def _side(name: str) -> Integer:
    return Integer(
        name=name, minimum=1, initial=224, front=True, help=f"The {name} that comes out, in pixels."
    )


RESIZING = BlockType(
    name="Resizing",
    category=Category.PREPROCESSING,
    role=Role.RESIZING,
    rank=2,
    summary="Brings images of any size to one height and width.",
    parameters=layer_parameters(
        _side("height"),
        _side("width"),
        Choice(
            name="interpolation",
            choices=("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", "area"),
            default="bilinear",
            front=True,
            help="How the new pixels are found.",
        ),
        Flag(
            name="crop_to_aspect_ratio",
            default=False,
            help="Whether what is too wide or too high is cut off instead of squeezed.",
        ),
        Flag(
            name="pad_to_aspect_ratio",
            default=False,
            help="Whether a rim is added instead of stretching the image.",
        ),
        Choice(
            name="fill_mode",
            choices=("constant",),
            default="constant",
            help="What the rim is made of; Keras knows one way.",
        ),
        Number(name="fill_value", default=0.0, help="The value of the rim's pixels."),
        Flag(
            name="antialias",
            default=False,
            help="Whether all pixels are looked at where an image shrinks, not only the nearest.",
        ),
        DATA_FORMAT,
    ),
    infer=_resizing,
    look=_resized,
    card=("height", "width", "interpolation"),
    search=("resize", "scale", "image", "size", "crop", "letterbox"),
)

ALL = (RESCALING, NORMALIZATION, RESIZING)
