"""Build a Keras model, exported from Netwright.

VGG-16. Thirteen 3x3 convolutions in five blocks, then three dense layers
(Simonyan and Zisserman, 2014). With 32x32 images and 10 classes it trains on
the bundled digits in under a minute.
"""

import keras
from keras import layers

INPUT_SIZE = 224  # Height and width of the images, in pixels.
CLASSES = 1000  # Number of classes.
FILTERS = 64  # Filters of the first block; later blocks have up to eight times as many.
HIDDEN = 4096  # Units of each of the two hidden dense layers.


def vgg_block(x, convolutions=1, filters=64):
    """3x3 convolutions, then max pooling that halves height and width (VGG).

    Args:
        x: Input tensor.
        convolutions: Number of convolutions before the pooling.
        filters: Filters of each convolution.
    """
    for _ in range(convolutions):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return layers.MaxPooling2D(strides=2)(x)


def build_model(input_size=INPUT_SIZE, classes=CLASSES, filters=FILTERS, hidden=HIDDEN):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(input_size, input_size, 3))
    x = vgg_block(inputs, convolutions=2, filters=filters)
    x = vgg_block(x, convolutions=2, filters=2 * filters)
    x = vgg_block(x, convolutions=3, filters=4 * filters)
    x = vgg_block(x, convolutions=3, filters=8 * filters)
    x = vgg_block(x, convolutions=3, filters=8 * filters)
    x = layers.Flatten()(x)
    x = layers.Dense(hidden, activation="relu")(x)
    x = layers.Dense(hidden, activation="relu")(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
