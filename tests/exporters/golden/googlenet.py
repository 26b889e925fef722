"""Build a Keras model, exported from Netwright.

GoogLeNet. GoogLeNet: nine inception modules and two auxiliary classifiers,
which help training only. Trains in under a minute at 32 by 32 pixels, on the
bundled digits.
"""

import keras
from keras import layers

INPUT_SIZE = 224  # Height and width of a picture, in pixels.
CLASSES = 1000  # Number of classes.
DROPOUT = 0.4  # Share of values that are forgotten before the classifier.


def inception_module(
    x,
    filters_1x1=64,
    reduce_3x3=64,
    filters_3x3=96,
    reduce_5x5=64,
    filters_5x5=48,
    pool_proj=64,
    activation="relu",
):
    """Four branches, each with a 1x1 convolution (Szegedy et al., 2014).

    Args:
        x: Input tensor.
        filters_1x1: Filters of the 1x1 convolution.
        reduce_3x3: Filters of the 1x1 convolution in front of the 3x3 convolution.
        filters_3x3: Filters of the 3x3 convolution.
        reduce_5x5: Filters of the 1x1 convolution in front of the 5x5 convolution.
        filters_5x5: Filters of the 5x5 convolution.
        pool_proj: Filters of the 1x1 convolution after the pooling.
        activation: Activation of every convolution; the handbook's modules are
            linear.
    """
    branch_1 = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    branch_1 = layers.Conv2D(
        pool_proj,
        1,
        padding="same",
        activation=activation,
    )(branch_1)
    branch_2 = layers.Conv2D(filters_1x1, 1, padding="same", activation=activation)(x)
    branch_3 = layers.Conv2D(reduce_3x3, 1, padding="same", activation=activation)(x)
    branch_3 = layers.Conv2D(
        filters_3x3,
        3,
        padding="same",
        activation=activation,
    )(branch_3)
    branch_4 = layers.Conv2D(reduce_5x5, 1, padding="same", activation=activation)(x)
    branch_4 = layers.Conv2D(
        filters_5x5,
        5,
        padding="same",
        activation=activation,
    )(branch_4)
    return layers.Concatenate()([branch_1, branch_2, branch_3, branch_4])


def auxiliary_classifier(x, classes=1000, filters=128, hidden_units=1024, dropout=0.7):
    """A second classifier that helps to train (Szegedy et al., 2014).

    Args:
        x: Input tensor.
        classes: Number of classes.
        filters: Filters of the 1x1 convolution.
        hidden_units: Units of the hidden layer.
        dropout: Share of values that are forgotten while training.
    """
    x = layers.AveragePooling2D(min(5, x.shape[1]), strides=3)(x)
    x = layers.Conv2D(filters, 1, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(hidden_units, activation="relu")(x)
    x = layers.Dropout(dropout)(x)
    return layers.Dense(classes, activation="softmax")(x)


def build_model(input_size=INPUT_SIZE, classes=CLASSES, dropout=DROPOUT):
    """Return the uncompiled model."""
    inputs = keras.Input(shape=(input_size, input_size, 3))
    x = layers.Conv2D(64, 7, strides=2, padding="same", activation="relu")(inputs)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = layers.Conv2D(64, 1, padding="same", activation="relu")(x)
    x = layers.Conv2D(192, 3, padding="same", activation="relu")(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = inception_module(
        x,
        reduce_3x3=96,
        filters_3x3=128,
        reduce_5x5=16,
        filters_5x5=32,
        pool_proj=32,
    )
    x = inception_module(
        x,
        filters_1x1=128,
        reduce_3x3=128,
        filters_3x3=192,
        reduce_5x5=32,
        filters_5x5=96,
    )
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = inception_module(
        x,
        filters_1x1=192,
        reduce_3x3=96,
        filters_3x3=208,
        reduce_5x5=16,
    )

    features_1 = x
    x = inception_module(
        x,
        filters_1x1=160,
        reduce_3x3=112,
        filters_3x3=224,
        reduce_5x5=24,
        filters_5x5=64,
    )
    x = inception_module(
        x,
        filters_1x1=128,
        reduce_3x3=128,
        filters_3x3=256,
        reduce_5x5=24,
        filters_5x5=64,
    )
    x = inception_module(
        x,
        filters_1x1=112,
        reduce_3x3=144,
        filters_3x3=288,
        reduce_5x5=32,
        filters_5x5=64,
    )

    features_2 = x
    x = inception_module(
        x,
        filters_1x1=256,
        reduce_3x3=160,
        filters_3x3=320,
        reduce_5x5=32,
        filters_5x5=128,
        pool_proj=128,
    )
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = inception_module(
        x,
        filters_1x1=256,
        reduce_3x3=160,
        filters_3x3=320,
        reduce_5x5=32,
        filters_5x5=128,
        pool_proj=128,
    )
    x = inception_module(
        x,
        filters_1x1=384,
        reduce_3x3=192,
        filters_3x3=384,
        reduce_5x5=48,
        filters_5x5=128,
        pool_proj=128,
    )

    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(dropout)(x)
    classifier = layers.Dense(classes, activation="softmax", name="classifier")(x)
    output_1 = auxiliary_classifier(features_2, classes=classes)
    output_2 = auxiliary_classifier(features_1, classes=classes)
    return keras.Model(
        inputs,
        {"classifier": classifier, "auxiliary_2": output_1, "auxiliary_1": output_2},
    )


if __name__ == "__main__":
    build_model().summary()
