"""Expressions of the source: what a name, an attribute, or a piece of arithmetic is."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.source.graph.builder import BranchList
from importers.source.reading.contents import Contents, is_value
from importers.source.reading.interpreter import Interpreter, Work
from importers.source.reading.state import ReadingState
from importers.source.structure.binding import Binding
from importers.source.structure.classes import Classes
from importers.source.structure.functions import FunctionCalls
from importers.source.structure.hierarchy import Hierarchy, marks
from importers.source.structure.layer_blocks import LayerBlocks
from importers.source.values import arithmetic as plain, arrays, budget as python_budget, symbols
from importers.source.values.arrays import ArrayValue
from importers.source.values.command_line import PARSING, CommandLine
from importers.source.values.keras_names import assumed, normal
from importers.source.values.objects import InstanceValue, Method, ModuleValue, SuperValue
from importers.source.values.templates import (
    ClassMaker,
    LayerValue,
    ModelValue,
    ReadModel,
    SequentialValue,
    When,
)
from importers.source.values.values import (
    UNSET,
    Api,
    Cells,
    ClassValue,
    DictValue,
    Frame,
    Func,
    ListValue,
    Poison,
    ShapeOf,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
    is_plain,
)

_BUILTINS = frozenset(
    (
        "range", "len", "int", "float", "str", "bool", "abs", "min", "max", "round", "sum", "list", "tuple", "dict",
        "set", "enumerate", "zip", "print", "isinstance", "sorted", "reversed", "any", "all", "divmod", "pow", "super",
        "getattr", "hasattr", "type", "map", "filter", "open", "input", "exit", "quit", "repr", "id", "iter", "next",
        "vars", "__import__",
    )
)  # fmt: skip


_PROPERTIES = {"property", "cached_property"}


@dataclass(eq=False)
class Expressions:
    """Works out expressions."""

    state: ReadingState
    host: Interpreter
    contents: Contents
    binding: Binding
    blocks: LayerBlocks
    functions: FunctionCalls
    hierarchy: Hierarchy
    classes: Classes

    def work(self) -> dict[type[ast.expr], Work]:
        """Return what works out which kind of expression."""
        return {
            ast.Name: lambda node, frame: self._lookup(frame, node.id),
            ast.Constant: self._constant, ast.Attribute: self._attribute, ast.BinOp: self._binary,
            ast.UnaryOp: self._unary, ast.BoolOp: self._logic, ast.Compare: self._comparison,
            ast.Lambda: self.binding.function, ast.NamedExpr: self._named,
            ast.Starred: lambda node, frame: self.host.evaluate(node.value, frame),
        }  # fmt: skip

    def _lookup(self, frame: Frame, name: str) -> SourceValue:
        """Return what a name stands for."""
        for scope in frame.scopes():
            found = self._read(scope, name)
            if found is not UNSET:
                return found
        if name in _BUILTINS:
            return Api(("builtins", name))
        return assumed(name) or Unknown(f"the name {name[:40]}", name)

    def _read(self, cells: Cells[SourceValue], name: str) -> SourceValue:
        """Return what stands in a place, `UNSET` for nothing; all is read again where it has no single value."""
        found = self.state.get(cells, name)
        if isinstance(found, Poison):
            self.state.restart(found.node)
        return found

    def _constant(self, node: ast.Constant, frame: Frame) -> SourceValue:
        if is_plain(node.value):
            return plain.bounded(node.value)
        return ... if node.value is ... else Unknown("a value of another kind")

    def _attribute(self, node: ast.Attribute, frame: Frame) -> SourceValue:
        return self.attribute(self.host.evaluate(node.value, frame), node.attr)

    def attribute(self, owner: SourceValue, name: str) -> SourceValue:
        """Return an attribute of something."""
        if isinstance(owner, Api):
            return normal((*owner.path, name))
        if isinstance(owner, Unknown):
            return Unknown(f"{owner.why}.{name[:40]}")
        if isinstance(owner, (Tensor, BranchList)) and name in ("shape", "_keras_shape"):
            return ShapeOf(owner) if isinstance(owner, Tensor) else Unknown("a shape")
        if isinstance(owner, InstanceValue):
            found = self._read(owner, name)
            return self._member(owner, owner.kind, name) if found is UNSET else found
        if isinstance(owner, ModuleValue):
            found = self._read(owner.frame, name)
            return Unknown(f"the name {name[:40]}") if found is UNSET else found
        if isinstance(owner, ArrayValue):
            known = arrays.attribute(owner, name)
            return Method(owner, name) if known is None else known
        if isinstance(owner, CommandLine) and name not in PARSING:
            found = self._read(owner, name)
            return owner.missing(name) if found is UNSET else found
        if isinstance(owner, ClassValue):
            return self._member(owner, owner, name)
        if isinstance(owner, SuperValue):
            whose = owner.owner
            kind = whose.kind if isinstance(whose, InstanceValue) else whose
            assert isinstance(kind, ClassValue)
            return self._member(whose, kind, name, owner.behind)
        if isinstance(owner, ClassMaker) and self.hierarchy.look(owner.func, name) is not UNSET:
            owner = self.classes.object_of(owner)
            return self.attribute(owner, name)
        if isinstance(owner, (SequentialValue, ModelValue)):
            return self._of_model(owner, name)
        if isinstance(owner, LayerValue) and name == "output" and owner.applied is not None:
            return owner.applied
        if isinstance(owner, LayerValue) and name in ("output", "input"):
            return self.blocks.ends_of(owner, name)
        return Method(owner, name)

    def _member(
        self, owner: SourceValue, kind: ClassValue, name: str, behind: ClassValue | None = None
    ) -> SourceValue:
        """Return what an object or a class has from its class, or from one that this derives from."""
        found = self.hierarchy.look(kind, name, behind)
        if isinstance(found, Poison):
            self.state.restart(found.node)
        if isinstance(found, Func) and found.owner is not None:
            return self._bound(found, owner, kind)
        if found is not UNSET:
            return found
        made = self.state.made_by(owner)
        return Method(owner, name) if made is owner else self.attribute(made, name)

    def _bound(self, func: Func, owner: SourceValue, kind: ClassValue) -> SourceValue:
        """Return a method of an object or a class; what a property gives."""
        said = set() if isinstance(func.node, ast.Lambda) else marks(func.node)
        if "staticmethod" in said:
            return func
        if "classmethod" in said:
            return replace(func, self_=kind)
        if isinstance(owner, ClassValue):
            return func
        bound = replace(func, self_=owner)
        return self.functions.value_of(bound) if said & _PROPERTIES else bound

    def _of_model(self, owner: ReadModel, name: str) -> SourceValue:
        if isinstance(owner, SequentialValue):
            tensor = self.state.output_of(owner)
            ends: dict[str, SourceValue] = {"output": tensor, "input": owner.input}
            if name == "output_shape" and isinstance(tensor, Tensor):
                return ShapeOf(tensor)
        else:
            one = owner.outputs[0] if len(owner.outputs) == 1 else ListValue(owner.outputs)
            first = owner.inputs[0] if len(owner.inputs) == 1 else ListValue(owner.inputs)
            ends = {"output": one, "input": first}
            ends |= {"outputs": ListValue(owner.outputs), "inputs": ListValue(owner.inputs)}
            if name == "output_shape" and len(owner.outputs) == 1:
                return ShapeOf(owner.outputs[0])
        return ends[name] if ends.get(name) is not None else Method(owner, name)

    def _binary(self, node: ast.BinOp, frame: Frame) -> SourceValue:
        left, right = self.host.evaluate(node.left, frame), self.host.evaluate(node.right, frame)
        self.state.line = node.lineno
        for value in (left, right):
            if isinstance(value, BranchList):
                self.state.restart(value.node)
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            return self.blocks.tensor_operation(node.op, left, right)
        if isinstance(left, ArrayValue) or isinstance(right, ArrayValue):
            return arrays.operation(left, right)
        if isinstance(left, ShapeOf):
            left = self.contents.shape_items(left)
        if isinstance(left, ListValue) or isinstance(right, ListValue):
            return self._list_operation(node.op, left, right)
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            return self.contents.text(left, (right,))
        if is_value(left) and is_value(right):
            return symbols.binary(node.op, left, right)
        return symbols.first_unknown((left, right)) or Unknown("an operation")

    def _list_operation(
        self, op: ast.operator, left: SourceValue, right: SourceValue
    ) -> SourceValue:
        if isinstance(op, ast.Add):
            parts = [self.contents.plain_items(each) for each in (left, right)]
            if None not in parts:
                return ListValue(each for part in parts for each in part or ())
        row, times = (left, right) if isinstance(left, ListValue) else (right, left)
        if isinstance(op, ast.Mult) and isinstance(row, ListValue):
            times = symbols.settled(times)
            items = self.state.items(row)
            if isinstance(times, int) and len(items) * max(times, 0) > python_budget.MAX_ITEMS:
                python_budget.refuse("a list that is too long")
            elif isinstance(times, int):
                return ListValue(items * max(times, 0))
        return Unknown("a list")

    def _unary(self, node: ast.UnaryOp, frame: Frame) -> SourceValue:
        value = self.host.evaluate(node.operand, frame)
        if isinstance(node.op, ast.Not):
            return symbols.negated(self.host.truth(value))
        if isinstance(node.op, ast.USub):
            if isinstance(value, Tensor):
                return self.blocks.tensor_operation(ast.Mult(), value, -1.0)
            return symbols.minus(value)
        return value if isinstance(node.op, ast.UAdd) else Unknown("an operation")

    def _logic(self, node: ast.BoolOp, frame: Frame) -> SourceValue:
        """Work out ``and`` and ``or``: a plain part decides at once or says nothing."""
        stops = isinstance(node.op, ast.Or)
        parts: list[SourceValue] = []
        value: SourceValue = not stops
        for each in node.values:
            value = self.host.evaluate(each, frame)
            truth = self.host.truth(value)
            if isinstance(truth, Sym):
                parts.append(value)
            elif isinstance(truth, Unknown):
                return truth
            elif truth is stops:
                return value if not parts else self._joint(node.op, [*parts, value])
        return self._joint(node.op, parts) if parts else value

    def _joint(self, op: ast.boolop, parts: Sequence[SourceValue]) -> SourceValue:
        if len(parts) == 1:
            return parts[0]
        values = [each.known if isinstance(each, Sym) else each for each in parts]
        stops = isinstance(op, ast.Or)
        known = next((each for each in values if bool(each) is stops), values[-1])
        if UNSET in values:
            known = UNSET
        return symbols.expression(ast.BoolOp(op, [symbols.tree_of(each) for each in parts]), known)

    def _comparison(self, node: ast.Compare, frame: Frame) -> SourceValue:
        left = self.host.evaluate(node.left, frame)
        found: list[SourceValue] = []
        for op, other in zip(node.ops, node.comparators, strict=True):
            right = self.host.evaluate(other, frame)
            found.append(self._compared(left, op, right))
            left = right
        if (unknown := symbols.first_unknown(found)) is not None:
            return unknown
        open_ = [each for each in found if isinstance(each, Sym)]
        if not all(each for each in found if not isinstance(each, Sym)):
            return False
        return self._joint(ast.And(), open_) if open_ else True

    def _compared(self, left: SourceValue, op: ast.cmpop, right: SourceValue) -> SourceValue:
        if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, DictValue):
            right = plain.row(self.state.entries(right))
        left, right = map(self.contents.as_row, (left, right))
        for one, other in ((left, right), (right, left)):
            if isinstance(one, When) and other is None and isinstance(op, (ast.Is, ast.IsNot)):
                return one.test if isinstance(op, ast.IsNot) else symbols.negated(one.test)
        if isinstance(left, ArrayValue) or isinstance(right, ArrayValue):
            same = left is None or right is None
            return isinstance(op, ast.IsNot) if same else Unknown("a comparison of data")
        if is_value(left) and is_value(right):
            return symbols.compare(left, op, right)
        if isinstance(op, (ast.Is, ast.Eq)):
            return left is right
        if isinstance(op, (ast.IsNot, ast.NotEq)):
            return left is not right
        return Unknown("a comparison")

    def _named(self, node: ast.NamedExpr, frame: Frame) -> SourceValue:
        value = self.host.evaluate(node.value, frame)
        self.state.put(frame, node.target.id, value)
        return value
