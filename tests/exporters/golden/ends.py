"""Build a Keras model, exported from Netwright."""

import keras
from keras import layers


def build_model():
    """Return the uncompiled model."""
    image = keras.Input(shape=(32, 32, 3), name="image")
    table = keras.Input(shape=(12,), name="table")

    branch_1 = layers.Conv2D(32, 3, activation="relu")(image)
    branch_1 = layers.GlobalMaxPooling2D()(branch_1)
    branch_2 = layers.Dense(32, activation="relu")(table)
    x = layers.Concatenate()([branch_1, branch_2])
    x = layers.Dense(64, activation="relu")(x)

    price = layers.Dense(1, name="price")(x)
    sold = layers.Dense(1, activation="sigmoid", name="sold")(x)
    return keras.Model([image, table], [price, sold])


if __name__ == "__main__":
    build_model().summary()
