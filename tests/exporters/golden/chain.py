"""Build, train and evaluate a Keras model, exported from Netwright.

Handwritten digits. A small convolutional network.

Trains in less than a minute.
"""

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

IMAGE_SIZE = (28, 28)
TEST_SPLIT = 0.2
SEED = 42
EPOCHS = 10
BATCH_SIZE = 32
VALIDATION_SPLIT = 0.2
PATIENCE = 3


def load_data():
    """Return (x_train, y_train), (x_test, y_test)."""
    x, y = load_digits(return_X_y=True)
    x = x.reshape(-1, 8, 8, 1).astype("float32")
    x = keras.ops.convert_to_numpy(keras.ops.image.resize(x, IMAGE_SIZE)) / 16.0
    order = np.random.default_rng(SEED).permutation(len(x))
    x, y = x[order], y[order]
    test = round(TEST_SPLIT * len(x))
    return (x[test:], y[test:]), (x[:test], y[:test])


def build_model():
    """Return the uncompiled model."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(512, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def main():
    keras.utils.set_random_seed(SEED)
    (x_train, y_train), (x_test, y_test) = load_data()

    model = build_model()
    model.summary()
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )

    early_stopping = keras.callbacks.EarlyStopping(
        patience=PATIENCE, restore_best_weights=True
    )
    model.fit(
        x_train,
        y_train,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        validation_split=VALIDATION_SPLIT,
        callbacks=[early_stopping],
    )

    results = model.evaluate(x_test, y_test, verbose=0, return_dict=True)
    for name, value in results.items():
        print(f"test {name}: {value:.4f}")

    model.save("model.keras")


if __name__ == "__main__":
    main()
