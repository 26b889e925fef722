"""A composite as a subclass of ``keras.Model``.

Layers are made in the order in which the worker makes them, so that they have its names. Where what is made depends
on the shape that comes in, that is in ``build``, which goes through the block with a symbolic tensor; else in
``__init__``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from blocks.types.block_type import Form
from exporters.plan.calls import Call, CompositeCall
from exporters.plan.tree import (
    Activated,
    Branches,
    Function,
    If,
    Loop,
    Statement,
    call_of,
    layers_of,
    parts_of,
)
from exporters.python.pieces.attributes import Made, attributes_of
from exporters.python.pieces.calls import application_code, instance_code, layer_code
from exporters.python.pieces.scope import Scope, Writing
from exporters.python.pieces.signatures import defaults
from exporters.python.pieces.statements import clause_of, framed, plain_lines, test_of
from exporters.python.pieces.variables import Body, Line, Variable, assign, final_names
from exporters.styles.chains import asks_for_shape
from exporters.text.docstrings import docstring_of, helps_of
from exporters.text.lines import indented
from exporters.text.literals import literal


def shape_dependent(functions: tuple[Function, ...]) -> set[str]:
    """Return the composites whose layers depend on the shape that comes in, and those that contain such."""
    found: set[str] = set()
    for function in functions:  # inner ones first
        for statement in function.body:
            call = call_of(statement)
            inner = isinstance(call, CompositeCall) and call.function in found
            # What an operation needs to know, it asks when it is done; only what is made is made once.
            made = call.form in (Form.LAYER, Form.COMPOSITE) or _branches_of(statement) is not None
            if inner or (made and asks_for_shape(statement)):
                found.add(function.name)
    return found


def class_lines(function: Function, writing: Writing, built: bool) -> list[str]:
    """Write the class of a composite; ``built`` where its layers are made in ``build``."""
    return _Class(function, writing, built).lines()


def _branches_of(statement: Statement) -> Branches | None:
    return next((part for part in parts_of(statement) if isinstance(part, Branches)), None)


@dataclass
class _Class:
    function: Function
    writing: Writing
    built: bool

    def __post_init__(self) -> None:
        self.names = self.writing.functions[self.function.name]
        self.hints = self.writing.hints
        self.body: Body = assign(self.function)
        mine = self.names.metaparameters
        self.each = "layer"
        taken = {self.each, "branches", "i", "_"}
        self.variables: dict[Variable, str] = final_names(self.body, taken)
        self.local = Scope(self.writing, self.function, mine)
        kept = {key: f"self.{name}" for key, name in mine.items()}
        self.kept = replace(self.local, metaparameters=kept)
        found = attributes_of(self.function, self.writing.functions, set(mine.values()))
        pairs = zip(self.function.body, found, strict=True)
        self.made = {call_of(statement).block: made for statement, made in pairs}

    def lines(self) -> list[str]:
        """Write the whole class."""
        methods = [self._init(), *([self._build()] if self.built else []), self._call()]
        body = self._docstring()
        for method in (*methods, self._config()):
            body += ["", *method]
        head = f"class {self.names.name}(keras.Model):"
        return ["@keras.saving.register_keras_serializable()", head, *indented(body)]

    def _docstring(self) -> list[str]:
        description = self.function.description.strip()
        helps = helps_of(self.function.metaparameters, self.names.metaparameters)
        return docstring_of(description or f"The block {self.names.name}.", helps)

    def _init(self) -> list[str]:
        given = defaults(self.function.metaparameters, self.names.metaparameters, self.hints)
        more = "**kwargs: Any" if self.hints.on else "**kwargs"
        head = f"def __init__({', '.join(['self', *given, more])}){self.hints.result('None')}:"
        lines = ["super().__init__(**kwargs)"]
        lines += [f"self.{name} = {name}" for name in self.names.metaparameters.values()]
        if not self.built:
            for line in self.body.lines:
                written = list(self._assigned(line.statement, self.local))
                lines += self.local.traced(line.call, written)
        return [head, *indented(lines)]

    def _assigned(self, statement: Statement, scope: Scope) -> list[str]:
        """Write what ``__init__`` makes for a statement."""
        made = self.made[call_of(statement).block]
        if not made.layer and not made.merge:
            return []
        test, merge = "", f"layers.{made.merge and _merge_type(statement)}()"
        if isinstance(statement, If):
            test = test_of(statement, (), scope)
            statement = statement.body
        lines = []
        if made.layer:
            code = self._maker(statement, scope)
            otherwise = "[]" if isinstance(statement, Branches) else "None"
            lines.append(
                f"self.{made.layer} = {f'{code} if {test} else {otherwise}' if test else code}"
            )
        if made.merge:
            lines.append(f"self.{made.merge} = {f'{merge} if {test} else None' if test else merge}")
        return lines

    def _maker(self, statement: Statement, scope: Scope, inputs: tuple[str, ...] = ()) -> str:
        """Write what makes the layer of a statement, or its list of layers."""
        if isinstance(statement, (Call, Activated)):
            return self._made(statement, scope, inputs)
        assert isinstance(statement, (Loop, Branches))
        clause, inner = clause_of(statement, inputs, scope), scope.indexed()
        if isinstance(statement.body, If):
            clause += f" if {test_of(statement.body, inputs, inner)}"
        return f"[{self._made(statement, inner, inputs)} {clause}]"

    def _made(self, statement: Statement, scope: Scope, inputs: tuple[str, ...]) -> str:
        """Write what makes the layer at the heart of a statement."""
        call = call_of(statement)
        if isinstance(call, CompositeCall):
            return instance_code(call, scope, inputs)
        made = [layer_code(each, scope, inputs) for each in layers_of(statement)]
        return made[0] if len(made) == 1 else f"keras.Sequential([{', '.join(made)}])"

    def _build(self) -> list[str]:
        several = len(self.body.entering) > 1
        entering = ", ".join(self.variables[each] for each in self.body.entering)
        if several:
            start = [f"{entering} = (keras.KerasTensor(shape) for shape in input_shape)"]
        else:
            start = [f"{entering} = keras.KerasTensor(input_shape)"]
        note = "# What is made depends on shapes: a symbolic tensor goes through and finds them."
        lines = [note, *start]
        for line in self.body.lines:
            lines += framed(line, self.variables, partial(self._walked, line))
        shape = "input_shape: Any" if self.hints.on else "input_shape"
        return [f"def build(self, {shape}){self.hints.result('None')}:", *indented(lines)]

    def _walked(self, line: Line, target: str, inputs: tuple[str, ...]) -> list[str]:
        """Write what ``build`` does for a statement: make layers and apply them at once."""
        made = self.made[line.call.block]
        written = self._walk(line.statement, made, target, inputs, self.kept)
        return self.kept.traced(line.call, written)

    def _walk(
        self, statement: Statement, made: Made, target: str, inputs: tuple[str, ...], scope: Scope
    ) -> list[str]:
        if not made.layer and not made.merge:
            return plain_lines(statement, target, inputs, scope)
        if isinstance(statement, Loop):
            body = self._iteration(statement.body, made, target, scope.indexed())
            head = f"{clause_of(statement, inputs, scope)}:"
            return [f"self.{made.layer} = []", head, *indented(body)]
        if isinstance(statement, If):
            test = test_of(statement, inputs, scope)
            body = self._walk(statement.body, made, target, inputs, scope)
            names = [name for name in (made.layer, made.merge) if name]
            nothing = " = ".join(f"self.{name}" for name in names)
            return [f"{nothing} = None", f"if {test}:", *indented(body)]
        if isinstance(statement, Branches):
            lines = []
            if made.layer:
                lines.append(f"self.{made.layer} = {self._maker(statement, scope, inputs)}")
            merge = f"self.{made.merge} = layers.{statement.merge}()"
            return [*lines, merge, self._merged(statement, made, f"{target} =", inputs, scope)]
        layer = f"self.{made.layer}"
        applied = application_code(call_of(statement), layer, scope, inputs)
        return [f"{layer} = {self._made(statement, scope, inputs)}", f"{target} = {applied}"]

    def _iteration(
        self, body: Call | Activated | If, made: Made, target: str, scope: Scope
    ) -> list[str]:
        """Write one iteration of a loop in ``build``."""
        lines = [
            f"{self.each} = {self._made(body, scope, (target,))}",
            f"{target} = {self.each}({target})",
            f"self.{made.layer}.append({self.each})",
        ]
        if not isinstance(body, If):
            return lines
        return [f"if {test_of(body, (target,), scope)}:", *indented(lines)]

    def _call(self) -> list[str]:
        names = [self.variables[each] for each in self.body.entering]
        several = len(names) > 1
        argument = "inputs" if several else names[0]
        tensor = "list[keras.KerasTensor]" if several else "keras.KerasTensor"
        lines = [f"{', '.join(names)} = inputs"] if several else []
        last = self.body.lines[-1] if self.body.lines else None
        at_once = last is not None and not last.in_place and self.body.leaving == (last.target,)
        for line in self.body.lines:
            returned = at_once and line is last
            lines += framed(line, self.variables, partial(self._called, line, returned))
        if not at_once:
            lines.append(f"return {', '.join(self.variables[each] for each in self.body.leaving)}")
        result = self.hints.tensors(len(self.body.leaving))
        given = f"{argument}: {tensor}" if self.hints.on else argument
        if lines and not lines[0]:
            del lines[0]
        return [f"def call(self, {given}){self.hints.result(result)}:", *indented(lines)]

    def _called(
        self, line: Line, returned: bool, target: str, inputs: tuple[str, ...]
    ) -> list[str]:
        """Write what ``call`` does for a statement."""
        return self.kept.annotated(line.call, self._applied(line, returned, target, inputs))

    def _applied(
        self, line: Line, returned: bool, target: str, inputs: tuple[str, ...]
    ) -> list[str]:
        statement, made = line.statement, self.made[line.call.block]
        result = "return" if returned else f"{target} ="
        if not made.layer and not made.merge:
            return plain_lines(statement, target, inputs, self.kept, returned)
        if isinstance(statement, Loop):
            body = f"{target} = {self.each}({target})"
            return [f"for {self.each} in self.{made.layer}:", *indented([body])]
        test = ""
        if isinstance(statement, If):
            test = f"if self.{made.merge or made.layer} is not None:"
            statement = statement.body
        if isinstance(statement, Branches):
            lines = [self._merged(statement, made, result, inputs, self.kept)]
        else:
            call, layer = call_of(statement), f"self.{made.layer}"
            lines = [f"{result} {application_code(call, layer, self.kept, inputs)}"]
        return [test, *indented(lines)] if test else lines

    def _merged(
        self,
        branches: Branches,
        made: Made,
        result: str,
        inputs: tuple[str, ...],
        scope: Scope,
    ) -> str:
        if made.layer:
            each = f"{self.each}({inputs[0]}) for {self.each} in self.{made.layer}"
        else:
            (line,) = plain_lines(branches.body, "", inputs, scope.indexed(), True)
            each = f"{line.removeprefix('return ')} {clause_of(branches, inputs, scope)}"
        return f"{result} self.{made.merge}([{each}])"

    def _config(self) -> list[str]:
        values = [f"{literal(name)}: self.{name}" for name in self.names.metaparameters.values()]
        whole = f"{{{', '.join(['**super().get_config()', *values])}}}"
        head = f"def get_config(self){self.hints.result('dict[str, Any]')}:"
        return [head, *indented([f"return {whole}"])]


def _merge_type(statement: Statement) -> str:
    branches = _branches_of(statement)
    return branches.merge if branches is not None else ""
