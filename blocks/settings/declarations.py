"""Declares the settings of a project for its data and its training, like the parameters of a block.

The form, the file, the worker and the script writer all read these declarations. Names are those of Keras's
``compile`` and ``fit`` where Keras has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from blocks.parameters import (
    Choice,
    Flag,
    Integer,
    Number,
    ObjectOf,
    Parameter,
    Text,
    Words,
)
from blocks.quoting import shortened
from blocks.settings.optimizers import OPTIMIZERS
from blocks.values.safe_json import MAX_TEXT
from blocks.values.values import Value

DATA_SOURCES = ("none", "digits", "iris", "wine", "breast_cancer", "diabetes", "file")

DATA: tuple[Parameter, ...] = (
    Choice(
        name="source",
        title="Data",
        choices=DATA_SOURCES,
        default="none",
        front=True,
        help="Which examples to learn from.",
    ),
    Text(
        name="path",
        title="File",
        default=None,
        nullable=True,
        front=True,
        help="A .npz or .csv file of your own.",
    ),
    Text(
        name="target",
        title="Target",
        default=None,
        nullable=True,
        front=True,
        help="Column or array to predict; by default the last column, or y.",
    ),
    Choice(
        name="task",
        title="Answers",
        choices=("auto", "regression", "classes"),
        default="auto",
        help="What a file of your own asks for: numbers or classes; auto looks at the target.",
    ),
    Integer(
        name="size",
        title="Image size",
        default=None,
        nullable=True,
        minimum=4,
        maximum=512,
        front=True,
        help="Height and width that images are scaled to; empty keeps them as they are.",
    ),
    Integer(
        name="channels",
        title="Channels",
        default=None,
        nullable=True,
        minimum=1,
        maximum=4,
        help="1 for grey, 3 for colour; empty keeps images as they are.",
    ),
    Flag(
        name="channel_axis",
        title="Channel axis",
        default=True,
        help="Give grey images an axis for their one channel: (28, 28, 1) instead of (28, 28).",
    ),
    Choice(
        name="scaling",
        title="Scaling",
        choices=("auto", "none", "unit", "standard"),
        default="auto",
        help="auto divides images by their maximum and standardizes tables; numbers of words stay.",
    ),
    Choice(
        name="labels",
        title="Labels",
        choices=("auto", "integers", "one_hot"),
        default="auto",
        help="auto follows the loss: one_hot for categorical_crossentropy.",
    ),
    Number(
        name="test_split",
        title="Test share",
        default=0.2,
        minimum=0.0,
        maximum=0.9,
        help="Share of the examples kept away from training for the final evaluation.",
    ),
)


LOSSES = (
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "binary_crossentropy",
    "mse",
    "mae",
    "huber",
    "log_cosh",
    "poisson",
    "kl_divergence",
    "hinge",
    "categorical_focal_crossentropy",
    "binary_focal_crossentropy",
)
METRICS = ("accuracy", "mae", "mse", "top_k_categorical_accuracy", "cosine_similarity")

TRAINING: tuple[Parameter, ...] = (
    Choice(
        name="loss",
        title="Loss",
        choices=("auto", *LOSSES),
        default="auto",
        front=True,
        help="What training makes small; auto follows the data.",
    ),
    ObjectOf(
        name="optimizer",
        title="Optimizer",
        family=OPTIMIZERS,
        default="adam",
        front=True,
        help="How weights are updated.",
    ),
    Words(
        name="metrics",
        title="Metrics",
        choices=("auto", *METRICS),
        default=("auto",),
        front=True,
        help="What is shown beside the loss; auto is accuracy for classes, mae for numbers.",
    ),
    Integer(
        name="batch_size",
        title="Batch size",
        default=32,
        minimum=1,
        maximum=65536,
        front=True,
        help="Examples per step.",
    ),
    Integer(
        name="epochs",
        title="Epochs",
        default=10,
        minimum=1,
        maximum=100000,
        front=True,
        help="Passes over the training data.",
    ),
    Number(
        name="validation_split",
        title="Validation share",
        default=0.2,
        minimum=0.0,
        maximum=0.9,
        front=True,
        help="Share of the training data that is only watched.",
    ),
    Integer(
        name="seed",
        title="Seed",
        default=42,
        minimum=0,
        maximum=2**31 - 1,
        front=True,
        help="Start of all random numbers: the same seed gives the same run.",
    ),
    Integer(
        name="patience",
        title="Early stopping",
        default=None,
        nullable=True,
        minimum=1,
        maximum=100000,
        front=True,
        help="Stop after so many epochs without a better validation loss; empty for never.",
    ),
    Flag(
        name="shuffle", title="Shuffle", default=True, help="Mix the examples before every epoch."
    ),
    Integer(
        name="steps_per_execution",
        title="Steps per execution",
        default=1,
        minimum=1,
        maximum=1000,
        help="Batches per call into the backend: more is faster, with fewer points on the curve.",
    ),
    Choice(
        name="jit_compile",
        title="JIT compile",
        choices=("auto", "on", "off"),
        default="auto",
        help="XLA; auto leaves it to Keras.",
    ),
    Flag(
        name="mixed_precision",
        title="Mixed precision",
        default=False,
        help="Compute in 16 bits, which many GPUs do faster; weights and the last layers keep 32.",
    ),
)

OUTPUT: tuple[Parameter, ...] = (
    Choice(
        name="loss",
        title="Loss",
        choices=("auto", *LOSSES),
        default="auto",
        help="What training makes small here; auto is the loss of the model, or follows the data.",
    ),
    Number(
        name="loss_weight",
        title="Weight",
        default=1.0,
        minimum=0.0,
        help="How much this output's loss counts in the sum that training makes small.",
    ),
    Words(
        name="metrics",
        title="Metrics",
        choices=("auto", *METRICS),
        default=("auto",),
        help="What is shown beside this output's loss; auto is the metrics of the model.",
    ),
    Flag(
        name="training_only",
        title="Training only",
        default=False,
        help="An auxiliary output: it trains with the others and is left out of the model that you save for use.",
    ),
)
"""The settings of each output of a model with several."""

_DATA = {parameter.name: parameter for parameter in DATA}
_TRAINING = {parameter.name: parameter for parameter in TRAINING}
_OUTPUT = {parameter.name: parameter for parameter in OUTPUT}


@dataclass(frozen=True, slots=True)
class Settings:
    """Title, data and training of a project; values at their default are left out of the mappings.

    Attributes:
        title: name of the project.
        description: what it is about.
        data: settings of `DATA`.
        training: settings of `TRAINING`.
        outputs: settings of `OUTPUT` by the key of an output, see `blocks.check.outputs`.
    """

    title: str = ""
    description: str = ""
    data: Mapping[str, Value] = field(default_factory=dict)
    training: Mapping[str, Value] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Cut what no file could hold: what is saved can be opened."""
        for name in ("title", "description"):
            object.__setattr__(self, name, shortened(getattr(self, name), MAX_TEXT))

    def of_data(self, name: str) -> Value:
        """Return a data setting, or its default."""
        return self.data.get(name, _DATA[name].start)

    def of_training(self, name: str) -> Value:
        """Return a training setting, or its default."""
        return self.training.get(name, _TRAINING[name].start)

    def of_output(self, key: str, name: str) -> Value:
        """Return a setting of one output, or its default."""
        return self.outputs.get(key, {}).get(name, _OUTPUT[name].start)

    def with_data(self, **values: Value) -> Settings:
        """Return a copy with some data settings changed; raises `InvalidValue` for illegal ones."""
        return replace(self, data=_changed(self.data, _DATA, values))

    def with_training(self, **values: Value) -> Settings:
        """Return a copy with some training settings changed; raises `InvalidValue` for illegal ones."""
        return replace(self, training=_changed(self.training, _TRAINING, values))

    def with_output(self, key: str, **values: Value) -> Settings:
        """Return a copy with some settings of one output changed; raises `InvalidValue` for illegal ones."""
        changed = _changed(self.outputs.get(key, {}), _OUTPUT, values)
        others = {known: kept for known, kept in self.outputs.items() if known != key}
        return replace(self, outputs=others | ({key: changed} if changed else {}))

    def without_outputs(self, keys: Iterable[str]) -> Settings:
        """Return a copy that knows nothing of some outputs."""
        gone = set(keys)
        if not gone & self.outputs.keys():
            return self
        return replace(
            self, outputs={key: kept for key, kept in self.outputs.items() if key not in gone}
        )


def _changed(
    old: Mapping[str, Value], declared: Mapping[str, Parameter], values: Mapping[str, Value]
) -> dict[str, Value]:
    new = dict(old)
    for name, value in values.items():
        checked = declared[name].validate(value)
        if declared[name].is_default(checked):
            new.pop(name, None)
        else:
            new[name] = checked
    return new
