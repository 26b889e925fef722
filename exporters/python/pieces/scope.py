"""The state that all functions of a script share, and the names that are known in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from blocks.graph.structure import INDEX
from blocks.parameters import Choice, Flag, Integer, Number, Parameter, Text
from exporters.plan.calls import Call
from exporters.plan.tree import Function
from exporters.python.pieces.marks import marked
from exporters.styles.annotated import AnnotatedPlan
from exporters.styles.options import Style

_TYPES: tuple[tuple[type[Parameter], str], ...] = (
    (Flag, "bool"),
    (Integer, "int"),
    (Number, "float"),
    (Choice, "str"),
    (Text, "str"),
)


@dataclass(frozen=True, slots=True)
class Hints:
    """Types in signatures, where they are wanted."""

    on: bool = False

    def result(self, words: str) -> str:
        """Write the type of a function's result."""
        return f" -> {words}" if self.on else ""

    def argument(self, name: str, words: str) -> str:
        """Write an argument without a default."""
        return f"{name}: {words}" if self.on else name

    def tensors(self, number: int) -> str:
        """Return the type of one tensor, or of several."""
        tensor = "keras.KerasTensor"
        return tensor if number == 1 else f"tuple[{', '.join([tensor] * number)}]"

    def default(self, name: str, code: str, parameter: Parameter) -> str:
        """Write an argument with its default."""
        if not self.on:
            return f"{name}={code}"
        found = next((word for kind, word in _TYPES if isinstance(parameter, kind)), "Any")
        return f"{name}: {found}{' | None' if parameter.nullable else ''} = {code}"


@dataclass(frozen=True, slots=True)
class FunctionNames:
    """Names in the script of a composite's function, or of its class, and of its arguments."""

    name: str
    metaparameters: Mapping[str, str]
    nested: bool = False
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """The plan that is written, and how: all functions of a script share it.

    Attributes:
        annotated: the plan that is written.
        functions: the names of composites in the script, by their names in the plan.
        style: how the model is written; it fits.
        hints: whether types are written.
    """

    annotated: AnnotatedPlan
    functions: Mapping[str, FunctionNames]
    style: Style
    hints: Hints

    def taken_by(self, function: Function) -> set[str]:
        """Return the identifiers that a function's own names must keep clear of."""
        return (
            set() if function.plain else {INDEX, *(each.name for each in self.functions.values())}
        )


@dataclass(frozen=True, slots=True)
class SharedLayer:
    """The variable of a layer that is applied more than once, and the block that makes it."""

    name: str
    first: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The meaning of names in one function.

    Attributes:
        writing: what it has in common with others.
        function: the function.
        metaparameters: identifiers by name.
        shared: layers that are applied more than once.
    """

    writing: Writing
    function: Function
    metaparameters: Mapping[str, str]
    shared: Mapping[str, SharedLayer] = field(default_factory=dict)

    @property
    def functions(self) -> Mapping[str, FunctionNames]:
        """The names of composites."""
        return self.writing.functions

    def identifiers(self) -> set[str]:
        """Return the names that it knows."""
        functions = (each.name for each in self.functions.values())
        return {INDEX, *self.metaparameters.values(), *functions}

    def indexed(self) -> Scope:
        """Return the scope inside a loop, where ``i`` is the loop's."""
        return replace(self, metaparameters={**self.metaparameters, INDEX: INDEX})

    def traced(self, call: Call, lines: Sequence[str]) -> list[str]:
        """Return the lines of a call, marked with its path where the plan is traced."""
        annotated = self.writing.annotated
        path = annotated.path(self.function, call.block) if annotated.traced else ()
        return marked(path, lines)

    def annotated(self, call: Call, lines: Sequence[str]) -> list[str]:
        """Return the lines of a call with its comment above them, marked with its path where the plan is traced."""
        comments = self.writing.annotated.comments.get((self.function.name, call.block), ())
        return [*(f"# {words}" for words in comments), *self.traced(call, lines)]
