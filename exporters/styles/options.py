"""The options of a script: its style, and whatever else can be chosen for it.

`OPTIONS` declares every option once; command line, dialog and tests read that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from blocks.errors import InvalidValue
from blocks.parameters import Choice, Flag, Parameter


class Style(Enum):
    """A way to write a model. Single layers have the same names in each."""

    FUNCTIONS = "functions"
    INLINED = "inlined"
    FLAT = "flat"
    LIST = "list"
    ADD = "add"
    CLASSES = "classes"

    @property
    def title(self) -> str:
        """Return the name of the choice."""
        return _WORDS[self][0]

    @property
    def help(self) -> str:
        """Return what comes out."""
        return _WORDS[self][1]


_WORDS = {
    Style.FUNCTIONS: ("Procedural", "a function per composite, loops for repeats"),
    Style.INLINED: ("Procedural, fewer functions", "a composite used once stands in place"),
    Style.FLAT: ("Functional, flat", "a line per layer, no functions and no loops"),
    Style.LIST: ("Sequential, as a list", "the layers of a chain as a list"),
    Style.ADD: ("Sequential, with add", "the layers of a chain, added one by one"),
    Style.CLASSES: ("Classes", "a subclass of keras.Model per composite"),
}
"""The words that people read where they choose: the title of each style, and its result."""


AS_DRAWN, LONG, SHORT = "drawn", "long", "short"
SCRIPT, MODEL_ONLY, NOTEBOOK = "script", "model", "notebook"
NO_BACKEND = "none"
BACKENDS = ("tensorflow", "jax", "torch")

TITLES = {
    AS_DRAWN: "As drawn",
    LONG: "Long form: layers",
    SHORT: "Short form: activation=",
    SCRIPT: "Whole script",
    MODEL_ONLY: "Model only",
    NOTEBOOK: "Notebook (.ipynb)",
    NO_BACKEND: "As installed",
    "tensorflow": "TensorFlow",
    "jax": "JAX",
    "torch": "PyTorch",
}
"""The words that people read for the choices of the other options."""

OPTIONS: tuple[Parameter, ...] = (
    Choice(
        name="style",
        title="Style",
        choices=tuple(style.value for style in Style),
        default=Style.FUNCTIONS.value,
        front=True,
        help="How composites, repeats and chains are written.",
    ),
    Choice(
        name="form",
        title="Activations",
        choices=(AS_DRAWN, LONG, SHORT),
        default=AS_DRAWN,
        front=True,
        help="As drawn; long: each a layer of its own; short: an argument where that is the same.",
    ),
    Choice(
        name="scope",
        title="Write",
        choices=(SCRIPT, MODEL_ONLY, NOTEBOOK),
        default=SCRIPT,
        front=True,
        help="A whole script, the model alone, or a notebook for Jupyter.",
    ),
    Flag(
        name="comments",
        title="Comments for learners",
        default=False,
        front=True,
        help="Say above every step what it does and which shape comes out.",
    ),
    Flag(
        name="type_hints",
        title="Type hints",
        default=False,
        front=True,
        help="Write the types of arguments and results.",
    ),
    Choice(
        name="backend",
        title="Backend",
        choices=(NO_BACKEND, *BACKENDS),
        default=NO_BACKEND,
        front=True,
        help="Set Keras's backend at the top; none leaves it to the reader's settings.",
    ),
    Flag(
        name="mixed_precision",
        title="Mixed precision",
        default=False,
        front=True,
        help="Compute in 16 bits where a GPU is quicker so; weights and the last layer keep 32.",
    ),
)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The options that a script is written with; the fields are those of `OPTIONS`."""

    style: Style = Style.FUNCTIONS
    form: str = AS_DRAWN
    scope: str = SCRIPT
    comments: bool = False
    type_hints: bool = False
    backend: str = NO_BACKEND
    mixed_precision: bool = False

    @property
    def model_only(self) -> bool:
        """Whether data and training are left out."""
        return self.scope == MODEL_ONLY

    def values(self) -> dict[str, Any]:
        """Return the options as plain values by name."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return found | {"style": self.style.value}

    @staticmethod
    def of(values: Mapping[str, Any]) -> ExportOptions:
        """Read options; what is not there, or is none of the choices, is left at its default."""
        found: dict[str, Any] = {}
        for parameter in OPTIONS:
            try:
                found[parameter.name] = parameter.validate(values[parameter.name])
            except (KeyError, InvalidValue):
                continue
        if "style" in found:
            found["style"] = Style(found["style"])
        return ExportOptions(**found)


DEFAULTS = ExportOptions()
"""The options where nothing is chosen."""
