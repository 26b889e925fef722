"""The models whose scripts lie in ``golden/``. After a wanted change of the exporter write them anew:

python -m tests.exporters.golden_models
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from app.templates.catalog import open_template
from blocks.document.document import Document
from blocks.graph.graph import Metaparameter
from blocks.parameters import Integer, Number
from blocks.values.values import Configured, Expression
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from tests.exporters.documents import Spec, document_of

NETWORKS = ("resnet50", "densenet121", "resnext50", "mobilenet")
"""Templates made of composites."""

FOLDER = Path(__file__).parent / "golden"


def chain() -> Document:
    """The handbook's convolutional network for digits: one chain."""
    document = document_of(
        (
            ("in", "Input", (), {"shape": (28, 28, 1)}),
            (
                "conv",
                "Conv2D",
                ("in",),
                {"filters": 16, "strides": 2, "padding": "same", "activation": "relu"},
            ),
            ("pool", "MaxPooling2D", ("conv",), {}),
            ("flat", "Flatten", ("pool",), {}),
            ("drop", "Dropout", ("flat",), {"rate": 0.5}),
            ("hidden", "Dense", ("drop",), {"units": 512, "activation": "relu"}),
            ("out", "Dense", ("hidden",), {"units": 10, "activation": "softmax"}),
        )
    )
    settings = document.settings.with_data(source="digits", size=28).with_training(patience=3)
    text = "A small convolutional network.\n\nTrains in less than a minute."
    document.settings = replace(settings, title="Handwritten digits", description=text)
    return document


def residual() -> Document:
    """Two residual blocks: one with an identity shortcut, one with a projection."""
    document = document_of(
        (
            ("in", "Input", (), {"shape": (32, 32, 3)}),
            ("stem", "Conv2D", ("in",), {"filters": 32, "padding": "same", "activation": "relu"}),
            ("1a", "Conv2D", ("stem",), {"filters": 32, "padding": "same", "activation": "relu"}),
            ("1b", "Conv2D", ("1a",), {"filters": 32, "padding": "same"}),
            ("1add", "Add", ("stem", "1b"), {}),
            ("1relu", "ReLU", ("1add",), {}),
            (
                "2a",
                "Conv2D",
                ("1relu",),
                {"filters": 64, "strides": 2, "padding": "same", "activation": "relu"},
            ),
            ("2b", "Conv2D", ("2a",), {"filters": 64, "padding": "same"}),
            (
                "2skip",
                "Conv2D",
                ("1relu",),
                {"filters": 64, "kernel_size": 1, "strides": 2, "padding": "same"},
            ),
            ("2add", "Add", ("2b", "2skip"), {}),
            ("2relu", "ReLU", ("2add",), {}),
            ("pool", "GlobalAveragePooling2D", ("2relu",), {}),
            ("digit!", "Dense", ("pool",), {"units": 10, "activation": "softmax"}),
        )
    )
    document.settings = document.settings.with_data(source="digits", size=32, channels=3)
    return document


def metaparameters() -> Document:
    """A slim image network: widths times alpha, sizes from the incoming shape."""
    width = [Expression(f"int({size} * alpha)") for size in (32, 64)]
    document = document_of(
        (
            ("in", "Input", (), {"shape": Expression("resolution, resolution, 1")}),
            (
                "conv",
                "Conv2D",
                ("in",),
                {"filters": width[0], "padding": "same", "use_bias": False},
            ),
            ("norm", "BatchNormalization", ("conv",), {"momentum": 0.9}),
            ("relu", "ReLU", ("norm",), {"max_value": 6.0}),
            (
                "deep",
                "DepthwiseConv2D",
                ("relu",),
                {"strides": 2, "padding": "same", "activation": "relu"},
            ),
            (
                "wide",
                "Conv2D",
                ("deep",),
                {"filters": width[1], "kernel_size": 1, "activation": "relu"},
            ),
            ("squeeze", "GlobalAveragePooling2D", ("wide",), {}),
            (
                "less",
                "Dense",
                ("squeeze",),
                {"units": Expression("max(channels // 4, 1)"), "activation": "relu"},
            ),
            ("more", "Dense", ("less",), {"units": width[1], "activation": "sigmoid"}),
            ("excite", "Multiply", ("wide", "more"), {}),
            ("pool", "GlobalAveragePooling2D", ("excite",), {}),
            ("drop", "Dropout", ("pool",), {"rate": Expression("dropout")}),
            (
                "out",
                "Dense",
                ("drop",),
                {
                    "units": Expression("classes"),
                    "activation": "softmax",
                    "kernel_regularizer": Configured("L2", (("l2", 1e-05),)),
                },
            ),
        ),
        (
            Metaparameter(Number(name="alpha", help="Width multiplier."), 0.5),
            Metaparameter(Integer(name="resolution", help="Height and width of the images."), 28),
            Metaparameter(
                Number(name="dropout", help="Share of values dropped before the last layer."), 0.2
            ),
            Metaparameter(Integer(name="classes", help="Number of classes."), 10),
        ),
    )
    settings = document.settings.with_data(source="digits", size=28, labels="one_hot")
    optimizer = Configured("SGD", (("learning_rate", 0.05), ("momentum", 0.9)))
    document.settings = settings.with_training(
        optimizer=optimizer, metrics=("auto", "top_k_categorical_accuracy")
    )
    return document


def branches() -> Document:
    """An inception module with four branches, and two slices that are joined again."""
    one = {"padding": "same", "activation": "relu"}
    specs: list[Spec] = [
        ("in", "Input", (), {"shape": (28, 28, 16)}),
        ("1", "Conv2D", ("in",), {**one, "filters": 64, "kernel_size": 1}),
        ("2a", "Conv2D", ("in",), {**one, "filters": 96, "kernel_size": 1}),
        ("2b", "Conv2D", ("2a",), {**one, "filters": 128, "kernel_size": 3}),
        ("3a", "Conv2D", ("in",), {**one, "filters": 16, "kernel_size": 1}),
        ("3b", "Conv2D", ("3a",), {**one, "filters": 32, "kernel_size": 5}),
        ("4a", "MaxPooling2D", ("in",), {"pool_size": 3, "strides": 1, "padding": "same"}),
        ("4b", "Conv2D", ("4a",), {**one, "filters": 32, "kernel_size": 1}),
        ("join", "Concatenate", ("1", "2b", "3b", "4b"), {}),
        ("left", "Slice", ("join",), {"start": 0, "stop": 128}),
        ("right", "Slice", ("join",), {"start": 128}),
        ("sum", "Add", ("left", "right"), {}),
        ("flat", "GlobalAveragePooling2D", ("sum",), {}),
        ("out", "Dense", ("flat",), {"units": 1}),
    ]
    return document_of(specs)


def ends() -> Document:
    """Two inputs and two outputs."""
    return document_of(
        (
            ("image!", "Input", (), {"shape": (32, 32, 3)}),
            ("table!", "Input", (), {"shape": (12,)}),
            ("conv", "Conv2D", ("image!",), {"filters": 32, "activation": "relu"}),
            ("pool", "GlobalMaxPooling2D", ("conv",), {}),
            ("dense", "Dense", ("table!",), {"units": 32, "activation": "relu"}),
            ("join", "Concatenate", ("pool", "dense"), {}),
            ("hidden", "Dense", ("join",), {"units": 64, "activation": "relu"}),
            ("price!", "Dense", ("hidden",), {"units": 1}),
            ("sold!", "Dense", ("hidden",), {"units": 1, "activation": "sigmoid"}),
        )
    )


def auxiliary() -> Document:
    """A classifier in the middle, a split into groups with a shortcut around it, and a gate."""
    specs: list[Spec] = [
        ("in", "Input", (), {"shape": (32, 32, 3)}),
        ("stem", "Conv2D", ("in",), {"filters": 16, "padding": "same", "activation": "relu"}),
    ]
    for at in range(4):
        ends = {"start": 4 * at, "stop": 4 * at + 4}
        specs.append((f"cut{at}", "Slice", ("stem",), ends))
        specs.append((f"conv{at}", "Conv2D", (f"cut{at}",), {"filters": 4, "padding": "same"}))
    specs += [
        ("groups", "Concatenate", tuple(f"conv{at}" for at in range(4)), {}),
        ("add", "Add", ("stem", "groups"), {}),
        ("left", "Conv2D", ("add",), {"filters": 8, "padding": "same"}),
        ("right", "MaxPooling2D", ("add",), {"strides": 1, "padding": "same"}),
        ("both", "Concatenate", ("left", "right"), {}),
        ("squeeze", "GlobalAveragePooling2D", ("both",), {}),
        ("gate", "Dense", ("squeeze",), {"units": 24, "activation": "sigmoid"}),
        ("gated", "Multiply", ("both", "gate"), {}),
        ("pool", "GlobalMaxPooling2D", ("gated",), {}),
        ("main!", "Dense", ("pool",), {"units": 5, "activation": "softmax"}),
        ("early", "GlobalMaxPooling2D", ("add",), {}),
        ("auxiliary!", "Dense", ("early",), {"units": 5, "activation": "softmax"}),
    ]
    return document_of(specs)


MODELS = {
    "chain": chain,
    "residual": residual,
    "metaparameters": metaparameters,
    "branches": branches,
    "ends": ends,
    "auxiliary": auxiliary,
    **{name: partial(open_template, name) for name in NETWORKS},
}
ONLY_THE_MODEL = ("branches", "ends", "auxiliary", *NETWORKS[1:])


def script(name: str) -> str:
    """Write the script of one of the models."""
    return write_script(make_plan(MODELS[name]()), model_only=name in ONLY_THE_MODEL)


if __name__ == "__main__":
    for each in MODELS:
        (FOLDER / f"{each}.py").write_text(script(each))
