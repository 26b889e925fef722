"""Build a Keras model, exported from Netwright."""

import keras
from keras import layers


def build_model():
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(28, 28, 16))
    branch_1 = layers.Conv2D(64, 1, padding="same", activation="relu")(inputs)
    branch_2 = layers.Conv2D(96, 1, padding="same", activation="relu")(inputs)
    branch_2 = layers.Conv2D(128, 3, padding="same", activation="relu")(branch_2)
    branch_3 = layers.Conv2D(16, 1, padding="same", activation="relu")(inputs)
    branch_3 = layers.Conv2D(32, 5, padding="same", activation="relu")(branch_3)
    branch_4 = layers.MaxPooling2D(3, strides=1, padding="same")(inputs)
    branch_4 = layers.Conv2D(32, 1, padding="same", activation="relu")(branch_4)
    x = layers.Concatenate()([branch_1, branch_2, branch_3, branch_4])

    branch_1 = x[..., :128]
    branch_2 = x[..., 128:]
    x = layers.Add()([branch_1, branch_2])

    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(1)(x)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()
