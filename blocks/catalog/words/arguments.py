"""Arguments that Keras called otherwise, by class of today, and values that change nothing.

Sources: the Keras 1 to Keras 2 release notes, https://keras.io/api/ and what each version writes into files.
"""

from __future__ import annotations

from collections.abc import Mapping

from blocks.values.safe_json import Json

EVERYWHERE: Mapping[str, str] = {
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "U_constraint": "recurrent_constraint",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation",
    "gamma_init": "gamma_initializer",
    "beta_init": "beta_initializer",
    "depthwise_init": "depthwise_initializer",
    "pointwise_init": "pointwise_initializer",
    "bias": "use_bias",
    "nb_filter": "filters",
    "border_mode": "padding",
    "subsample": "strides",
    "subsample_length": "strides",
    "atrous_rate": "dilation_rate",
    "filter_length": "kernel_size",
    "dim_ordering": "data_format",
    "pool_length": "pool_size",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "concat_axis": "axis",
    "dot_axes": "axes",
}
"""Words of Keras 1 that mean the same in every layer that has them, where it does not know them itself."""

_UNITS = {"output_dim": "units"}
_RATE = {"p": "rate"}
_SEPARABLE = {"init": "depthwise_initializer"}

RENAMED: Mapping[str, Mapping[str, str]] = {
    "Dense": _UNITS,
    "LSTM": _UNITS,
    "GRU": _UNITS,
    "SimpleRNN": _UNITS,
    "Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
    },
    "Dropout": _RATE,
    "SpatialDropout1D": _RATE,
    "SpatialDropout2D": _RATE,
    "SpatialDropout3D": _RATE,
    "GaussianDropout": _RATE,
    "AlphaDropout": _RATE,
    "GaussianNoise": {"sigma": "stddev"},
    "MaxPooling1D": {"stride": "strides"},
    "AveragePooling1D": {"stride": "strides"},
    "UpSampling1D": {"length": "size"},
    "LeakyReLU": {"alpha": "negative_slope"},
    "ReLU": {"theta": "threshold"},
    "PReLU": {"init": "alpha_initializer"},
    "SeparableConv1D": _SEPARABLE,
    "SeparableConv2D": _SEPARABLE,
    "DepthwiseConv2D": _SEPARABLE,
}
"""By class the words that it alone had."""


def told_today(class_name: str, word: str) -> str:
    """Return the name that an argument of a layer has today; a word that no version used is returned as it is."""
    own = RENAMED.get(class_name, {}).get(word)
    return own or EVERYWHERE.get(word, word)


JOINED: Mapping[str, tuple[str, ...]] = {
    "nb_row": ("nb_row", "nb_col"),
    "kernel_dim1": ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}
"""By the first of them the words that Keras 1 had for the sides of a kernel."""

VALUES: Mapping[str, Mapping[str, Json]] = {
    "data_format": {"tf": "channels_last", "th": "channels_first", "default": None},
    "forget_bias_init": {"one": True, "ones": True, "zero": False, "zeros": False},
}
"""Values that were called otherwise, by argument."""

OBJECTS: Mapping[str, str] = {
    "WeightRegularizer": "L1L2",
    "L1L2Regularizer": "L1L2",
    "MaxNorm": "MaxNorm",
    "NonNeg": "NonNeg",
    "UnitNorm": "UnitNorm",
}
"""Regularizers and constraints that Keras 1 wrote as a name beside the arguments, by their class of today."""

OBJECT_ARGUMENTS: Mapping[str, str] = {"m": "max_value"}

ALWAYS_IDLE = frozenset(
    ("input_dtype", "input_shape", "batch_size", "autocast", "fused", "consume_less")
)
"""Arguments that say nothing about what a layer computes, whatever their value is."""

IDLE: Mapping[str, tuple[Json, ...]] = {
    "groups": (1,),
    "dilation_rate": (1, [1], [1, 1], [1, 1, 1]),
    "mode": (0,),
}
"""By argument the values that change nothing, beside ``None`` and ``False``."""

_KERNEL = frozenset(("kernel_initializer", "kernel_regularizer", "kernel_constraint"))

IDLE_IN: Mapping[str, frozenset[str]] = {
    "SeparableConv1D": _KERNEL,
    "SeparableConv2D": _KERNEL,
    "DepthwiseConv1D": _KERNEL | {"filters"},
    "DepthwiseConv2D": _KERNEL | {"filters"},
}
"""By class the arguments that it writes down although it never heeds them."""

ONE_AXIS = frozenset(("BatchNormalization", "GroupNormalization"))
"""Layers whose axis is written as a list of one by tf.keras."""

INPUT_NUMBERS = frozenset((
    "Embedding", "Flatten", "Reshape", "Permute", "RepeatVector", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D",
    "Cropping1D", "Cropping2D", "Cropping3D", "UpSampling1D", "UpSampling2D", "UpSampling3D",
    "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "Concatenate", "Dropout",
))  # fmt: skip
"""Layers that say whole numbers for what comes in, and compute the same without that."""

WORDS = frozenset(("Embedding",))
"""Layers that Keras 1 let leave out whole words."""

OLD_GATES: Mapping[str, str] = {"LSTM": "hard_sigmoid", "GRU": "hard_sigmoid"}
"""Activations that gates had by default before Keras 2.3."""

RESET_AFTER = "GRU"
"""The layer whose `reset_after` is false where a file of Keras before 2.2 says nothing of it."""

PER_BATCH = "BatchNormalization"
"""The layer whose `mode` could be another one than that of today."""
