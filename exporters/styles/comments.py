"""Comments for learners: above every step what it does, and which shape comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from blocks.catalog.registry import block_type
from blocks.types.block_type import Form
from blocks.values.shapes import Shape
from exporters.plan.calls import Call, CompositeCall, TensorRef, UnknownLayerCall
from exporters.plan.tree import Branches, If, Loop, Statement, call_of, parts_of
from exporters.styles.annotated import AnnotatedPlan, Site
from exporters.styles.known_shapes import known_shapes
from exporters.text.literals import comment_lines

_WIDTH = 72
_AROUND = {
    Loop: "Each turn takes what the turn before gave.",
    Branches: "Side by side: each takes the same input, then the results are merged.",
    If: "Only where this holds; else what came in goes on as it is.",
}


def with_comments(annotated: AnnotatedPlan) -> AnnotatedPlan:
    """Return the plan with a comment above every step; what a layer does is said where its type is first met."""
    teacher = _Teacher()
    comments: dict[Site, tuple[str, ...]] = {}
    for function in annotated.plan.every_function:
        shapes = {} if function.name else known_shapes(function)
        for statement in function.body:
            call = call_of(statement)
            if call.form is not Form.PORT:
                comments[function.name, call.block] = teacher.comment(statement, shapes)
    return replace(annotated, comments=comments)


@dataclass
class _Teacher:
    """Writes the comments, and knows what it has said before."""

    said: set[str] = field(default_factory=set)

    def comment(self, statement: Statement, shapes: Mapping[TensorRef, Shape]) -> tuple[str, ...]:
        call = call_of(statement)
        words = [*self._about(call), *self._around(statement)]
        known = [shapes[ref] for ref in call.outputs[:1] if ref in shapes]
        out = [_out(call, shape) for shape in known if any(shape) or not shape]
        return tuple(comment_lines(" ".join([*words, *out]), _WIDTH))

    def _about(self, call: Call) -> list[str]:
        if isinstance(call, (CompositeCall, UnknownLayerCall)) or call.form is Form.INPUT:
            return []
        kind = block_type(call.type)
        return self._once(f"{kind.name}: {_lower(kind.summary)}") if kind else []

    def _around(self, statement: Statement) -> list[str]:
        found = (_AROUND[type(part)] for part in parts_of(statement) if type(part) in _AROUND)
        return [words for each in found for words in self._once(each)]

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
