"""Classes that Keras called otherwise, or has no longer: the name of today, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.values.safe_json import Json

CLASSES: Mapping[str, str] = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "AtrousConv1D": "Conv1D",
    "AtrousConv2D": "Conv2D",
    "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D",
    "DepthwiseConvolution2D": "DepthwiseConv2D",
    "Convolution2DTranspose": "Conv2DTranspose",
    "Convolution3DTranspose": "Conv3DTranspose",
    "MaxPool1D": "MaxPooling1D",
    "MaxPool2D": "MaxPooling2D",
    "MaxPool3D": "MaxPooling3D",
    "AvgPool1D": "AveragePooling1D",
    "AvgPool2D": "AveragePooling2D",
    "AvgPool3D": "AveragePooling3D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalMaxPool3D": "GlobalMaxPooling3D",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalAvgPool3D": "GlobalAveragePooling3D",
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization",
    "CuDNNLSTM": "LSTM",
    "CuDNNGRU": "GRU",
    "UnifiedLSTM": "LSTM",
    "UnifiedGRU": "GRU",
    "ThresholdedReLU": "ReLU",
    "TimeDistributedDense": "Dense",
}
"""By the name in a file that of the class today."""

MERGES: Mapping[str, str] = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
    "cos": "Dot",
}
"""By the mode of a `Merge` of Keras 1 the layer that does it."""

MERGE = "Merge"

GONE: Mapping[str, str] = {
    "MaxoutDense": "Keras 1: it has no such layer any more",
    "Highway": "Keras 1: it has no such layer any more",
    "SReLU": "Keras 1: it has no such layer any more",
    "ParametricSoftplus": "Keras 1: it has no such layer any more",
    "Deconvolution2D": "Keras 1: it names the shape of its output, which a Conv2DTranspose works out",
    "LocallyConnected1D": "Keras 2: Keras 3 has no such layer",
    "LocallyConnected2D": "Keras 2: Keras 3 has no such layer",
    "DenseFeatures": "Keras 2: feature columns are no part of Keras 3",
}
"""By class why there is no block for it, nor any layer of Keras 3."""

FIXED: Mapping[str, Mapping[str, Json]] = {
    "CuDNNLSTM": {"activation": "tanh", "recurrent_activation": "sigmoid"},
    "CuDNNGRU": {"activation": "tanh", "recurrent_activation": "sigmoid", "reset_after": True},
    "SyncBatchNormalization": {"synchronized": True},
    "cos": {"normalize": True},
}
"""By class, or mode of a merge, what its name says and an argument of today's class says."""
