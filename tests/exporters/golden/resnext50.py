"""Build a Keras model, exported from Netwright."""

import keras
from keras import layers


def path(x, filters=4, start=0):
    """Apply the path.

    Args:
        x: Input tensor.
        filters: A whole number of at least 1.
        start: A whole number.
    """
    x = x[..., start : start + filters]
    return layers.Conv2D(filters, 3, padding="same")(x)


def projection(x, filters=64, strides=1):
    """Apply the projection.

    Args:
        x: Input tensor.
        filters: A whole number of at least 1.
        strides: A whole number of at least 1.
    """
    x = layers.Conv2D(filters, 1, strides=strides)(x)
    return layers.BatchNormalization()(x)


def wide_block(x, filters=128, cardinality=32):
    """Apply the wide block.

    Args:
        x: Input tensor.
        filters: A whole number of at least 1.
        cardinality: A whole number of at least 1.
    """
    shortcut = x
    x = layers.Conv2D(filters, 1)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    branches = [
        path(x, filters=filters // cardinality, start=filters // cardinality * i)
        for i in range(cardinality)
    ]
    x = layers.Concatenate()(branches)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(2 * filters, 1)(x)
    x = layers.BatchNormalization()(x)
    if shortcut.shape[-1] != 2 * filters:
        shortcut = projection(shortcut, filters=2 * filters)
    x = layers.Add()([shortcut, x])
    return layers.ReLU()(x)


def build_model():
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(224, 224, 3))
    x = layers.Conv2D(64, 7, strides=2, padding="same")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    for _ in range(3):
        x = wide_block(x)
    x = layers.Conv2D(512, 1, strides=2)(x)
    for _ in range(4):
        x = wide_block(x, filters=256)
    x = layers.Conv2D(1024, 1, strides=2)(x)
    for _ in range(6):
        x = wide_block(x, filters=512)
    x = layers.Conv2D(2048, 1, strides=2)(x)
    for _ in range(3):
        x = wide_block(x, filters=1024)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(1000, activation="softmax")(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
