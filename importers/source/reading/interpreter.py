"""The interpreter as its parts see it: it evaluates, runs, applies, assigns, and tells the truth of a value."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from importers.source.values.values import Args, Frame, Kwargs, SourceValue

Work = Callable[[Any, Frame], SourceValue]
"""Works out one kind of node; the table that it stands in says which kind that is."""


class Interpreter(Protocol):
    """Goes through source; `importers.source.interpreter.machine` puts it together."""

    def evaluate(self, node: ast.expr, frame: Frame, /) -> SourceValue:
        """Return what an expression is; `Unknown` where that cannot be told."""

    def run(self, body: Sequence[ast.stmt], frame: Frame, /) -> None:
        """Go through a body; raises `Leaving` where it ends with ``return``, ``break`` or ``continue``."""

    def apply(self, layer: SourceValue, args: Args, kwargs: Kwargs, /) -> SourceValue:
        """Return what a layer, a model or a template of such gives for tensors."""

    def truth(self, value: SourceValue, /) -> SourceValue:
        """Return the truth of a value: a plain one, a symbol or `Unknown`."""

    def assign(self, target: ast.expr, value: SourceValue, frame: Frame, /) -> None:
        """Give something a name, or several their names."""
