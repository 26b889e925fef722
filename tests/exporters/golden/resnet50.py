"""Build, train and evaluate a Keras model, exported from Netwright.

ResNet-50. Bottlenecks (He et al., 2015). At 32x32 it trains in under a minute.
"""

import keras
from keras import layers

INPUT_SIZE = 224  # Height and width of the images, in pixels.
CLASSES = 1000  # Number of classes.
FILTERS = 64  # Filters of the first group; later groups have multiples of it.
SEED = 42
EPOCHS = 10
BATCH_SIZE = 32
VALIDATION_SPLIT = 0.2


def load_data():
    """Return (x_train, y_train), (x_test, y_test)."""
    raise NotImplementedError("load arrays here: examples have the shape (224, 224, 3)")


def projection_block(x, filters=64, strides=2):
    """1x1, 3x3 and 1x1 convolutions beside a 1x1 convolution as shortcut (ResNet-50).

    Args:
        x: Input tensor.
        filters: Filters of the inner convolutions; four times as many come out.
        strides: Step of the first convolution and the shortcut; 2 halves the maps.
    """
    shortcut = layers.Conv2D(4 * filters, 1, strides=strides)(x)
    shortcut = layers.BatchNormalization()(shortcut)
    x = layers.Conv2D(filters, 1, strides=strides)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(filters, 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(4 * filters, 1)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Add()([x, shortcut])
    return layers.ReLU()(x)


def bottleneck_block(x, filters=64):
    """1x1, 3x3 and 1x1 convolutions beside an identity shortcut (ResNet-50).

    Args:
        x: Input tensor.
        filters: Filters of the inner convolutions, a quarter of the channels that
            come in and out.
    """
    shortcut = x
    x = layers.Conv2D(filters, 1)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(filters, 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(4 * filters, 1)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Add()([shortcut, x])
    return layers.ReLU()(x)


def build_model(input_size=INPUT_SIZE, classes=CLASSES, filters=FILTERS):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(input_size, input_size, 3))
    x = layers.ZeroPadding2D(3)(inputs)
    x = layers.Conv2D(filters, 7, strides=2)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.ZeroPadding2D()(x)
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = projection_block(x, filters=filters, strides=1)
    for _ in range(2):
        x = bottleneck_block(x, filters=filters)
    x = projection_block(x, filters=2 * filters)
    for _ in range(3):
        x = bottleneck_block(x, filters=2 * filters)
    x = projection_block(x, filters=4 * filters)
    for _ in range(5):
        x = bottleneck_block(x, filters=4 * filters)
    x = projection_block(x, filters=8 * filters)
    for _ in range(2):
        x = bottleneck_block(x, filters=8 * filters)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
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
