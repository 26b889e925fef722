"""Build a Keras model, exported from Netwright.

Xception. Xception: residual blocks of depthwise separable convolutions, in an
entry, a middle and an exit flow. Trains in under a minute at 32 by 32 pixels,
on the bundled digits.
"""

import keras
from keras import layers

INPUT_SIZE = 299  # Height and width of a picture, in pixels.
CLASSES = 1000  # Number of classes.
MIDDLE_BLOCKS = 8  # Residual blocks of the middle flow.


def separable_block(x, filters=128):
    """Depthwise separable convolution, batch normalization and ReLU.

    Args:
        x: Input tensor.
        filters: Filters of the convolution.
    """
    x = layers.SeparableConv2D(filters, 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)


def entry_block(x, filters=128):
    """Residual block that halves height and width (Chollet, 2017).

    Args:
        x: Input tensor.
        filters: Filters of every convolution.
    """
    shortcut = x
    for _ in range(2):
        x = separable_block(x, filters=filters)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    shortcut = layers.Conv2D(filters, 1, strides=2, padding="same")(shortcut)
    shortcut = layers.BatchNormalization()(shortcut)
    return layers.Add()([x, shortcut])


def middle_block(x, filters=728):
    """Residual block of three separable convolutions (Chollet, 2017).

    Args:
        x: Input tensor.
        filters: Filters of every convolution.
    """
    shortcut = x
    for _ in range(3):
        x = separable_block(x, filters=filters)
    return layers.Add()([x, shortcut])


def exit_block(x, filters=1024):
    """Last residual block, which halves height and width (Chollet, 2017).

    Args:
        x: Input tensor.
        filters: Filters that come out.
    """
    shortcut = x
    x = layers.SeparableConv2D(x.shape[-1], 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = separable_block(x, filters=filters)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    shortcut = layers.Conv2D(filters, 1, strides=2, padding="same")(shortcut)
    shortcut = layers.BatchNormalization()(shortcut)
    return layers.Add()([x, shortcut])


def build_model(input_size=INPUT_SIZE, classes=CLASSES, middle_blocks=MIDDLE_BLOCKS):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(input_size, input_size, 3))
    x = layers.Conv2D(32, 3, strides=2)(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(64, 3)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = entry_block(x)
    x = entry_block(x, filters=256)
    x = entry_block(x, filters=728)
    for _ in range(middle_blocks):
        x = middle_block(x)
    x = exit_block(x)
    x = separable_block(x, filters=1556)
    x = separable_block(x, filters=2048)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
