"""Chooses the variable that holds each tensor of the written function, as a person would.

The main line goes on in ``x``; what a skip connection needs later is kept as ``shortcut``; branches get names
of their own; a merge goes on where its branches came from. A variable is only written again when nobody reads its
old tensor any more, so the names are a matter of taste and never of correctness.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from blocks.types.block_type import Form
from exporters.plan.calls import Call, TensorRef
from exporters.plan.tree import Function, If, Loop, Statement, call_of
from exporters.python.pieces.forks import Forks
from exporters.text.names import PYTHON, identifier


@dataclass(frozen=True, order=True, slots=True)
class Variable:
    """A variable before it has its final name: the n-th of its stem."""

    stem: str
    number: int = 1


MAIN = Variable("x")


@dataclass(slots=True)
class Line:
    """One assignment: ``target = call(inputs)``.

    Attributes:
        statement: what is done; where it is more than a call, it is done to the target in place.
        call: the call at its heart.
        target: the variable that is written.
        more: variables for further outputs of a composite.
        inputs: the variables that are read.
        kept: (new, old) where a tensor that is needed later is stored elsewhere before the call.
        opens: a new part of the model begins here.
    """

    statement: Statement
    call: Call
    target: Variable
    inputs: tuple[Variable, ...]
    kept: tuple[Variable, Variable] | None = None
    opens: bool = False
    more: tuple[Variable, ...] = ()

    @property
    def in_place(self) -> bool:
        """Whether it may not happen at all, so that its input must stand in the target before."""
        return isinstance(self.statement, (Loop, If))


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a function, and the variables of its arguments and results."""

    lines: tuple[Line, ...]
    entering: tuple[Variable, ...]
    leaving: tuple[Variable, ...]


def assign(function: Function, keys: Sequence[str] = ()) -> Body:
    """Choose the variables of a function's body.

    Args:
        function: the body.
        keys: names of its outputs, where they have any.
    """
    allocator = _Allocator(function, dict(zip(function.outputs, keys, strict=False)))
    lines = tuple(allocator.lines())
    entering = tuple(allocator.entering[ref] for ref in function.inputs)
    return Body(lines, entering, tuple(allocator.place[ref] for ref in function.outputs))


def final_names(body: Body, taken: Container[str]) -> dict[Variable, str]:
    """Name the variables: a stem alone where there is one of it, else numbered from 1.

    Args:
        body: the assignments.
        taken: identifiers in use, such as metaparameters.
    """
    used: set[Variable] = {*body.entering, *body.leaving}
    for line in body.lines:
        used |= {line.target, *line.more, *line.inputs, *(line.kept or ())}
    count = Counter(variable.stem for variable in used)
    names: dict[Variable, str] = {}
    known: set[str] = set()
    for variable in sorted(used):
        single = count[variable.stem] == 1 and variable.stem not in PYTHON
        wanted = variable.stem if single else f"{variable.stem}_{variable.number}"
        while wanted in known or wanted in taken:
            wanted += "_tensor"
        names[variable] = wanted
        known.add(wanted)
    return names


@dataclass
class _Allocator:
    """Walks through the calls and keeps account of which tensor is where, and how often it is still read."""

    function: Function
    keys: Mapping[TensorRef, str] = field(default_factory=dict)
    place: dict[TensorRef, Variable] = field(default_factory=dict)
    home: dict[TensorRef, Variable] = field(default_factory=dict)
    entering: dict[TensorRef, Variable] = field(default_factory=dict)
    busy: dict[Variable, TensorRef] = field(default_factory=dict)
    fixed: set[Variable] = field(default_factory=set)

    def lines(self) -> list[Line]:
        """Return the assignments in order."""
        calls = tuple(self.function.calls())
        repeated = {call_of(each).block for each in self.function.body if isinstance(each, Loop)}
        self.forks = Forks(calls, self.function.outputs, repeated)
        self.reads = Counter(ref for call in calls for ref in call.inputs)
        self.reads.update(self.function.outputs)
        for call in calls:
            if call.form is Form.PORT:
                self._enter(call)
        return [
            self._line(statement, call)
            for statement, call in zip(self.function.body, calls, strict=True)
            if call.form is not Form.PORT
        ]

    def _enter(self, call: Call) -> None:
        """Give an argument its variable: ``x`` for the only one, else the port's name."""
        several = len(self.function.inputs) > 1
        stem = identifier(call.name, (), "tensor", "tensor") if several else MAIN.stem
        variable = self._fresh(stem)
        self.place[call.output] = self.home[call.output] = variable
        self.busy[variable] = call.output
        self.entering[call.output] = variable

    def _line(self, statement: Statement, call: Call) -> Line:
        inputs = tuple(self.place[ref] for ref in call.inputs)
        opens = self.forks.opens(call)
        self.reads.subtract(call.inputs)
        kept = self._keep(call)
        for ref in call.inputs:
            if not self.reads[ref]:
                self.busy.pop(self.place[ref], None)
        target = self._target(call, inputs, isinstance(statement, (Loop, If)))
        self.place[call.output] = self.home[call.output] = target
        self.busy[target] = call.output
        more = tuple(self._more(ref) for ref in call.outputs[1:])
        if call.form is Form.INPUT:
            self.entering[call.output] = target
        return Line(statement, call, target, inputs, kept, opens, more)

    def _more(self, ref: TensorRef) -> Variable:
        ends = not self.function.name and ref in self.function.outputs
        stem = identifier(self.keys[ref], (), "output", "output") if ref in self.keys else "branch"
        variable = self._fresh(stem)
        if ends:
            self.fixed.add(variable)
        self.place[ref] = self.home[ref] = variable
        self.busy[variable] = ref
        return variable

    def _keep(self, call: Call) -> tuple[Variable, Variable] | None:
        """Store a tensor elsewhere, where the main line goes on in its variable."""
        if not self.function.name and call.output in self.function.outputs:
            return None
        if call.many:
            origin = self.forks.origin.get(call.output)
            return self._move(origin, self.forks.stem_of_waiting(origin)) if origin else None
        stem = self.forks.keep.get(call.block)
        return self._move(call.inputs[0], stem) if stem else None

    def _move(self, ref: TensorRef, stem: str) -> tuple[Variable, Variable] | None:
        """Give a tensor that is read later another variable; one that is written once stays."""
        old = self.place[ref]
        if old in self.fixed or not self.reads[ref] or old != self.home[ref]:
            return None
        new = self._fresh(stem)
        self.place[ref] = new
        self.busy[new] = ref
        del self.busy[old]
        return new, old

    def _target(self, call: Call, inputs: tuple[Variable, ...], in_place: bool) -> Variable:
        # What may not happen at all goes on in the variable that it has: an output's own would need a copy.
        end = None if in_place else self._end(call)
        if end is not None:
            self.fixed.add(end)
            return end
        stem = self.forks.stem.get(call.block)
        if stem:
            return self._fresh(stem)
        origin = self.forks.origin.get(call.output)
        home = self.home[origin] if origin is not None else MAIN
        if home in self.fixed:
            home = MAIN
        candidates = [home, MAIN, *inputs] if len(inputs) > 1 else [*inputs, home, MAIN]
        free = (each for each in candidates if each not in self.busy and each not in self.fixed)
        return next(free, None) or self._fresh("branch")

    def _end(self, call: Call) -> Variable | None:
        """Return the variable of a model's input or output, which is written once."""
        if call.form is Form.INPUT:
            return self._named(call, "input", len(self.function.inputs))
        if not self.function.name and call.output in self.function.outputs:
            return self._named(call, "output", len(self.function.outputs))
        return None

    def _named(self, call: Call, stem: str, count: int) -> Variable:
        """Return ``inputs`` for the only one; of several, each is called like the user's block."""
        if count == 1:
            return self._fresh(f"{stem}s")
        name = self.keys.get(call.output, call.name if call.named else "")
        return self._fresh(identifier(name, (), stem, stem) if name else stem)

    def _fresh(self, stem: str) -> Variable:
        number = 1
        while Variable(stem, number) in self.busy or Variable(stem, number) in self.fixed:
            number += 1
        return Variable(stem, number)
