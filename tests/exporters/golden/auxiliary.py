"""Build a Keras model, exported from Netwright."""

import keras
from keras import layers


def build_model():
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(32, 32, 3))
    x = layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)

    branch_1 = x[..., :4]
    branch_1 = layers.Conv2D(4, 3, padding="same")(branch_1)
    branch_2 = x[..., 4:8]
    branch_2 = layers.Conv2D(4, 3, padding="same")(branch_2)
    branch_3 = x[..., 8:12]
    branch_3 = layers.Conv2D(4, 3, padding="same")(branch_3)
    branch_4 = x[..., 12:16]
    branch_4 = layers.Conv2D(4, 3, padding="same")(branch_4)
    shortcut = x
    x = layers.Concatenate()([branch_1, branch_2, branch_3, branch_4])
    x = layers.Add()([shortcut, x])

    branch_1 = layers.Conv2D(8, 3, padding="same")(x)
    branch_2 = layers.MaxPooling2D(strides=1, padding="same")(x)
    features = x
    x = layers.Concatenate()([branch_1, branch_2])

    gate = layers.GlobalAveragePooling2D()(x)
    gate = layers.Dense(24, activation="sigmoid")(gate)
    x = layers.Multiply()([x, gate])

    x = layers.GlobalMaxPooling2D()(x)
    main_output = layers.Dense(5, activation="softmax", name="main")(x)

    branch_1 = layers.GlobalMaxPooling2D()(features)
    auxiliary = layers.Dense(5, activation="softmax", name="auxiliary")(branch_1)
    return keras.Model(inputs, [main_output, auxiliary])


if __name__ == "__main__":
    build_model().summary()
