"""Files as Keras writes them: more than two hundred, and none is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from importers.model_file import import_model

pytestmark = [pytest.mark.keras, pytest.mark.timeout(600)]

HDF5_EVERY = 4
"""Every so many models are saved as HDF5, too: each such file is read by a process of its own."""


def chains() -> Iterator[tuple[tuple[int, ...], list[Any]]]:
    """Yield input shapes with layers that follow one another."""
    from keras import constraints, initializers, layers as l, regularizers

    image, line, volume, flat = (12, 12, 3), (12, 3), (6, 6, 6, 2), (7,)
    activations = "relu selu gelu silu mish tanh softplus hard_sigmoid log_softmax"
    for activation in activations.split():
        yield flat, [l.Dense(4, activation=activation), l.Activation(activation)]
    for name in ("he_normal", "glorot_uniform", "lecun_normal", "ones", "random_uniform", "orthogonal"):  # fmt: skip
        yield flat, [l.Dense(4, kernel_initializer=name, bias_initializer="zeros")]
    yield flat, [l.Dense(4, kernel_initializer=initializers.TruncatedNormal(0.1, 0.02, seed=3))]
    yield flat, [l.Dense(4, kernel_initializer=initializers.VarianceScaling(2.0, "fan_out"))]
    yield flat, [l.Dense(4, kernel_regularizer=regularizers.L1L2(0.1, 0.2), bias_regularizer="l2")]
    yield flat, [l.Dense(4, activity_regularizer=regularizers.L1(0.5))]
    yield flat, [l.Dense(4, kernel_constraint=constraints.MaxNorm(2), bias_constraint="non_neg")]
    yield flat, [l.Dense(4, kernel_constraint=constraints.UnitNorm(axis=[0]))]
    yield flat, [l.Dense(4, use_bias=False, trainable=False), l.Dropout(0.3, seed=4)]
    yield flat, [l.Dense(4, dtype="mixed_bfloat16"), l.Dense(4, dtype="float64")]
    for kind in (l.LeakyReLU(0.1), l.PReLU(), l.ELU(0.5), l.ReLU(6.0, 0.1), l.Softmax()):
        yield flat, [kind]
    yield flat, [l.GaussianNoise(0.1), l.GaussianDropout(0.1), l.AlphaDropout(0.1)]
    yield flat, [l.UnitNormalization(), l.ActivityRegularization(0.1)]
    yield flat, [l.RepeatVector(3), l.Permute((2, 1)), l.Flatten()]
    yield flat, [l.Reshape((7, 1)), l.Reshape((-1,))]
    yield flat, [l.BatchNormalization(), l.LayerNormalization(), l.Rescaling(1 / 255, -1)]
    yield flat, [l.Masking(0.5), l.Dense(2)]
    yield image, [l.Conv2D(4, 3), l.Conv2D(4, (1, 3), (2, 1), "same"), l.Conv2D(4, 3, dilation_rate=2)]  # fmt: skip
    yield image, [l.Conv2D(6, 3, groups=3), l.GroupNormalization(3), l.SpatialDropout2D(0.2)]
    yield image, [l.DepthwiseConv2D(3, depth_multiplier=2), l.SeparableConv2D(4, 3)]
    yield image, [l.Conv2DTranspose(4, 3, 2, "same"), l.Conv2DTranspose(4, 3, 2, output_padding=1)]
    yield image, [l.ZeroPadding2D(((0, 1), (2, 3))), l.Cropping2D((1, 2)), l.UpSampling2D((2, 3))]
    yield image, [l.UpSampling2D(2, interpolation="bilinear"), l.Resizing(5, 7)]
    yield image, [l.MaxPooling2D(), l.AveragePooling2D(3, 1, "same"), l.GlobalMaxPooling2D()]
    yield image, [l.GlobalAveragePooling2D(keepdims=True), l.Flatten(), l.Dense(1)]
    yield image, [l.RandomFlip("horizontal"), l.RandomRotation(0.1), l.RandomZoom(0.2)]
    yield image, [l.RandomContrast(0.2), l.RandomTranslation(0.1, 0.1), l.CenterCrop(5, 5)]
    yield image, [l.Normalization(mean=[0.0, 1.0, 2.0], variance=[1.0, 1.0, 4.0])]
    yield image, [l.Normalization(axis=None, mean=0.5, variance=0.25)]
    yield line, [l.Conv1D(4, 3, padding="causal"), l.MaxPooling1D(), l.AveragePooling1D(2)]
    yield line, [l.SeparableConv1D(4, 3), l.DepthwiseConv1D(3), l.GlobalAveragePooling1D()]
    yield line, [l.Conv1DTranspose(4, 3), l.ZeroPadding1D(2), l.Cropping1D(1), l.UpSampling1D(2)]
    yield line, [l.LSTM(4, return_sequences=True), l.GRU(4, reset_after=False), l.Dense(2)]
    yield line, [l.SimpleRNN(4, return_sequences=True, go_backwards=True), l.LSTM(3)]
    yield line, [l.Bidirectional(l.LSTM(4, return_sequences=True)), l.Bidirectional(l.GRU(3), "sum")]  # fmt: skip
    yield line, [l.TimeDistributed(l.Dense(4)), l.GlobalMaxPooling1D()]
    yield line, [l.SpatialDropout1D(0.1), l.EinsumDense("abc,cd->abd", (None, 4))]
    yield volume, [l.Conv3D(2, 2), l.MaxPooling3D(), l.GlobalAveragePooling3D()]
    yield (
        volume,
        [l.Conv3DTranspose(2, 2), l.AveragePooling3D(2), l.ZeroPadding3D(), l.Cropping3D()],
    )
    yield (9,), [l.Embedding(20, 4), l.Bidirectional(l.LSTM(3)), l.Dense(1, activation="sigmoid")]
    yield (9,), [l.Embedding(20, 4, mask_zero=True), l.GRU(3)]


def graphs() -> Iterator[Any]:
    """Yield models that are no chains."""
    import keras
    from keras import layers as l, ops

    a, b = keras.Input((8,), name="left"), keras.Input((8,), name="right")
    for kind in (l.Add, l.Subtract, l.Multiply, l.Average, l.Maximum, l.Minimum, l.Concatenate):
        yield keras.Model([a, b], l.Dense(2)(kind()([a, b])))
    yield keras.Model([a, b], l.Dot(1, normalize=True)([a, b]))
    yield keras.Model([a, b], {"sum": l.Dense(1)(a + b), "gate": l.Dense(2)(a * 2.0)})
    yield keras.Model(a, ops.relu(a) - 0.5)
    shared = l.Dense(4, name="shared")
    yield keras.Model([a, b], l.Concatenate()([shared(a), shared(b)]))
    inner = keras.Sequential([l.Dense(4), l.ReLU()], name="tower")
    yield keras.Model([a, b], l.Add()([inner(a), inner(b)]))
    again = keras.Model(a, [l.Dense(3)(a), l.Dense(2)(a)], name="two_heads")
    yield keras.Model(a, l.Concatenate()(again(a)))
    words = keras.Input((6, 8))
    yield keras.Model(words, l.MultiHeadAttention(2, 4)(words, words))
    yield keras.Model(words, l.Attention()([words, words]))
    yield keras.Model(words, l.AdditiveAttention(use_scale=False)([words, words]))
    free = keras.Input((None, None, 3))
    yield keras.Model(free, l.GlobalAveragePooling2D()(l.Conv2D(3, 3)(free)))
    fixed = keras.Input(batch_shape=(4, 5), dtype="int32")
    yield keras.Model(fixed, l.CategoryEncoding(6, "count")(fixed))
    compiled = keras.Sequential([keras.Input((4,)), l.Dense(3, name="émil"), l.Softmax()])
    compiled.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    yield compiled


def models() -> Iterator[Any]:
    import keras

    for shape, layers in chains():
        yield keras.Sequential([keras.Input(shape), *layers])
        if len(layers) > 1:
            inputs = x = keras.Input(shape)
            for layer in layers:
                x = layer.__class__.from_config(layer.get_config())(x)
            yield keras.Model(inputs, x)
    yield from graphs()


def test_no_file_that_keras_wrote_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Keras warns through absl that .h5 is legacy: that is what is asked for here.
    monkeypatch.setattr("absl.logging.warning", lambda *words, **named: None)
    count, refused = 0, []
    for number, model in enumerate(models()):
        paths = [tmp_path / f"{number}.keras", tmp_path / f"{number}.json"]
        model.save(paths[0])
        paths[1].write_text(model.to_json())
        if number % HDF5_EVERY == 0:
            paths.append(tmp_path / f"{number}.h5")
            model.save(paths[2])
        for path in paths:
            count += 1
            try:
                found = import_model(path)
            except Exception as error:
                refused.append(f"{path.name}: {error}")
            else:
                refused += [
                    f"{path.name}: {each.name}"
                    for each in found.report.remarks
                    if each.kind == "code"
                ]
    assert refused == []
    assert count >= 200
