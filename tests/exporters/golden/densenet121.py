"""Build a Keras model, exported from Netwright."""

import keras
from keras import layers

GROWTH = 32


def dense_layer(x, growth=32):
    """Apply the dense layer.

    Args:
        x: Input tensor.
        growth: Channels that it adds.
    """
    skip = x
    x = layers.Conv2D(4 * growth, 1)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(growth, 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    return layers.Concatenate()([skip, x])


def transition(x, compression=0.5):
    """Apply the transition.

    Args:
        x: Input tensor.
        compression: A number from 0 to 1.
    """
    x = layers.Conv2D(int(x.shape[-1] * compression), 1)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    return layers.AveragePooling2D(2)(x)


def build_model(growth=GROWTH):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(224, 224, 3))
    x = layers.Conv2D(64, 7, strides=2, padding="same")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    for _ in range(6):
        x = dense_layer(x, growth=growth)
    x = transition(x)
    for _ in range(12):
        x = dense_layer(x, growth=growth)
    x = transition(x)
    for _ in range(24):
        x = dense_layer(x, growth=growth)
    x = transition(x)
    for _ in range(16):
        x = dense_layer(x, growth=growth)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(1000, activation="softmax")(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
