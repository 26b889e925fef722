"""Keras's optimizers with their main arguments, declared like the parameters of a block."""

from __future__ import annotations

from dataclasses import replace

from blocks.parameters import Family, Flag, Number, Parameter, show
from blocks.values.values import Configured, Value


def _rate(default: float) -> Parameter:
    return Number(
        name="learning_rate",
        default=default,
        minimum=0.0,
        maximum=100.0,
        front=True,
        help="Step size of each update.",
    )


def _number(name: str, default: float, text: str, maximum: float = 1.0) -> Parameter:
    return Number(name=name, default=default, minimum=0.0, maximum=maximum, help=text)


_DECAY = Number(
    name="weight_decay",
    default=None,
    nullable=True,
    minimum=0.0,
    maximum=1.0,
    help="Pull of the weights towards zero.",
)
_CLIP = Number(
    name="clipnorm",
    default=None,
    nullable=True,
    minimum=0.0,
    help="Largest norm of each weight's gradient.",
)
_MOMENTS = (
    _number("beta_1", 0.9, "Memory of the gradient's mean."),
    _number("beta_2", 0.999, "Memory of the gradient's square."),
    _number("epsilon", 1e-07, "Small number against division by zero."),
)

_MEMBERS: dict[str, tuple[Parameter, ...]] = {
    "Adam": (
        _rate(0.001),
        *_MOMENTS,
        Flag(name="amsgrad", default=False, help="Keep the largest square seen."),
        _DECAY,
        _CLIP,
    ),
    "AdamW": (_rate(0.001), replace(_DECAY, default=0.004), *_MOMENTS, _CLIP),
    "SGD": (
        _rate(0.01),
        _number("momentum", 0.0, "Share of the last step that is kept."),
        Flag(name="nesterov", default=False, help="Look ahead before the step."),
        _DECAY,
        _CLIP,
    ),
    "RMSprop": (
        _rate(0.001),
        _number("rho", 0.9, "Memory of the gradient's square."),
        _number("momentum", 0.0, "Share of the last step that is kept."),
        _number("epsilon", 1e-07, "Small number against division by zero."),
        _DECAY,
        _CLIP,
    ),
    "Nadam": (_rate(0.001), *_MOMENTS, _DECAY, _CLIP),
    "Adagrad": (_rate(0.001), _DECAY, _CLIP),
    "Adadelta": (
        _rate(0.001),
        _number("rho", 0.95, "Memory of the gradient's square."),
        _DECAY,
        _CLIP,
    ),
    "Adamax": (_rate(0.001), *_MOMENTS, _DECAY, _CLIP),
    "Lion": (
        _rate(0.001),
        _number("beta_1", 0.9, "Memory used for the step."),
        _number("beta_2", 0.99, "Memory of the gradient."),
        _DECAY,
        _CLIP,
    ),
}

OPTIMIZERS = Family(
    module="optimizers", members=_MEMBERS, aliases={name.lower(): name for name in _MEMBERS}
)


def optimizer_words(value: Value) -> str:
    """Name an optimizer and its learning rate: ``Adam 0.001``."""
    if isinstance(value, Configured):
        rate = value.get("learning_rate")
        return value.name if rate is None else f"{value.name} {show(rate)}"
    return show(value)
