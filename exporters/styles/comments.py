"""Comments for learners: above every step what it does, and which shape comes out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from blocks.catalog.registry import block_type
from blocks.types.block_type import Form
from blocks.values.shapes import Shape
from exporters.plan.tree import (
    Branches,
    Call,
    CompositeCall,
    Function,
    If,
    Loop,
    Plan,
    Statement,
    StrangerCall,
    TensorRef,
    call_of,
    with_call,
)
from exporters.styles.known_shapes import known_shapes
from exporters.text.literals import comment_lines

_WIDTH = 72
_LOOP = "Each turn takes what the turn before gave."
_BRANCHES = "Side by side: each takes the same input, then the results are merged."
_CONDITION = "Only where this holds; else what came in goes on as it is."


def with_notes(plan: Plan) -> Plan:
    """Return the plan with a comment above every step; what a layer does is said where its type is first met."""
    teacher = _Teacher()
    functions = tuple(teacher.explained(function) for function in plan.functions)
    return replace(plan, model=teacher.explained(plan.model), functions=functions)


@dataclass
class _Teacher:
    """Writes the comments, and knows what it has said before."""

    said: set[str] = field(default_factory=set)

    def explained(self, function: Function) -> Function:
        shapes = {} if function.name else known_shapes(function)
        body = tuple(self._with_notes(statement, shapes) for statement in function.body)
        return replace(function, body=body)

    def _with_notes(self, statement: Statement, shapes: dict[TensorRef, Shape]) -> Statement:
        call = call_of(statement)
        if call.form is Form.PORT:
            return statement
        words = [*self._about(call), *self._around(statement)]
        known = [shapes[ref] for ref in call.outputs[:1] if ref in shapes]
        out = [_out(call, shape) for shape in known if any(shape) or not shape]
        text = " ".join([*words, *out])
        return with_call(statement, replace(call, notes=tuple(comment_lines(text, _WIDTH))))

    def _about(self, call: Call) -> list[str]:
        if isinstance(call, (CompositeCall, StrangerCall)) or call.form is Form.INPUT:
            return []
        kind = block_type(call.type)
        return self._once(f"{kind.name}: {_lower(kind.summary)}") if kind else []

    def _around(self, statement: Statement) -> list[str]:
        words: list[str] = []
        while not isinstance(statement, Call):
            about = {Loop: _LOOP, Branches: _BRANCHES, If: _CONDITION}
            words += self._once(about[type(statement)])
            statement = statement.body
        return words

    def _once(self, words: str) -> list[str]:
        if words in self.said:
            return []
        self.said.add(words)
        return [words]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _out(call: Call, shape: Shape) -> str:
    sizes = " x ".join("any" if size is None else str(size) for size in shape) or "one number"
    return f"{'Each example' if call.form is Form.INPUT else 'Out'}: {sizes}."
