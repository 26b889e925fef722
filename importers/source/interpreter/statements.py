"""Statements of the source, but loops and conditions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from blocks.errors import InvalidValue
from importers.source.interpreter import budget as python_budget
from importers.source.interpreter.budget import TooLong
from importers.source.interpreter.calls import Calls
from importers.source.values.keras_names import normal
from importers.source.values.values import (
    UNSET,
    Api,
    ClassValue,
    DictValue,
    Frame,
    Instance,
    LayerValue,
    Leaving,
    ListValue,
    ModelValue,
    NotStructure,
    SequentialValue,
    Stopped,
    Tensor,
    Unknown,
    is_plain,
)

_NOTHING = (ast.Pass, ast.Assert, ast.Delete)


class Statements(Calls):
    """Goes through statements."""

    def run(self, body: Sequence[ast.stmt], frame: Frame) -> None:
        """Go through a body.

        Raises:
            Leaving: it ends with ``return``, ``break`` or ``continue``.
        """
        for node in body:
            self.step()
            self.line = node.lineno
            if isinstance(node, _NOTHING):
                continue
            work = getattr(self, f"_do_{type(node).__name__.lower()}", None)
            if work is None:
                self.tell("it is of a kind that is not read: left out")
            elif self.regions:
                work(node, frame)
            else:
                self._alone(work, node, frame)

    def _alone(self, work: Any, node: ast.stmt, frame: Frame) -> None:
        """Do a statement of the model itself: where that fails, the next one is read all the same."""
        try:
            work(node, frame)
        except NotStructure:
            words = "it depends on something that is not known: left out"
        except (InvalidValue, TooLong) as error:
            words = f"{error}: left out"
        else:
            return
        self.leave_regions()
        if self._matters(node, frame):
            self.tell(words, node.lineno)

    def _matters(self, node: ast.AST, frame: Frame) -> bool:
        """Tell whether a piece of the source has to do with a model."""
        raise NotImplementedError

    def _do_expr(self, node: ast.Expr, frame: Frame) -> None:
        if not isinstance(node.value, ast.Constant):  # words about the code
            self.evaluate(node.value, frame)

    def _do_return(self, node: ast.Return, frame: Frame) -> None:
        value = None if node.value is None else self.evaluate(node.value, frame)
        raise Leaving("return", value)

    def _do_break(self, node: ast.Break, frame: Frame) -> None:
        raise Leaving("break")

    def _do_continue(self, node: ast.Continue, frame: Frame) -> None:
        raise Leaving("continue")

    def _do_raise(self, node: ast.Raise, frame: Frame) -> None:
        raise Stopped

    def _do_functiondef(self, node: ast.FunctionDef, frame: Frame) -> None:
        self.put(frame, node.name, self.function(node, frame))

    def _do_classdef(self, node: ast.ClassDef, frame: Frame) -> None:
        self.put(frame, node.name, ClassValue(node, frame))

    def _do_global(self, node: ast.Global, frame: Frame) -> None:
        frame.shared.update(node.names)

    _do_nonlocal = _do_global

    def _do_import(self, node: ast.Import, frame: Frame) -> None:
        for each in node.names:
            path = tuple(each.name.split("."))
            if each.asname:
                self.put(frame, each.asname, normal(path))
            else:
                self.put(frame, path[0], normal(path[:1]))

    def _do_importfrom(self, node: ast.ImportFrom, frame: Frame) -> None:
        path = tuple((node.module or "").split("."))
        for each in node.names:
            if each.name != "*":
                self.put(frame, each.asname or each.name, normal((*path, each.name)))

    def _do_with(self, node: ast.With, frame: Frame) -> None:
        for item in node.items:
            value = self.evaluate(item.context_expr, frame)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, frame)
        self.run(node.body, frame)

    def _do_try(self, node: ast.Try, frame: Frame) -> None:
        with suppress(Stopped):
            self.run(node.body, frame)
        self.run([*node.orelse, *node.finalbody], frame)

    # ------------------------------------------------------------ assignments

    def _do_assign(self, node: ast.Assign, frame: Frame) -> None:
        value = self.evaluate(node.value, frame)
        if (
            frame is self.module
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
        ):
            value = self.constant(node.targets[0].id, value, node)
        for target in node.targets:
            self.assign(target, value, frame)

    def constant(self, name: str, value: Any, node: ast.Assign) -> Any:
        """Return what a name of the module stands for: a symbol, where it is a constant of the model."""
        raise NotImplementedError

    def _do_annassign(self, node: ast.AnnAssign, frame: Frame) -> None:
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value, frame), frame)

    def _do_augassign(self, node: ast.AugAssign, frame: Frame) -> None:
        load = _loaded(node.target)
        owner = self.evaluate(load, frame)
        if isinstance(node.op, ast.Add) and isinstance(owner, ListValue):
            more = self.plain_items(self.evaluate(node.value, frame))
            if more is not None:
                self._grow(owner, more, node, frame)
                return
        joined = ast.BinOp(load, node.op, node.value)
        ast.copy_location(joined, node)
        self.assign(node.target, self.evaluate(joined, frame), frame)

    def _grow(
        self, owner: ListValue, more: Iterable[Any], node: ast.AugAssign, frame: Frame
    ) -> None:
        """Put more into a list; one that gets too long is not known from there on."""
        try:
            self.put(owner, "items", python_budget.made(chain(self.items(owner), more)))
        except TooLong as error:
            self.tell(f"{error}: left out", node.lineno)
            self.assign(node.target, Unknown("a list that is too long"), frame)

    def assign(self, target: ast.expr, value: Any, frame: Frame) -> None:
        """Give something a name, or several their names."""
        if isinstance(target, ast.Name):
            self.put(self._home(target.id, frame), target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target, value, frame)
        elif isinstance(target, ast.Attribute):
            owner = self.evaluate(target.value, frame)
            if isinstance(owner, Instance):
                self.put(owner, target.attr, value)
            elif target.attr == "trainable":
                self.freeze(owner, value)
        elif isinstance(target, ast.Subscript):
            self._put_item(target, value, frame)

    def freeze(self, owner: Any, value: Any) -> None:
        """Take over ``layer.trainable = False``, before the layer is applied or after."""
        known = isinstance(owner, (LayerValue, ModelValue, SequentialValue))
        if (
            not known
            or not isinstance(value, bool)
            or (isinstance(owner, LayerValue) and owner.own)
        ):
            if not isinstance(owner, Unknown):
                self.tell("trainable could not be taken over: set it on the canvas")
            return
        self.kept.append(owner)  # ids are only good while a thing is there
        self.frozen[id(owner)] = value
        for spec in self.top.specs.values():
            if spec.layer is owner:
                spec.values["trainable"] = value

    def _home(self, name: str, frame: Frame) -> Frame:
        if name not in frame.shared:
            return frame
        scope = frame.outer
        while scope is not None and scope.outer is not None:
            if scope.cells.get(name, UNSET) is not UNSET:
                return scope
            scope = scope.outer
        return scope or frame

    def _unpack(self, target: Any, value: Any, frame: Frame) -> None:
        items = self.plain_items(value)
        names = target.elts
        stars = [at for at, each in enumerate(names) if isinstance(each, ast.Starred)]
        if items is not None and stars:
            at, rest = stars[0], len(items) - len(names) + 1
            items = [*items[:at], ListValue(items[at : at + rest]), *items[at + rest :]]
        if items is None or len(items) != len(names):
            why = value.why if isinstance(value, Unknown) else "a row of values"
            items = [Unknown(f"a part of {why}")] * len(names)
        for each, item in zip(names, items, strict=True):
            self.assign(each.value if isinstance(each, ast.Starred) else each, item, frame)

    def _put_item(self, target: ast.Subscript, value: Any, frame: Frame) -> None:
        owner = self.evaluate(target.value, frame)
        if isinstance(target.slice, ast.Slice):
            return
        at = self.evaluate(target.slice, frame)
        if isinstance(owner, DictValue) and is_plain(at):
            self.put(owner, "items", {**self.get(owner, "items"), at: value})
        elif isinstance(owner, ListValue) and isinstance(at, int):
            items = list(self.get(owner, "items"))
            if -len(items) <= at < len(items):
                items[at] = value
                self.put(owner, "items", items)


def _loaded(target: Any) -> ast.expr:
    """Return a target as something that is read."""
    fields = {name: getattr(target, name) for name in target._fields if name != "ctx"}
    made: ast.expr = type(target)(**fields, ctx=ast.Load())
    return ast.copy_location(made, target)


__all__ = ["Api", "Statements", "Tensor"]
