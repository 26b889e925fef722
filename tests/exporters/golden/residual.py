"""Build, train and evaluate a Keras model, exported from Netwright."""

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

IMAGE_SIZE = (32, 32)
TEST_SPLIT = 0.2
SEED = 42
EPOCHS = 10
BATCH_SIZE = 32
VALIDATION_SPLIT = 0.2


def load_data():
    """Return (x_train, y_train), (x_test, y_test)."""
    x, y = load_digits(return_X_y=True)
    x = x.reshape(-1, 8, 8, 1).astype("float32")
    x = keras.ops.convert_to_numpy(keras.ops.image.resize(x, IMAGE_SIZE))
    x = np.repeat(x, 3, axis=-1) / 16.0
    order = np.random.default_rng(SEED).permutation(len(x))
    x, y = x[order], y[order]
    test = round(TEST_SPLIT * len(x))
    return (x[test:], y[test:]), (x[:test], y[:test])


def build_model():
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(32, 32, 3))
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)

    shortcut = x
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(32, 3, padding="same")(x)
    x = layers.Add()([shortcut, x])
    x = layers.ReLU()(x)

    shortcut = x
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2D(64, 3, padding="same")(x)
    shortcut = layers.Conv2D(64, 1, strides=2, padding="same")(shortcut)
    x = layers.Add()([x, shortcut])
    x = layers.ReLU()(x)

    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(10, activation="softmax", name="digit")(x)
    return keras.Model(inputs, outputs)


def main():
    keras.utils.set_random_seed(SEED)
    (x_train, y_train), (x_test, y_test) = load_data()

    model = build_model()
    model.summary()
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )

    model.fit(
        x_train,
        y_train,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        validation_split=VALIDATION_SPLIT,
    )

    results = model.evaluate(x_test, y_test, verbose=0, return_dict=True)
    for name, value in results.items():
        print(f"test {name}: {value:.4f}")

    model.save("model.keras")


if __name__ == "__main__":
    main()
