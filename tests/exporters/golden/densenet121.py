"""Build a Keras model, exported from Netwright.

DenseNet-121. Four dense blocks, in which every layer sees the maps of all
before it, with transitions that halve the maps (Huang et al., 2016). Images
below 35 pixels are padded with zeros first. With 32x32 images and 10 classes it
trains on the bundled digits in under a minute.
"""

import keras
from keras import layers

INPUT_SIZE = 230  # Height and width of the images, in pixels.
CLASSES = 1000  # Number of classes.
GROWTH = 32  # Channels that each dense layer adds.
COMPRESSION = 0.5  # Share of the channels that each transition block keeps.


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


def dense_layer(x, growth=32):
    """Two convolutions whose maps are joined to what came in (DenseNet).

    Args:
        x: Input tensor.
        growth: Channels that it adds.
    """
    skip = x
    x = conv_norm(x, filters=4 * growth, kernel_size=1, padding="valid")
    x = conv_norm(x, filters=growth)
    return layers.Concatenate()([skip, x])


def dense_block(x, nblocks=4, growth=32):
    """Dense layers, each of which sees the maps of all before it (DenseNet).

    Args:
        x: Input tensor.
        nblocks: Number of dense layers.
        growth: Channels that each layer adds.
    """
    for _ in range(nblocks):
        x = dense_layer(x, growth=growth)
    return x


def transition_block(x, compression=0.5):
    """Keeps a share of the channels and halves the maps (DenseNet).

    Args:
        x: Input tensor.
        compression: Share of the channels that is kept.
    """
    x = conv_norm(
        x,
        filters=int(x.shape[-1] * compression),
        kernel_size=1,
        padding="valid",
    )
    return layers.AveragePooling2D(2, strides=2)(x)


def build_model(
    input_size=INPUT_SIZE, classes=CLASSES, growth=GROWTH, compression=COMPRESSION
):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(input_size, input_size, 3))
    x = inputs
    if input_size < 35:
        x = layers.ZeroPadding2D(3)(x)
    x = conv_norm(x, filters=64, kernel_size=7, strides=2, padding="valid")
    x = layers.ZeroPadding2D()(x)
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = dense_block(x, nblocks=6, growth=growth)
    x = transition_block(x, compression=compression)
    x = dense_block(x, nblocks=12, growth=growth)
    x = transition_block(x, compression=compression)
    x = dense_block(x, nblocks=24, growth=growth)
    x = transition_block(x, compression=compression)
    x = dense_block(x, nblocks=16, growth=growth)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
