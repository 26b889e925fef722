"""Build, train and evaluate a Keras model, exported from Netwright."""

import keras
from keras import layers

SEED = 42
EPOCHS = 10
BATCH_SIZE = 32
VALIDATION_SPLIT = 0.2


def load_data():
    """Return (x_train, y_train), (x_test, y_test)."""
    raise NotImplementedError("load arrays here: examples have the shape (224, 224, 3)")


def projection(x, filters=64, strides=1):
    """Apply the projection.

    Args:
        x: Input tensor.
        filters: A whole number of at least 1.
        strides: A whole number of at least 1.
    """
    x = layers.Conv2D(filters, 1, strides=strides)(x)
    return layers.BatchNormalization()(x)


def bottleneck(x, filters=64, strides=1):
    """Three convolutions beside a shortcut.

    Args:
        x: Input tensor.
        filters: Filters of the inner convolutions.
        strides: Step of the first convolution.
    """
    shortcut = x
    x = layers.Conv2D(filters, 1, strides=strides)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(filters, 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(4 * filters, 1)(x)
    x = layers.BatchNormalization()(x)
    if shortcut.shape[-1] != 4 * filters:
        shortcut = projection(shortcut, filters=4 * filters, strides=strides)
    x = layers.Add()([x, shortcut])
    return layers.ReLU()(x)


def group(x, filters=64, blocks=3, strides=1):
    """Apply the group.

    Args:
        x: Input tensor.
        filters: A whole number of at least 1.
        blocks: A whole number of at least 1.
        strides: A whole number of at least 1.
    """
    for i in range(blocks):
        x = bottleneck(x, filters=filters, strides=strides if i == 0 else 1)
    return x


def build_model():
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(224, 224, 3))
    x = layers.Conv2D(64, 7, strides=2, padding="same")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = group(x)
    x = group(x, filters=128, blocks=4, strides=2)
    x = group(x, filters=256, blocks=6, strides=2)
    x = group(x, filters=512, strides=2)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(1000, activation="softmax")(x)
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
