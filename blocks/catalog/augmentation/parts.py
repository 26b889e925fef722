"""Shared parts of layers of augmentation: strengths of change, parameters, and the shapes that they take."""

from __future__ import annotations

from blocks.catalog.convolution.windows import split
from blocks.parameters import Choice, Integer, Number, Numbers
from blocks.types.rules import Arguments, Inference, Refusal, Rule, Shapes
from blocks.values.values import Value

SEED = Integer(
    name="seed",
    default=None,
    nullable=True,
    help="Makes the choice repeatable; None chooses anew in every run.",
)
FILL_MODE = Choice(
    name="fill_mode",
    choices=("reflect", "constant", "wrap", "nearest"),
    default="reflect",
    help="What stands where the moved image leaves a gap.",
)
INTERPOLATION = Choice(
    name="interpolation",
    choices=("bilinear", "nearest"),
    default="bilinear",
    help="How the new pixels are found.",
)
FILL_VALUE = Number(
    name="fill_value", default=0.0, help="The value in a gap, where fill_mode is constant."
)
VALUE_RANGE = Numbers(
    name="value_range",
    default=(0.0, 255.0),
    help="The smallest and the largest value of a pixel.",
)


def factor(name: str, words: str, nullable: bool = False) -> Numbers:
    """Return a parameter that says how strongly an image is changed: one number, or a range of two."""
    help_text = f"{words}: one number, or the two ends of a range."
    if nullable:
        return Numbers(name=name, default=None, nullable=True, help=help_text)
    return Numbers(name=name, initial=0.2, front=True, help=help_text)


def images(*checks: Rule) -> Rule:
    """Return the rule of a layer that keeps the shape of images, after checks of its own."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        split(arguments, shapes[0], 2)
        for check in checks:
            check(arguments, shapes)
        return Inference(shapes)

    return infer


def within(name: str, low: float, high: float, both: bool = True, open_low: bool = False) -> Rule:
    """Return the check of a factor.

    Args:
        name: the parameter.
        low: the smallest value.
        high: the largest value.
        both: whether both ends of a range must lie within; Keras asks some layers for an overlap only.
        open_low: whether ``low`` itself is too small.
    """

    def fits(value: float) -> bool:
        return (low < value if open_low else low <= value) and value <= high

    def check(arguments: Arguments, shapes: Shapes) -> Inference:
        value = arguments[name]
        if value is None:
            return Inference(shapes)
        if not isinstance(value, tuple):
            right = fits(value)
        elif len(value) != 2:
            right = False
        else:
            right = all(map(fits, value)) if both else value[0] <= high and value[1] >= low
        if not right:
            start = "more than " if open_low else ""
            raise refuse(name, f"{start}{low:g} to {high:g}, or two such numbers", value)
        return Inference(shapes)

    return check


def moved(arguments: Arguments, shapes: Shapes) -> Inference:
    """Check the number format: TensorFlow moves no pixels in bfloat16."""
    if arguments["dtype"] in ("bfloat16", "mixed_bfloat16"):
        raise refuse("dtype", "a dtype without bfloat16", arguments["dtype"])
    return Inference(shapes)


def two_values(arguments: Arguments, shapes: Shapes) -> Inference:
    """Check that ``value_range`` has two ends."""
    given = arguments["value_range"]
    if not isinstance(given, tuple) or len(given) != 2:
        raise refuse("value_range", "the smallest and the largest value", given)
    return Inference(shapes)


def refuse(name: str, words: str, value: Value) -> Refusal:
    """Return the refusal of a parameter's value."""
    return Refusal("value", expected=words, got=value, parameter=name)
