"""Where our rules part ways with Keras on purpose, or with what runs: all of it, with the reasons.

Keras announces shapes without running the layer, so it accepts some calls that fail, or give
another shape, as soon as data flows. A checker that agreed would let people train into an error.
"""

from __future__ import annotations

from dataclasses import dataclass

from blocks.types.rules import Arguments, Refusal


@dataclass(frozen=True)
class WeRefuse:
    """One kind of case that we refuse and Keras accepts.

    Attributes:
        block_type: which type.
        kind: `Refusal.kind`.
        parameter: `Refusal.parameter`.
        fails_when_run: the harness runs the case, and it must fail, give another shape than Keras
            announced, or give a tensor without values.
        reason: why we refuse.
    """

    block_type: str
    kind: str
    parameter: str
    fails_when_run: bool
    reason: str


_ADAPTIVE = [f"Adaptive{kind}Pooling{rank}D" for kind in ("Average", "Max") for rank in (1, 2, 3)]
_AUGMENTATION = (
    "RandomFlip",
    "RandomRotation",
    "RandomZoom",
    "RandomTranslation",
    "RandomContrast",
    "RandomBrightness",
)
_ALL_DROPPED = "everything would be divided by zero"

WE_REFUSE = (
    *(
        WeRefuse(name, "open_size", "output_size", False, "TensorFlow makes no such windows")
        for name in _ADAPTIVE
    ),
    *(
        WeRefuse(
            name, "too_small", "output_size", False, "fit and predict fail, or the process ends"
        )
        for name in _ADAPTIVE
    ),
    *(
        WeRefuse(name, "rank", "", False, "Keras never looks, and pools what axes there are")
        for name in _ADAPTIVE
    ),
    *(
        WeRefuse(name, "rank", "", False, "Keras looks at the axes when it computes")
        for name in _AUGMENTATION
    ),
    *(
        WeRefuse(name, "value", "dtype", True, "TensorFlow moves no pixels in bfloat16")
        for name in ("RandomRotation", "RandomZoom", "RandomTranslation")
    ),
    WeRefuse("RandomContrast", "value", "value_range", True, "a range has two ends"),
    WeRefuse("AlphaDropout", "value", "rate", True, _ALL_DROPPED),
    WeRefuse("AlphaDropout", "value", "noise_shape", True, "the mask does not fit the input"),
    WeRefuse("GaussianDropout", "value", "rate", True, _ALL_DROPPED),
    WeRefuse("Masking", "rank", "", False, "without features, the batch would be looked at"),
    WeRefuse("Slice", "range", "stop", False, "nothing can be learned from no channels"),
    WeRefuse("Slice", "rank", "", False, "without any axis, the slice would cut the batch"),
    WeRefuse("Softmax", "axis", "axis", True, "Keras looks at the axis when it computes"),
    WeRefuse("Concatenate", "axis", "axis", False, "Keras joins nothing, so it never looks"),
    WeRefuse("OpsAdd", "shapes_differ", "", False, "the batch axis would meet another axis"),
    WeRefuse("OpsMultiply", "shapes_differ", "", False, "the batch axis would meet another axis"),
    WeRefuse("Dropout", "value", "noise_shape", True, "the mask does not fit the input"),
    WeRefuse("Reshape", "value", "target_shape", True, "a size of 0 fits no values"),
    WeRefuse("LayerNormalization", "axis", "axis", True, "Keras looks twice at one axis"),
    WeRefuse("PReLU", "value", "alpha_constraint", True, "constraints want an axis"),
    WeRefuse("Rescaling", "value", "scale", True, "the numbers do not fit the last axis"),
    WeRefuse("Rescaling", "value", "offset", True, "the numbers do not fit the last axis"),
    WeRefuse("Normalization", "axis", "axis", False, "one axis comes twice, or the batch"),
    WeRefuse("Resizing", "rank", "", False, "a tensor without a batch axis is no batch of images"),
    WeRefuse("Resizing", "value", "pad_to_aspect_ratio", True, "it looks when it computes"),
    WeRefuse("Dot", "axis", "axes", True, "Keras looks at the batch axis when it computes"),
    WeRefuse("TimeDistributed", "rank", "", False, "the layer alone refuses: it runs by chance"),
    WeRefuse("TimeDistributed", "rank", "dims", True, "nobody asks a Permute for its axes"),
    WeRefuse("Attention", "rank", "", False, "without a sequence it attends to other examples"),
    WeRefuse("Attention", "unlike", "", True, "Keras multiplies when it computes"),
    WeRefuse("MultiHeadAttention", "rank", "", False, "it would attend to other examples"),
    WeRefuse("MultiHeadAttention", "value", "sliding_window", False, "a mask of the first axis"),
    WeRefuse("MultiHeadAttention", "value", "use_causal_mask", False, "a mask of the first axis"),
    WeRefuse("MultiHeadAttention", "unlike", "", True, "it multiplies when it computes"),
    WeRefuse(
        "MultiHeadAttention",
        "axis",
        "attention_axes",
        False,
        "Keras would mix examples, or ignore it",
    ),
    WeRefuse(
        "Dense",
        "value",
        "kernel_regularizer",
        True,
        "the factor of OrthogonalRegularizer is float32, and meets no other format",
    ),
    *(
        WeRefuse(
            f"Conv{rank}DTranspose",
            "value",
            "output_padding",
            True,
            "0 with an even window and same padding would leave one position out",
        )
        for rank in (1, 2, 3)
    ),
    WeRefuse("RMSNormalization", "value", "axis", True, "the factor meets the last axes"),
    WeRefuse("RMSNormalization", "axis", "axis", False, "one axis comes twice"),
    WeRefuse("UnitNormalization", "axis", "axis", False, "one axis comes twice"),
)


@dataclass(frozen=True)
class TensorflowLimit:
    """A case that we accept as Keras does, though TensorFlow cannot run it here, on a CPU.

    A GPU can, or another backend, so this is not for a shape rule to refuse.

    Attributes:
        names: words in the names of the layers concerned, of any rank.
        message: words of TensorFlow's error.
        in_float32: whether it is so in float32, too. The others have kernels in oneDNN there.
    """

    names: tuple[str, ...]
    message: str
    in_float32: bool = False


TENSORFLOW_LIMITS = (
    TensorflowLimit(("DepthwiseConv", "SeparableConv"), "only supports equal length strides"),
    TensorflowLimit(("Transpose",), "yet support dilation rates larger than 1"),
    TensorflowLimit(("Transpose",), "only supports NHWC"),
    TensorflowLimit(("Conv3DTranspose",), "only supports NDHWC"),
    TensorflowLimit(("Conv",), "only supports the NHWC tensor format"),
    TensorflowLimit(("AveragePooling3D", "MaxPooling3D"), "Could not find device for node"),
    TensorflowLimit(("MaxPooling3D",), "is not in the list of allowed values"),
    TensorflowLimit(("UpSampling2D", "Resizing"), "was expected to be a float tensor"),
    TensorflowLimit(("Resizing",), "no entry for: ResizeArea", in_float32=True),
    TensorflowLimit(("Resizing",), "only supports NHWC", in_float32=True),
    # Six axes that stretch in turn; the batch is one of them.
    TensorflowLimit(
        ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"),
        "Broadcast between",
        in_float32=True,
    ),
)


def reason_to_refuse(block_type: str, refusal: Refusal) -> WeRefuse | None:
    """Return the exception that covers a refusal of ours, or ``None``."""
    wrapper, _, inside = block_type.rstrip(")").partition("(")
    for name in (wrapper, inside):
        for known in WE_REFUSE:
            if (known.block_type, known.kind, known.parameter) == (
                name,
                refusal.kind,
                refusal.parameter,
            ):
                return known
    return None


def tensorflow_limit(
    block_type: str, arguments: Arguments, error: object
) -> TensorflowLimit | None:
    """Return the limit of TensorFlow that explains an error, or ``None``."""
    if not isinstance(error, str):
        return None
    float32 = arguments.get("dtype") in (None, "float32")
    for limit in TENSORFLOW_LIMITS:
        named = any(name in block_type for name in limit.names)
        if named and limit.message in error and (limit.in_float32 or not float32):
            return limit
    return None


def gradient_kills(block_type: str, arguments: Arguments) -> bool:
    """Tell whether the gradient must not be computed, since it can end the whole process.

    TensorFlow 2.21 with oneDNN on a CPU with AVX-512 writes beyond its memory in the gradient of a
    1x1 kernel with a stride above 1, unless the number of channels is a multiple of 16
    (MklNativeConv2DBackpropFilter; "double free or corruption", found by this very test). With
    ``TF_ENABLE_ONEDNN_OPTS=0`` it does not happen.
    """
    if not block_type.startswith("Conv"):
        return False
    return arguments["kernel_size"] == 1 and arguments["strides"] != 1
