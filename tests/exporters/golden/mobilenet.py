"""Build a Keras model, exported from Netwright.

MobileNet. MobileNet: depthwise separable convolutions for small devices; alpha
makes every layer narrower, input makes pictures smaller. Trains in under a
minute at 32 by 32 pixels, on the bundled digits.
"""

import keras
from keras import layers

INPUT_SIZE = 224  # Height and width of a picture, in pixels.
CLASSES = 1000  # Number of classes.
ALPHA = 1.0  # Width multiplier of every layer.
DROPOUT = 0.5  # Share of values that are forgotten before the classifier.


def depthwise_block(x, filters=64, alpha=1.0, strides=1):
    """Depthwise convolution, then one of 1x1 (Howard et al., 2017).

    Args:
        x: Input tensor.
        filters: Filters of the 1x1 convolution, before the width multiplier.
        alpha: Width multiplier of every layer.
        strides: Step of the depthwise convolution; 2 halves height and width.
    """
    if strides == 2:
        x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    x = layers.DepthwiseConv2D(
        3,
        strides=strides,
        padding="valid" if strides == 2 else "same",
    )(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(int(filters * alpha), 1, padding="same")(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)


def depthwise_group(x, filters=128, alpha=1.0, blocks=1):
    """A depthwise separable block that halves height and width, then more.

    Args:
        x: Input tensor.
        filters: Filters of every block, before the width multiplier.
        alpha: Width multiplier of every layer.
        blocks: Blocks after the first, which halves height and width.
    """
    x = depthwise_block(x, filters=filters, alpha=alpha, strides=2)
    for _ in range(blocks):
        x = depthwise_block(x, filters=filters, alpha=alpha)
    return x


def build_model(input_size=INPUT_SIZE, classes=CLASSES, alpha=ALPHA, dropout=DROPOUT):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(input_size, input_size, 3))
    x = layers.ZeroPadding2D(((0, 1), (0, 1)))(inputs)
    x = layers.Conv2D(int(32 * alpha), 3, strides=2)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = depthwise_block(x, alpha=alpha)
    x = depthwise_group(x, alpha=alpha)
    x = depthwise_group(x, filters=256, alpha=alpha)
    x = depthwise_group(x, filters=512, alpha=alpha, blocks=5)
    x = depthwise_group(x, filters=1024, alpha=alpha)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Reshape((1, 1, int(1024 * alpha)))(x)
    x = layers.Dropout(dropout)(x)
    x = layers.Conv2D(classes, 1, padding="same")(x)
    x = layers.Activation("softmax")(x)
    outputs = layers.Reshape((classes,))(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
