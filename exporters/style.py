"""How much of a model's structure a script keeps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class _Words:
    """What people read where they choose.

    Attributes:
        title: name of the choice.
        help: what comes out.
    """

    title: str
    help: str


class Style(Enum):
    """A way to write a model. Layers have the same names in each, so weights of one load in the others."""

    FUNCTIONS = "functions"
    INLINED = "inlined"
    FLAT = "flat"

    @property
    def title(self) -> str:
        """Return the name of the choice."""
        return _WORDS[self].title

    @property
    def help(self) -> str:
        """Return what comes out."""
        return _WORDS[self].help


_WORDS = {
    Style.FUNCTIONS: _Words("Functions", "a function per composite, loops for repeats"),
    Style.INLINED: _Words("Functions if used twice", "a composite used once stands in place"),
    Style.FLAT: _Words("Flat", "a line per layer, no functions and no loops"),
}
