"""Build a Keras model, exported from Netwright.

ResNeXt-50. Residual blocks that split their channels among 32 parallel branches
(Xie et al., 2016). With 32x32 images, 10 classes, 16 filters and 4 branches it
trains on the bundled digits in under a minute.
"""

import keras
from keras import layers

INPUT_SIZE = 224  # Height and width of the images, in pixels.
CLASSES = 1000  # Number of classes.
FILTERS = 64  # Filters of the first convolution; later groups have multiples of it.
CARDINALITY = 32  # Number of parallel branches in each block.


def conv_norm(x, filters=32, kernel_size=3, strides=1, padding="same", norm="before"):
    """Convolution, batch normalization and ReLU, in the order of your choice.

    Args:
        x: Input tensor.
        filters: Filters of the convolution.
        kernel_size: Side of its window.
        strides: Step of its window; 2 halves height and width.
        padding: Zeros at the rim (same), or none (valid).
        norm: Batch normalization before or after the ReLU.
    """
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding=padding)(x)
    if norm == "before":
        x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    if norm == "after":
        x = layers.BatchNormalization()(x)
    return x


def projection_shortcut(x, filters=256):
    """A 1x1 convolution that gives a shortcut the channels it needs (ResNeXt).

    Args:
        x: Input tensor.
        filters: Channels that come out.
    """
    x = layers.Conv2D(filters, 1, padding="same")(x)
    return layers.BatchNormalization()(x)


def split_branch(x, index=0, filters=4):
    """A slice of the channels and a 3x3 convolution of its own (ResNeXt).

    Args:
        x: Input tensor.
        index: Which slice of the channels this branch takes.
        filters: Channels of a slice, and filters of the convolution.
    """
    x = x[..., index * filters : (index + 1) * filters]
    return layers.Conv2D(filters, 3, padding="same")(x)


def resnext_block(x, filters_in=128, filters_out=256, cardinality=32):
    """A residual block that splits its channels among parallel branches (ResNeXt).

    Args:
        x: Input tensor.
        filters_in: Filters of the first convolution, shared out among the branches.
        filters_out: Filters of the shortcut and of what comes out.
        cardinality: Number of parallel branches.
    """
    shortcut = x
    x = conv_norm(x, filters=filters_in, kernel_size=1)
    branches = [
        split_branch(x, index=i, filters=filters_in // cardinality)
        for i in range(cardinality)
    ]
    x = layers.Concatenate()(branches)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(filters_out, 1, padding="same")(x)
    x = layers.BatchNormalization()(x)
    if shortcut.shape[-1] != filters_out:
        shortcut = projection_shortcut(shortcut, filters=filters_out)
    x = layers.Add()([shortcut, x])
    return layers.ReLU()(x)


def build_model(
    input_size=INPUT_SIZE, classes=CLASSES, filters=FILTERS, cardinality=CARDINALITY
):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(input_size, input_size, 3))
    x = conv_norm(inputs, filters=filters, kernel_size=7, strides=2)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    for _ in range(3):
        x = resnext_block(
            x,
            filters_in=2 * filters,
            filters_out=4 * filters,
            cardinality=cardinality,
        )
    x = layers.Conv2D(8 * filters, 1, strides=2, padding="same")(x)
    for _ in range(4):
        x = resnext_block(
            x,
            filters_in=4 * filters,
            filters_out=8 * filters,
            cardinality=cardinality,
        )
    x = layers.Conv2D(16 * filters, 1, strides=2, padding="same")(x)
    for _ in range(6):
        x = resnext_block(
            x,
            filters_in=8 * filters,
            filters_out=16 * filters,
            cardinality=cardinality,
        )
    x = layers.Conv2D(32 * filters, 1, strides=2, padding="same")(x)
    for _ in range(3):
        x = resnext_block(
            x,
            filters_in=16 * filters,
            filters_out=32 * filters,
            cardinality=cardinality,
        )
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
