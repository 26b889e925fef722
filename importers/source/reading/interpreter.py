"""What the parts of the interpreter ask of the whole: an expression, a body, an application, a truth, an assignment."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from importers.source.values.values import Frame


class Interpreter(Protocol):
    """Goes through source; `importers.source.interpreter.machine` puts it together."""

    def evaluate(self, node: ast.expr, frame: Frame, /) -> Any:
        """Return what an expression is; `Unknown` where that cannot be told."""

    def run(self, body: Sequence[ast.stmt], frame: Frame, /) -> None:
        """Go through a body; raises `Leaving` where it ends with ``return``, ``break`` or ``continue``."""

    def apply(self, layer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], /) -> Any:
        """Return what a layer, a model or a template of such gives for tensors."""

    def truth(self, value: Any, /) -> Any:
        """Return the truth of a value: a plain one, a symbol or `Unknown`."""

    def assign(self, target: ast.expr, value: Any, frame: Frame, /) -> None:
        """Give something a name, or several their names."""
