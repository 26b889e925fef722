"""Roles of layers in a network: readers that treat layers alike ask for the role, never for the name."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    """The role of a layer in a network; every block type has one."""

    INPUT = "input"
    ENTRY = "entry"  # where a tensor enters a composite
    EXIT = "exit"  # where a tensor leaves a composite
    COMPOSITE = "composite"
    WRAPPER = "wrapper"  # `BlockType.layer` has the role of the layer inside
    DENSE = "dense"
    EMBEDDING = "embedding"
    CONVOLUTION = "convolution"
    DEPTHWISE = "depthwise convolution"
    SEPARABLE = "separable convolution"
    TRANSPOSED = "transposed convolution"
    RECURRENT = "recurrent"
    ATTENTION = "attention"
    POOLING = "pooling"
    GLOBAL_POOLING = "global pooling"
    NORMALIZATION = "normalization"
    SCALING = "scaling"  # factors and offsets for values or channels
    ACTIVATION = "activation"
    DROPOUT = "dropout"  # noise of every kind
    PASS = "pass"  # hands on what comes in, and at most adds a penalty
    MASK = "mask"  # hands on what comes in, and marks places that are left out
    SUM = "sum"
    SCALED_SUM = "scaled sum"
    PRODUCT = "product"
    JOIN = "join"  # side by side along an axis
    MERGE = "merge"  # all other ways in which several tensors become one
    FLATTEN = "flatten"
    RESHAPE = "reshape"
    PADDING = "padding"
    CROPPING = "cropping"
    RESIZING = "resizing"
    SLICE = "slice"
