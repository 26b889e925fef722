"""Expressions of the source: what a name, an attribute, a size or a piece of arithmetic is."""

from __future__ import annotations

import ast
from typing import Any

from importers.source.interpreter import budget as python_budget
from importers.source.interpreter.budget import TooLong
from importers.source.interpreter.collections import Collections
from importers.source.values import arithmetic as plain, symbols
from importers.source.values.keras_names import assumed, normal
from importers.source.values.values import (
    UNSET,
    Api,
    BranchList,
    ClassValue,
    DictValue,
    Frame,
    Func,
    Instance,
    LayerValue,
    ListValue,
    Maker,
    Method,
    ModelValue,
    NotStructure,
    Poison,
    Repeat,
    SequentialValue,
    ShapeOf,
    Sym,
    Tensor,
    Unknown,
    When,
    is_plain,
)

_BUILTINS = frozenset(
    (
        "range", "len", "int", "float", "str", "bool", "abs", "min", "max", "round", "sum", "list", "tuple", "dict",
        "set", "enumerate", "zip", "print", "isinstance", "sorted", "reversed", "any", "all", "divmod", "pow", "super",
        "getattr", "hasattr", "type", "map", "filter", "open", "input", "exit", "quit", "repr", "id", "iter", "next",
    )
)  # fmt: skip


class Expressions(Collections):
    """Works out expressions."""

    def evaluate(self, node: ast.expr, frame: Frame) -> Any:
        """Return what an expression is; `Unknown` where that cannot be told."""
        self.step()
        self.line = getattr(node, "lineno", self.line)
        work = getattr(self, f"e_{type(node).__name__.lower()}", None)
        if work is None:
            return Unknown("something that is not read")
        try:
            found = work(node, frame)
        except TooLong as error:
            self.tell(f"{error}: left out", getattr(node, "lineno", self.line))
            return Unknown("a list that is too long")
        self.tell_refused()
        return found

    def tell_refused(self) -> None:
        """Say what was too long to be made in the line that is read."""
        for words in python_budget.refused():
            self.tell(f"{words}: left out", self.line)

    def call_value(self, node: ast.Call, frame: Frame) -> Any:
        """Work out a call."""
        raise NotImplementedError

    # ------------------------------------------------------------ names

    def lookup(self, frame: Frame, name: str) -> Any:
        """Return what a name stands for."""
        scope: Frame | None = frame
        while scope is not None:
            found = self.get(scope, name)
            if isinstance(found, Poison):
                self.restart(found.node)
            if found is not UNSET:
                return found
            scope = scope.outer
        if name in _BUILTINS:
            return Api(("builtins", name))
        return assumed(name) or Unknown(f"the name {name[:40]}", name)

    def e_name(self, node: ast.Name, frame: Frame) -> Any:
        return self.lookup(frame, node.id)

    def e_constant(self, node: ast.Constant, frame: Frame) -> Any:
        if is_plain(node.value):
            return plain.bounded(node.value)
        return ... if node.value is ... else Unknown("a value of another kind")

    def e_attribute(self, node: ast.Attribute, frame: Frame) -> Any:
        return self.attribute(self.evaluate(node.value, frame), node.attr)

    def attribute(self, owner: Any, name: str) -> Any:
        """Return an attribute of something."""
        if isinstance(owner, Api):
            return normal((*owner.path, name))
        if isinstance(owner, Unknown):
            return Unknown(f"{owner.why}.{name[:40]}")
        if isinstance(owner, (Tensor, BranchList)) and name in ("shape", "_keras_shape"):
            return ShapeOf(owner) if isinstance(owner, Tensor) else Unknown("a shape")
        if isinstance(owner, Instance):
            found = self.get(owner, name)
            if isinstance(found, Poison):
                self.restart(found.node)
            return self._method_of(owner, owner.kind, name) if found is UNSET else found
        if isinstance(owner, ClassValue):
            return self._method_of(owner, owner, name)
        if isinstance(owner, (SequentialValue, ModelValue)):
            return self._of_model(owner, name)
        if isinstance(owner, LayerValue) and name == "output" and owner.applied is not None:
            return owner.applied
        if isinstance(owner, LayerValue) and name in ("output", "input"):
            return self.ends_of(owner, name)
        return Method(owner, name)

    def ends_of(self, owner: LayerValue, name: str) -> Any:
        """Return the input or the output of a model that is not read."""
        raise NotImplementedError

    def _method_of(self, owner: Any, kind: ClassValue, name: str) -> Any:
        """Return a method of an object or a class; what a class assigns in its body is its attribute."""
        for node in kind.node.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                marks = {each.id for each in node.decorator_list if isinstance(each, ast.Name)}
                self_ = (
                    None if "staticmethod" in marks else kind if "classmethod" in marks else owner
                )
                if owner is kind and "classmethod" not in marks:
                    self_ = None
                func = self.function(node, kind.frame, self_)
                return self.call_value_of(func) if "property" in marks and self_ else func
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(node, ast.Assign) and isinstance(target, ast.Name) and target.id == name:
                return self.evaluate(node.value, kind.frame)
        return Method(owner, name)

    def call_value_of(self, func: Func) -> Any:
        """Return what a function without arguments gives."""
        raise NotImplementedError

    def function(self, node: Any, frame: Frame, self_: Any = None) -> Func:
        """Make a function of its definition; defaults are worked out here and now."""
        given = node.args
        names = [each.arg for each in (*given.posonlyargs, *given.args)]
        pairs = list(zip(reversed(names), reversed(given.defaults), strict=False))
        pairs += [
            (each.arg, value)
            for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)
            if value is not None
        ]
        defaults = {name: self.evaluate(value, frame) for name, value in pairs}
        return Func(node, frame, defaults, getattr(node, "name", ""), self_)

    def _of_model(self, owner: Any, name: str) -> Any:
        if isinstance(owner, SequentialValue):
            tensor = self.get(owner, "tensor")
            ends: dict[str, Any] = {"output": tensor, "input": owner.input}
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

    # ------------------------------------------------------------ arithmetic

    def e_binop(self, node: ast.BinOp, frame: Frame) -> Any:
        left, right = self.evaluate(node.left, frame), self.evaluate(node.right, frame)
        self.line = node.lineno
        for value in (left, right):
            if isinstance(value, BranchList):
                self.restart(value.node)
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            return self.tensor_operation(node.op, left, right)
        if isinstance(left, ShapeOf):
            left = self.shape_items(left)
        if isinstance(left, ListValue) or isinstance(right, ListValue):
            return self._list_operation(node.op, left, right)
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            return self._text(left, (right,))
        if self._is_value(left) and self._is_value(right):
            return symbols.binary(node.op, left, right)
        return next(
            (each for each in (left, right) if isinstance(each, Unknown)), Unknown("an operation")
        )

    def tensor_operation(self, op: ast.operator, left: Any, right: Any) -> Any:
        """Work out arithmetic with tensors."""
        raise NotImplementedError

    def _list_operation(self, op: ast.operator, left: Any, right: Any) -> Any:
        if isinstance(op, ast.Add):
            parts = [self.plain_items(each) for each in (left, right)]
            if None not in parts:
                return ListValue(each for part in parts for each in part or ())
        if isinstance(op, ast.Mult):
            row, times = (left, right) if isinstance(left, ListValue) else (right, left)
            times = symbols.settled(times)
            items = self.items(row)
            if isinstance(times, int) and len(items) * max(times, 0) > python_budget.MAX_ITEMS:
                python_budget.refuse("a list that is too long")
            elif isinstance(times, int):
                return ListValue(items * max(times, 0))
        return Unknown("a list")

    def e_unaryop(self, node: ast.UnaryOp, frame: Frame) -> Any:
        value = self.evaluate(node.operand, frame)
        if isinstance(node.op, ast.Not):
            return symbols.negated(self.truth(value))
        if isinstance(node.op, ast.USub):
            if isinstance(value, Tensor):
                return self.tensor_operation(ast.Mult(), value, -1.0)
            return symbols.minus(value)
        return value if isinstance(node.op, ast.UAdd) else Unknown("an operation")

    def truth(self, value: Any) -> Any:
        """Return the truth of a value: a plain one, a symbol or `Unknown`."""
        if isinstance(value, (Sym, Unknown)):
            return value
        if isinstance(value, ListValue):
            return bool(self.items(value))
        if isinstance(value, DictValue):
            return bool(self.get(value, "items"))
        return bool(value) if is_plain(value) or isinstance(value, tuple) else True

    def e_boolop(self, node: ast.BoolOp, frame: Frame) -> Any:
        """Work out ``and`` and ``or``: a plain part decides at once or says nothing."""
        stops = isinstance(node.op, ast.Or)
        parts: list[Any] = []
        value: Any = not stops
        for each in node.values:
            value = self.evaluate(each, frame)
            truth = self.truth(value)
            if isinstance(truth, Sym):
                parts.append(value)
            elif isinstance(truth, Unknown):
                return truth
            elif truth is stops:
                return value if not parts else self._joint(node.op, [*parts, value])
        return self._joint(node.op, parts) if parts else value

    def _joint(self, op: ast.boolop, parts: list[Any]) -> Any:
        if len(parts) == 1:
            return parts[0]
        known: Any = UNSET
        with_values = [each.known if isinstance(each, Sym) else each for each in parts]
        if UNSET not in with_values:
            known = with_values[-1]
            for each in with_values:
                if bool(each) is isinstance(op, ast.Or):
                    known = each
                    break
        return symbols.expression(ast.BoolOp(op, [symbols.tree_of(each) for each in parts]), known)

    def e_compare(self, node: ast.Compare, frame: Frame) -> Any:
        left = self.evaluate(node.left, frame)
        found: list[Any] = []
        for op, other in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(other, frame)
            found.append(self._compared(left, op, right))
            left = right
        if any(isinstance(each, Unknown) for each in found):
            return next(each for each in found if isinstance(each, Unknown))
        open_ = [each for each in found if isinstance(each, Sym)]
        if not all(each for each in found if not isinstance(each, Sym)):
            return False
        return self._joint(ast.And(), open_) if open_ else True

    def _compared(self, left: Any, op: ast.cmpop, right: Any) -> Any:
        if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, DictValue):
            right = plain.row(self.get(right, "items"))
        left, right = (
            plain.row(self.items(each)) if isinstance(each, ListValue) else each
            for each in (left, right)
        )
        for one, other in ((left, right), (right, left)):
            if isinstance(one, When) and other is None and isinstance(op, (ast.Is, ast.IsNot)):
                return one.test if isinstance(op, ast.IsNot) else symbols.negated(one.test)
        if self._is_value(left) and self._is_value(right):
            return symbols.compare(left, op, right)
        if isinstance(op, (ast.Is, ast.Eq)):
            return left is right
        if isinstance(op, (ast.IsNot, ast.NotEq)):
            return left is not right
        return Unknown("a comparison")

    def e_ifexp(self, node: ast.IfExp, frame: Frame) -> Any:
        test = self.truth(self.evaluate(node.test, frame))
        if isinstance(test, Unknown):
            self.tell(f"{test.why} is not known: the condition is taken to hold")
            test = True
        if not isinstance(test, Sym):
            return self.evaluate(node.body if test else node.orelse, frame)
        yes, no = self.evaluate(node.body, frame), self.evaluate(node.orelse, frame)
        return self.either(test, yes, no)

    def either(self, test: Sym, yes: Any, no: Any) -> Any:
        """Return one of two values by a condition that is a symbol.

        Raises:
            NotStructure: there is no value for both.
        """
        if yes is no or (is_plain(yes) and is_plain(no) and yes == no and type(yes) is type(no)):
            return yes
        if isinstance(yes, ListValue) and isinstance(no, ListValue) and not self.items(no):
            items = [When(test, each) for each in self.items(yes)]
            if all(isinstance(each.item, (LayerValue, Maker, Repeat)) for each in items):
                return ListValue(items)
        if isinstance(yes, (LayerValue, Maker)) and no is None:
            return When(test, yes)
        if isinstance(yes, Repeat) and isinstance(no, ListValue) and not self.items(no):
            return When(test, yes)
        if isinstance(yes, tuple) and isinstance(no, tuple) and len(yes) == len(no) > 0:
            if all(each == row[0] for row in (yes, no) for each in row):
                return (self.either(test, yes[0], no[0]),) * len(yes)  # (2, 2) or (1, 1)
            return tuple(self.either(test, *each) for each in zip(yes, no, strict=True))
        if self._is_value(yes) and self._is_value(no):
            return symbols.either(test, yes, no)
        if test.known is UNSET:
            raise NotStructure(symbols.leaves_of(test))
        return yes if test.known else no

    # ------------------------------------------------------------ the rest

    def e_lambda(self, node: ast.Lambda, frame: Frame) -> Any:
        return self.function(node, frame)

    def e_starred(self, node: ast.Starred, frame: Frame) -> Any:
        return self.evaluate(node.value, frame)

    def e_namedexpr(self, node: ast.NamedExpr, frame: Frame) -> Any:
        value = self.evaluate(node.value, frame)
        self.put(frame, node.target.id, value)
        return value

    def e_call(self, node: ast.Call, frame: Frame) -> Any:
        return self.call_value(node, frame)
