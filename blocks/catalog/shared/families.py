"""Keras's initializers, regularizers, constraints, activations and number formats.

Where a class cannot serve every weight, there is one family per use, so that a value that Keras
would refuse cannot even be chosen: `VECTOR_INITIALIZERS` for biases and other vectors,
`KERNEL_INITIALIZERS` for kernels of any rank, `MATRIX_INITIALIZERS` for the kernel of a Dense
layer.

Left out on purpose:
    ``input_axes`` and ``output_axes`` of initializers: they serve kernels whose layout Keras cannot
        know.
    ``STFT``: it fills only the kernel of a Conv1D that plays a short-time Fourier transform.
    ``glu``: it halves the last axis although Keras announces the full one, so the next layer would
        fail.
    ``threshold``: as a bare name it lacks its two arguments and fails when the model runs.
    axes of constraints that the weight has not: Keras would find out in the first training step.
    ``OrthogonalRegularizer`` on anything but a Dense kernel: it takes matrices of known size only.
"""

from __future__ import annotations

from functools import cache

from blocks.parameters import Axis, Choice, Family, Integer, Number, Parameter

ACTIVATIONS = (
    "relu",
    "sigmoid",
    "tanh",
    "softmax",
    "linear",
    "elu",
    "selu",
    "gelu",
    "silu",
    "swish",
    "leaky_relu",
    "relu6",
    "softplus",
    "softsign",
    "exponential",
    "mish",
    "celu",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "hard_shrink",
    "soft_shrink",
    "tanh_shrink",
    "log_sigmoid",
    "log_softmax",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
)

FLOATS = ("float32", "float16", "bfloat16", "float64")
DTYPE_POLICIES = (*FLOATS, "mixed_float16", "mixed_bfloat16")
_WHOLE = ("uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64")
INPUT_DTYPES = (*FLOATS, *_WHOLE, "bool")

_SEED = Integer(
    name="seed",
    default=None,
    nullable=True,
    help="Makes the random numbers repeatable; None draws new ones each time.",
)
_MEAN = Number(name="mean", default=0.0, help="Centre of the random values.")
_STDDEV = Number(name="stddev", default=0.05, help="Spread of the random values.")
_GAIN = Number(name="gain", default=1.0, help="Factor that the whole matrix is multiplied with.")
_SEED_ONLY = (_SEED,)

_VECTOR_MEMBERS: dict[str, tuple[Parameter, ...]] = {
    "Zeros": (),
    "Ones": (),
    # Keras has the default 0.0, but cannot make it from the name alone: so the value is asked for.
    "Constant": (Number(name="value", initial=0.0, help="The value of every weight."),),
    "GlorotUniform": _SEED_ONLY,
    "GlorotNormal": _SEED_ONLY,
    "HeNormal": _SEED_ONLY,
    "HeUniform": _SEED_ONLY,
    "LecunNormal": _SEED_ONLY,
    "LecunUniform": _SEED_ONLY,
    "RandomNormal": (_MEAN, _STDDEV, _SEED),
    "TruncatedNormal": (_MEAN, _STDDEV, _SEED),
    "RandomUniform": (
        Number(name="minval", default=-0.05, help="Lower end of the random values."),
        Number(name="maxval", default=0.05, help="Upper end of the random values."),
        _SEED,
    ),
    "VarianceScaling": (
        Number(name="scale", default=1.0, above=0, help="Factor on the variance."),
        Choice(
            name="mode",
            default="fan_in",
            choices=("fan_in", "fan_out", "fan_avg"),
            help="Which number of connections the variance is divided by.",
        ),
        Choice(
            name="distribution",
            default="truncated_normal",
            choices=("truncated_normal", "untruncated_normal", "uniform", "normal"),
            help="Kind of random numbers.",
        ),
        _SEED,
    ),
}
_VECTOR_ALIASES = {
    "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal",
    "zeros": "Zeros",
    "ones": "Ones",
    "glorot_normal": "GlorotNormal",
    "he_uniform": "HeUniform",
    "lecun_normal": "LecunNormal",
    "lecun_uniform": "LecunUniform",
    "random_normal": "RandomNormal",
    "random_uniform": "RandomUniform",
    "truncated_normal": "TruncatedNormal",
    "variance_scaling": "VarianceScaling",
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "zero": "Zeros",
    "one": "Ones",
}
_KERNEL_MEMBERS: dict[str, tuple[Parameter, ...]] = {
    **_VECTOR_MEMBERS,
    "Orthogonal": (_GAIN, _SEED),
}
_KERNEL_ALIASES = {
    **_VECTOR_ALIASES,
    "orthogonal": "Orthogonal",
    "OrthogonalInitializer": "Orthogonal",
}

VECTOR_INITIALIZERS = Family(
    module="initializers", members=_VECTOR_MEMBERS, aliases=_VECTOR_ALIASES
)
KERNEL_INITIALIZERS = Family(
    module="initializers", members=_KERNEL_MEMBERS, aliases=_KERNEL_ALIASES
)
MATRIX_INITIALIZERS = Family(
    module="initializers",
    members={**_KERNEL_MEMBERS, "Identity": (_GAIN,)},
    aliases={**_KERNEL_ALIASES, "identity": "Identity", "IdentityInitializer": "Identity"},
)


def _penalty(name: str, default: float) -> Number:
    return Number(name=name, default=default, minimum=0, help="Strength of the penalty.")


_REGULARIZER_MEMBERS: dict[str, tuple[Parameter, ...]] = {
    "L2": (_penalty("l2", 0.01),),
    "L1": (_penalty("l1", 0.01),),
    "L1L2": (_penalty("l1", 0.0), _penalty("l2", 0.0)),
}
_REGULARIZER_ALIASES = {"l2": "L2", "l1": "L1", "l1l2": "L1L2"}

REGULARIZERS = Family(
    module="regularizers", members=_REGULARIZER_MEMBERS, aliases=_REGULARIZER_ALIASES
)
MATRIX_REGULARIZERS = Family(
    module="regularizers",
    members={
        **_REGULARIZER_MEMBERS,
        "OrthogonalRegularizer": (
            _penalty("factor", 0.01),
            Choice(
                name="mode",
                default="rows",
                choices=("rows", "columns"),
                help="Whether rows or columns are to stand at right angles.",
            ),
        ),
    },
    aliases={**_REGULARIZER_ALIASES, "orthogonal_regularizer": "OrthogonalRegularizer"},
)


@cache
def constraints(rank: int) -> Family:
    """Constraints for a weight with ``rank`` axes, along which lengths can be taken."""
    axis = Axis(
        name="axis", default=0, several=True, rank=rank, help="Axis along which lengths are taken."
    )
    return Family(
        module="constraints",
        members={
            "MaxNorm": (
                Number(name="max_value", default=2.0, help="Largest length of the weights."),
                axis,
            ),
            "MinMaxNorm": (
                Number(name="min_value", default=0.0, help="Smallest length."),
                Number(name="max_value", default=1.0, help="Largest length."),
                Number(name="rate", default=1.0, help="How firmly: 1 at once, less step by step."),
                axis,
            ),
            "NonNeg": (),
            "UnitNorm": (axis,),
        },
        aliases={
            "max_norm": "MaxNorm",
            "min_max_norm": "MinMaxNorm",
            "non_neg": "NonNeg",
            "unit_norm": "UnitNorm",
        },
    )


QUANTIZERS = Family(
    module="quantizers",
    members={
        "Int8QuantizationConfig": (),
        "Int4QuantizationConfig": (
            Integer(
                name="block_size",
                default=128,
                minimum=1,
                nullable=True,
                help="Weights that share one scale; None for one scale per output.",
            ),
        ),
        "Float8QuantizationConfig": (),
    },
    aliases={},
)
