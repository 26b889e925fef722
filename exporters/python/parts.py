"""The parts of a script and of a notebook: imports, constants, functions, the loading of data."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from blocks.catalog.registry import block_type
from blocks.types.block_type import Form
from exporters.data.code import DataCode, data_code
from exporters.data.steps import DataPlan
from exporters.plan.tree import Branches, Function, If, Plan
from exporters.python.backend import first_lines
from exporters.python.model import argument_names, model_functions, writing_of
from exporters.python.pieces.scope import Hints
from exporters.python.pieces.signatures import constant_lines, constants_of
from exporters.python.training import constants
from exporters.styles.apply import written_plan
from exporters.styles.options import ExportOptions, Style
from exporters.text.lines import INDENT, indented
from exporters.text.literals import docstring_lines, literal


@dataclass(frozen=True, slots=True)
class Parts:
    """Lines of code, each part by itself.

    Attributes:
        plan: the model as it is written.
        docstring: what the file is.
        first: what must stand before Keras is imported; ends in an empty line.
        imports: import lines.
        constants: the choices of data and training, beginning with an empty line where there are any.
        load: ``load_data()``; empty for a model alone.
        functions: composites, then ``build_model()``.
        data: how the data are loaded; ``None`` where the reader has to write that.
    """

    plan: Plan
    docstring: Sequence[str]
    first: Sequence[str]
    imports: Sequence[str]
    constants: Sequence[str]
    load: Sequence[str]
    functions: Sequence[Sequence[str]]
    data: DataPlan | None = None

    @property
    def head(self) -> list[str]:
        """The top of a script."""
        return [*self.docstring, "", *self.first, *self.imports, *self.constants]


def parts_of(
    plan: Plan, data: DataPlan | None, options: ExportOptions, traced: bool = False
) -> Parts:
    """Write all parts but the training; arguments and errors are those of `exporters.python.script.raw_script`."""
    annotated = replace(written_plan(plan, options), traced=traced)
    plan, hints = annotated.plan, Hints(options.type_hints)
    writing = writing_of(annotated, options.style, hints)
    imports = ["import keras", *_layers_import(plan), *_typing_import(plan, options)]
    code, known = DataCode((), (), (), False), list[tuple[str, str]]()
    if not options.model_only:
        data = (data or _data_plan(plan)) if _fits_every_input(plan) else None
        code = data_code(data) if data else DataCode((), (), tuple(_data_to_fill_in(plan)), True)
        known = [*code.constants, *constants(plan)]
    others = {name for name, _ in known} | {each.name for each in writing.functions.values()}
    mine = constants_of(plan.metaparameters, argument_names(writing), others)
    return Parts(
        plan=plan,
        docstring=_module_docstring(plan, options.model_only),
        first=first_lines(plan, options, trains=not options.model_only),
        imports=_import_lines([*imports, *code.imports]),
        constants=_constant_lines(plan, mine, known),
        load=_hinted(code.lines, hints),
        functions=model_functions(writing, mine),
        data=data,
    )


def _hinted(lines: Sequence[str], hints: Hints) -> list[str]:
    """Write the type of what ``load_data()`` gives."""
    return [
        f"def load_data(){hints.result('tuple[Any, Any]')}:" if line == "def load_data():" else line
        for line in lines
    ]


def _typing_import(plan: Plan, options: ExportOptions) -> list[str]:
    classes = options.style is Style.CLASSES and plan.functions
    needed = options.type_hints and (classes or not options.model_only)
    return ["from typing import Any"] if needed else []


def _constant_lines(
    plan: Plan, mine: Mapping[str, str], known: Sequence[tuple[str, str]] = ()
) -> list[str]:
    """Write the constants: what the model is, then what its data and its training are."""
    lines = [
        *constant_lines(plan.metaparameters, mine),
        *(f"{name} = {value}" for name, value in known),
    ]
    return ["", *lines] if lines else []


def _data_plan(plan: Plan) -> DataPlan | None:
    """Return how the chosen data are loaded; ``None`` where the reader has to write that."""
    if plan.data is None:
        return None
    from exporters.data.make import make_data_plan  # NumPy, which a model alone does not need

    return make_data_plan(plan.settings, plan.data, needs=plan.needs)


def _fits_every_input(plan: Plan) -> bool:
    """Tell whether each of several inputs has data of its shape; a single input takes what there is."""
    if plan.data is None or plan.needs is None or len(plan.inputs) < 2:
        return True
    shapes = {call.output: call.value("shape") for call in plan.calls if call.form is Form.INPUT}
    for ref, name in zip(plan.inputs, plan.needs.inputs, strict=True):
        found, shape = plan.data.for_input(name), shapes[ref]
        if found is None or not isinstance(shape, tuple) or len(shape) != len(found.shape):
            return False
        if any(size not in (None, have) for size, have in zip(shape, found.shape, strict=True)):
            return False
    return True


def _module_docstring(plan: Plan, model_only: bool) -> list[str]:
    """The first line is ours alone: Python looks there for the encoding of the file."""
    first = "Build" if model_only else "Build, train and evaluate"
    first += " a Keras model, exported from Netwright."
    title, description = plan.title.strip(), plan.description.strip()
    if title and description:
        title += " " if title.endswith((".", "!", "?", ":")) else ". "
    text = docstring_lines(title + description)
    return [f'"""{first}', "", *text, '"""'] if any(text) else [f'"""{first}"""']


def _layers_import(plan: Plan) -> list[str]:
    functions = plan.every_function
    lines = ["from keras import layers"] if any(map(_makes_layers, functions)) else []
    kinds = [block_type(call.type) for function in functions for call in function.calls()]
    return [
        *lines,
        *(f"from {kind.module} import {kind.name}" for kind in kinds if kind and kind.module),
    ]


def _makes_layers(function: Function) -> bool:
    merges = any(isinstance(each, (Branches, If)) for each in function.body)
    return merges or any(
        call.form is Form.LAYER and (kind := block_type(call.type)) is not None and not kind.module
        for call in function.calls()
    )


def _import_lines(imports: Iterable[str]) -> list[str]:
    """Sort imports as isort does: the standard library, then packages; ``import`` before ``from``."""
    lines = sorted(dict.fromkeys(imports), key=lambda line: (line.startswith("from"), line.lower()))
    standard = [line for line in lines if _is_standard(line)]
    packages = [line for line in lines if not _is_standard(line)]
    return [*standard, *([""] if standard and packages else []), *packages]


def _is_standard(line: str) -> bool:
    return line.split()[1].partition(".")[0] in sys.stdlib_module_names


def _data_to_fill_in(plan: Plan) -> list[str]:
    """Write a ``load_data()`` for the reader to complete."""
    shapes = [str(call.value("shape")) for call in plan.calls if call.form is Form.INPUT]
    text = f"load arrays here: examples have the shape {' and '.join(shapes)}"
    if len(plan.inputs) > 1:
        text += "; give a list of them"
    if plan.output_names:
        text += f"; answers are a dictionary with {', '.join(plan.output_names)}"
    return [
        "def load_data():",
        f'{INDENT}"""Return (x_train, y_train), (x_test, y_test)."""',
        *(INDENT + line for line in _raise_lines(text)),
    ]


def _raise_lines(text: str) -> list[str]:
    """Write a ``raise``; a long text is a few strings that Python joins."""
    parts = [literal(part) for part in textwrap.wrap(text, 72, drop_whitespace=False)]
    if len(parts) == 1:
        return [f"raise NotImplementedError({parts[0]})"]
    return ["raise NotImplementedError(", *indented(parts), ")"]
