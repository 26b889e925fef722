"""Build, train and evaluate a Keras model, exported from Netwright."""

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

ALPHA = 0.5  # Width multiplier.
RESOLUTION = 28  # Height and width of the images.
DROPOUT = 0.2  # Share of values dropped before the last layer.
CLASSES = 10  # Number of classes.
IMAGE_SIZE = (28, 28)
TEST_SPLIT = 0.2
SEED = 42
EPOCHS = 10
BATCH_SIZE = 32
VALIDATION_SPLIT = 0.2


def load_data():
    """Return (x_train, y_train), (x_test, y_test)."""
    x, y = load_digits(return_X_y=True)
    x = x.reshape(-1, 8, 8, 1).astype("float32")
    x = keras.ops.convert_to_numpy(keras.ops.image.resize(x, IMAGE_SIZE)) / 16.0
    y = keras.utils.to_categorical(y, 10)
    order = np.random.default_rng(SEED).permutation(len(x))
    x, y = x[order], y[order]
    test = round(TEST_SPLIT * len(x))
    return (x[test:], y[test:]), (x[:test], y[:test])


def build_model(alpha=ALPHA, resolution=RESOLUTION, dropout=DROPOUT, classes=CLASSES):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(resolution, resolution, 1))
    x = layers.Conv2D(int(32 * alpha), 3, padding="same", use_bias=False)(inputs)
    x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.ReLU(max_value=6.0)(x)
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2D(int(64 * alpha), 1, activation="relu")(x)

    gate = layers.GlobalAveragePooling2D()(x)
    gate = layers.Dense(max(gate.shape[-1] // 4, 1), activation="relu")(gate)
    gate = layers.Dense(int(64 * alpha), activation="sigmoid")(gate)
    x = layers.Multiply()([x, gate])

    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(dropout)(x)
    outputs = layers.Dense(
        classes,
        activation="softmax",
        kernel_regularizer=keras.regularizers.L2(1e-5),
    )(x)
    return keras.Model(inputs, outputs)


def main():
    keras.utils.set_random_seed(SEED)
    (x_train, y_train), (x_test, y_test) = load_data()

    model = build_model()
    model.summary()
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.05, momentum=0.9),
        loss="categorical_crossentropy",
        metrics=["accuracy", "top_k_categorical_accuracy"],
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
