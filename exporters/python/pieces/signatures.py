"""Names functions, their arguments and the constants behind them in a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from blocks.graph.freezing import FLAG
from blocks.graph.graph import Metaparameter
from blocks.graph.naming import snake_case
from blocks.graph.structure import INDEX
from blocks.settings.declarations import DATA_SOURCES
from exporters.plan.tree import Function
from exporters.python.pieces.attributes import OF_KERAS, class_name
from exporters.python.pieces.scope import FunctionNames, Hints
from exporters.text.formatting import LINE_LENGTH
from exporters.text.literals import comment_lines, source
from exporters.text.names import identifier

_SPOKEN = {"input": "input_size", "layers": "num_layers"}
"""Metaparameters whose names mean something else in a script, and what people say then."""


_ELSEWHERE = frozenset(
    {
        *(f"load_{source}" for source in DATA_SOURCES),
        *("os", "name", "value", "early_stopping", "inference_model"),
        *("x_train", "y_train", "x_test", "y_test"),
    }
)
"""Names that other parts of a script or a notebook have, which no function may take from them."""

_MODEL = {"name", "shape", "inputs"}
"""Names that the function of a model of its own already uses."""


def class_names(functions: Sequence[Function]) -> dict[str, FunctionNames]:
    """Return the names of composites as classes, and those of their metaparameters."""
    names: dict[str, str] = {}
    for function in functions:
        names[function.name] = class_name(function.name, {*names.values()})
    return {
        function.name: FunctionNames(
            names[function.name],
            metaparameter_names(function.metaparameters, _of_keras(function.metaparameters)),
            is_class=True,
        )
        for function in functions
    }


def _of_keras(metaparameters: Sequence[Metaparameter]) -> frozenset[str]:
    """Return the attributes that metaparameters cannot have; ``trainable`` is the same for a block as for Keras."""
    return OF_KERAS - {meta.name for meta in metaparameters if meta.parameter == FLAG}


def function_names(functions: Sequence[Function]) -> dict[str, FunctionNames]:
    """Return the identifiers of composites and of their metaparameters."""
    names: dict[str, str] = {}
    for function in functions:
        wanted = snake_case(function.name)
        known = _ELSEWHERE | {INDEX, *names.values()}
        names[function.name] = identifier(wanted, known, "block", "composite")
    taken = {INDEX, *names.values()}
    return {
        function.name: FunctionNames(
            names[function.name],
            metaparameter_names(
                function.metaparameters, taken | _MODEL if function.nested else taken
            ),
            bool(function.nested),
        )
        for function in functions
    }


def metaparameter_names(
    metaparameters: Sequence[Metaparameter], taken: Iterable[str] = ()
) -> dict[str, str]:
    """Return the identifier of each metaparameter."""
    names: dict[str, str] = {}
    for meta in metaparameters:
        wanted = _SPOKEN.get(meta.name, meta.name)
        names[meta.name] = identifier(wanted, {*names.values(), *taken}, "value", "knob")
    return names


def constants_of(
    metaparameters: Sequence[Metaparameter], names: Mapping[str, str], taken: Iterable[str] = ()
) -> dict[str, str]:
    """Return the constant at the top of the script for each of the model's metaparameters.

    Args:
        metaparameters: those of the model.
        names: their identifiers.
        taken: constants that the script has already.
    """
    constants: dict[str, str] = {}
    for meta in metaparameters:
        wanted = names[meta.name].upper()
        while wanted in taken or wanted in constants.values():
            wanted = f"MODEL_{wanted}"
        constants[meta.name] = wanted
    return constants


def constant_lines(
    metaparameters: Sequence[Metaparameter], constants: Mapping[str, str]
) -> Iterator[str]:
    """Yield the constants, with a comment that says what each means where anybody has said so."""
    for meta in metaparameters:
        line = f"{constants[meta.name]} = {source(meta.value, meta.parameter)}"
        words = comment_lines(meta.parameter.help)
        if len(words) == 1 and len(f"{line}  # {words[0]}") <= LINE_LENGTH:
            yield f"{line}  # {words[0]}"
        else:
            yield from (f"# {each}" for each in words)
            yield line


def defaults(
    metaparameters: Sequence[Metaparameter], names: Mapping[str, str], hints: Hints
) -> Iterator[str]:
    """Yield the arguments of a composite's function with their defaults."""
    for meta in metaparameters:
        code = source(meta.value, meta.parameter)
        yield hints.default(names[meta.name], code, meta.parameter)
