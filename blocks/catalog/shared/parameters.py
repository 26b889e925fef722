"""Parameters that many block types share, so that each is worded once."""

from __future__ import annotations

from blocks.catalog.shared.families import (
    ACTIVATIONS,
    DTYPE_POLICIES,
    KERNEL_INITIALIZERS,
    REGULARIZERS,
    VECTOR_INITIALIZERS,
    constraints,
)
from blocks.parameters import Choice, Family, Flag, Integer, Number, ObjectOf, Parameter
from blocks.values.values import Value

ACTIVITY_REGULARIZER = ObjectOf(
    name="activity_regularizer",
    family=REGULARIZERS,
    default=None,
    nullable=True,
    help="Penalty on large outputs, added to the loss.",
)
TRAINABLE = Flag(name="trainable", default=True, help="Whether training changes the weights.")
DTYPE = Choice(
    name="dtype",
    choices=DTYPE_POLICIES,
    default=None,
    nullable=True,
    help="Number format of weights and arithmetic; None is Keras's setting, float32.",
)
DATA_FORMAT = Choice(
    name="data_format",
    choices=("channels_last", "channels_first"),
    default=None,
    nullable=True,
    help="Where the channel axis stands; None is Keras's setting, channels_last.",
)
USE_BIAS = Flag(
    name="use_bias", default=True, front=True, help="Whether a bias is added to every output."
)
LORA_RANK = Integer(
    name="lora_rank",
    default=None,
    nullable=True,
    minimum=1,
    help="Freezes the kernel and trains two thin matrices of this rank instead (LoRA).",
)
LORA_ALPHA = Number(
    name="lora_alpha",
    default=None,
    nullable=True,
    help="Scale of the LoRA update: it is divided by lora_rank; None is lora_rank.",
)

# ``autocast`` is left out: Keras does not save it, so a model would come back without it.
SEED = Integer(
    name="seed",
    default=None,
    nullable=True,
    help="Makes the random numbers of dropout repeatable; None draws new ones each time.",
)
_BASE = (ACTIVITY_REGULARIZER, TRAINABLE, DTYPE)


def layer_parameters(*own: Parameter) -> tuple[Parameter, ...]:
    """Add the arguments that every Keras layer takes to a layer's own."""
    names = {parameter.name for parameter in own}
    return (*own, *(parameter for parameter in _BASE if parameter.name not in names))


def activation(initial: Value = None) -> Choice:
    """Return the ``activation`` argument; ``initial`` is what a fresh block has."""
    return Choice(
        name="activation",
        choices=ACTIVATIONS,
        default=None,
        initial=initial,
        nullable=True,
        front=True,
        help="Function applied to every output value; None leaves it as it is.",
    )


def padding(initial: str = "valid", choices: tuple[str, ...] = ("valid", "same")) -> Choice:
    """Return the ``padding`` argument of windows."""
    return Choice(
        name="padding",
        choices=choices,
        default="valid",
        initial=initial,
        front=True,
        help="Whether zeros are added at the rim (same) or the window stays inside (valid).",
    )


def initializer(
    weight: str, default: str = "glorot_uniform", family: Family = KERNEL_INITIALIZERS
) -> ObjectOf:
    """Return the initializer argument of one weight, such as ``kernel_initializer``."""
    return ObjectOf(
        name=f"{weight}_initializer",
        family=family,
        default=default,
        help=f"How the {_words(weight)} is filled before training.",
    )


def vector_initializer(weight: str, default: str) -> ObjectOf:
    """Return the initializer argument of a weight with one axis, such as ``bias_initializer``."""
    return initializer(weight, default, VECTOR_INITIALIZERS)


def regularizer(weight: str, family: Family = REGULARIZERS) -> ObjectOf:
    """Return the regularizer argument of one weight."""
    return ObjectOf(
        name=f"{weight}_regularizer",
        family=family,
        default=None,
        nullable=True,
        help=f"Penalty on large values of the {_words(weight)}, added to the loss.",
    )


def constraint(weight: str, rank: int = 1) -> ObjectOf:
    """Return the constraint argument of one weight that has ``rank`` axes."""
    return ObjectOf(
        name=f"{weight}_constraint",
        family=constraints(rank),
        default=None,
        nullable=True,
        help=f"Rule that the {_words(weight)} is forced to obey after every training step.",
    )


def _words(weight: str) -> str:
    return weight.replace("_", " ")
