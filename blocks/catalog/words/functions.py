"""Functions of TensorFlow that tf.keras 2 wrote into models as layers: a name is no code, so they are blocks."""

from __future__ import annotations

from collections.abc import Mapping

FUNCTION_LAYERS = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")
"""Layers of tf.keras 2 that hold the name of a function; the last one that of a node of a graph."""

ACTIVATIONS: Mapping[str, str] = {
    "nn.relu": "relu",
    "nn.relu6": "relu6",
    "nn.elu": "elu",
    "nn.selu": "selu",
    "nn.silu": "silu",
    "nn.swish": "silu",
    "nn.tanh": "tanh",
    "math.tanh": "tanh",
    "tanh": "tanh",
    "nn.sigmoid": "sigmoid",
    "math.sigmoid": "sigmoid",
    "sigmoid": "sigmoid",
    "nn.softplus": "softplus",
    "math.softplus": "softplus",
    "nn.softsign": "softsign",
    "math.exp": "exponential",
    "exp": "exponential",
    "identity": "linear",
    "Relu": "relu",
    "Relu6": "relu6",
    "Elu": "elu",
    "Selu": "selu",
    "Tanh": "tanh",
    "Sigmoid": "sigmoid",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Exp": "exponential",
    "Identity": "linear",
}
"""By function, and by node of a graph, the activation that it is."""

SUMS = frozenset(("math.add", "add", "__operators__.add", "__operators__.radd", "Add", "AddV2"))
PRODUCTS = frozenset(
    ("math.multiply", "multiply", "__operators__.mul", "__operators__.rmul", "Mul")
)
DIFFERENCES = frozenset(("math.subtract", "subtract", "__operators__.sub", "Sub"))
QUOTIENTS = frozenset(
    ("math.divide", "math.truediv", "truediv", "divide", "realdiv", "__operators__.truediv", "RealDiv")
)  # fmt: skip
NEGATIVES = frozenset(("math.negative", "negative", "__operators__.neg", "Neg"))
MAXIMA = frozenset(("math.maximum", "maximum", "Maximum"))
MINIMA = frozenset(("math.minimum", "minimum", "Minimum"))
JOINS = frozenset(("concat", "ConcatV2"))
SOFTMAX = frozenset(("nn.softmax", "Softmax"))
LEAKY = frozenset(("nn.leaky_relu", "LeakyRelu"))
MEANS = frozenset(("math.reduce_mean", "reduce_mean", "Mean"))
RESHAPES = frozenset(("reshape", "Reshape"))
TRANSPOSES = frozenset(("transpose", "compat.v1.transpose", "Transpose"))
GELU = frozenset(("nn.gelu",))
CLIPS = frozenset(("clip_by_value",))
CUTS = frozenset(("__operators__.getitem",))
