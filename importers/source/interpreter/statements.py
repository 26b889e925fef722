"""Statements of the source, but loops and conditions."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain

from importers.source.interpreter.containers import Containers
from importers.source.interpreter.modules import Modules
from importers.source.reading.contents import Contents
from importers.source.reading.interpreter import Interpreter, Work
from importers.source.reading.state import ReadingState
from importers.source.structure.binding import Binding
from importers.source.structure.functions import FunctionCalls
from importers.source.structure.hierarchy import Hierarchy, marks, setter_name
from importers.source.structure.model_parameters import ModelParameters
from importers.source.values import budget as python_budget, symbols
from importers.source.values.budget import TooLong
from importers.source.values.command_line import CommandLine
from importers.source.values.objects import MADE, InstanceValue
from importers.source.values.templates import LayerValue, ModelValue, SequentialValue
from importers.source.values.values import (
    UNSET,
    BodyLeft,
    ClassValue,
    DictValue,
    Frame,
    Func,
    ListValue,
    SourceValue,
    Stopped,
    Unknown,
    is_plain,
)


@dataclass(eq=False)
class Statements:
    """Goes through statements."""

    state: ReadingState
    host: Interpreter
    contents: Contents
    binding: Binding
    functions: FunctionCalls
    hierarchy: Hierarchy
    parameters: ModelParameters
    containers: Containers
    modules: Modules

    def work(self) -> dict[type[ast.stmt], Work]:
        """Return what goes through which kind of statement."""
        return {
            ast.Expr: self._expression, ast.Return: self._return, ast.Break: _leave,
            ast.Continue: _leave, ast.Raise: _stop, ast.FunctionDef: self._function,
            ast.ClassDef: self._class, ast.Global: _share, ast.Nonlocal: _share,
            ast.Import: self.modules.plain, ast.ImportFrom: self.modules.names, ast.With: self._with,
            ast.Try: self._try, ast.Assign: self._assign, ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented, ast.Delete: self._delete,
        }  # fmt: skip

    def _expression(self, node: ast.Expr, frame: Frame) -> None:
        if not isinstance(node.value, ast.Constant):  # words about the code
            self.host.evaluate(node.value, frame)

    def _return(self, node: ast.Return, frame: Frame) -> None:
        value = None if node.value is None else self.host.evaluate(node.value, frame)
        raise BodyLeft("return", value)

    def _function(self, node: ast.FunctionDef, frame: Frame) -> None:
        func: SourceValue = self.binding.function(node, frame)
        for each in reversed(node.decorator_list):
            func = self._decorated(func, self.host.evaluate(each, frame), node)
        if isinstance(func, Func) and frame.body_of is not None:
            func = replace(func, owner=frame.body_of)
        name = setter_name(node.name) if "setter" in marks(node) else node.name
        self.state.put(frame, name, func)

    def _decorated(
        self, func: SourceValue, decorator: SourceValue, node: ast.FunctionDef
    ) -> SourceValue:
        """Return what a decorator of the script makes of a function; those of libraries leave it as it is."""
        if not isinstance(decorator, (Func, ClassValue)):
            return func
        made = self.binding.inline(decorator, (func,), {}) if isinstance(decorator, Func) else None
        if isinstance(made, Func):
            return made
        self.state.tell(f"what its decorator makes of {node.name[:40]}() is not known: left out")
        return func

    def _delete(self, node: ast.Delete, frame: Frame) -> None:
        """Take away names, attributes of objects, and items of lists and dictionaries."""
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.state.put(self._home(target.id, frame), target.id, UNSET)
            if not isinstance(target, (ast.Attribute, ast.Subscript)):
                continue
            owner = self.host.evaluate(target.value, frame)
            if isinstance(target, ast.Attribute):
                if isinstance(owner, InstanceValue):
                    self.state.put(owner, target.attr, UNSET)
                continue
            at = self._part(target.slice, frame)
            if at is UNSET or not self.containers.delete(owner, at):
                self.state.tell("which item is deleted is not known: left out", node.lineno)

    def _part(self, node: ast.expr, frame: Frame) -> SourceValue | slice:
        """Return the place or the part that stands in square brackets; `UNSET` where it is not known."""
        if not isinstance(node, ast.Slice):
            at = self.host.evaluate(node, frame)
            return UNSET if isinstance(at, Unknown) else symbols.settled(at)
        ends = [
            None if each is None else symbols.settled(self.host.evaluate(each, frame))
            for each in (node.lower, node.upper, node.step)
        ]
        whole = all(each is None or isinstance(each, int) for each in ends) and ends[2] != 0
        return slice(*ends) if whole else UNSET

    def _class(self, node: ast.ClassDef, frame: Frame) -> None:
        bases = tuple(self.host.evaluate(each, frame) for each in node.bases)
        outer = frame if frame.body_of is None or frame.outer is None else frame.outer
        kind = ClassValue(node, outer, bases)
        kind.body = Frame(outer=frame, function=frame.function, body_of=kind)
        self.host.run(node.body, kind.body)
        self.state.put(frame, node.name, kind)

    def _with(self, node: ast.With, frame: Frame) -> None:
        for item in node.items:
            value = self.host.evaluate(item.context_expr, frame)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, frame)
        self.host.run(node.body, frame)

    def _try(self, node: ast.Try, frame: Frame) -> None:
        with suppress(Stopped):
            self.host.run(node.body, frame)
        self.host.run([*node.orelse, *node.finalbody], frame)

    def _assign(self, node: ast.Assign, frame: Frame) -> None:
        value = self.host.evaluate(node.value, frame)
        target = node.targets[0] if len(node.targets) == 1 else None
        if frame is self.state.module and isinstance(target, ast.Name):
            value = self.parameters.constant(target.id, value, node)
        for target in node.targets:
            self.assign(target, value, frame)

    def _annotated(self, node: ast.AnnAssign, frame: Frame) -> None:
        if node.value is not None:
            self.assign(node.target, self.host.evaluate(node.value, frame), frame)

    def _augmented(self, node: ast.AugAssign, frame: Frame) -> None:
        load = _loaded(node.target)
        owner = self.host.evaluate(load, frame)
        if isinstance(node.op, ast.Add) and isinstance(owner, ListValue):
            more = self.contents.plain_items(self.host.evaluate(node.value, frame))
            if more is not None:
                self._grow(owner, more, node, frame)
                return
        joined = ast.BinOp(load, node.op, node.value)
        ast.copy_location(joined, node)
        self.assign(node.target, self.host.evaluate(joined, frame), frame)

    def _grow(
        self, owner: ListValue, more: Iterable[SourceValue], node: ast.AugAssign, frame: Frame
    ) -> None:
        """Put more into a list; one that gets too long is not known from there on."""
        try:
            self.state.put(owner, "items", python_budget.made(chain(self.state.items(owner), more)))
        except TooLong as error:
            self.state.tell(f"{error}: left out", node.lineno)
            self.assign(node.target, Unknown("a list that is too long"), frame)

    def assign(self, target: ast.expr, value: SourceValue, frame: Frame) -> None:
        """Give something a name, or several their names."""
        if isinstance(target, ast.Name):
            self.state.put(self._home(target.id, frame), target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target, value, frame)
        elif isinstance(target, ast.Attribute):
            owner = self.host.evaluate(target.value, frame)
            if isinstance(owner, InstanceValue):
                self._put_attribute(owner, target.attr, value)
            elif isinstance(owner, CommandLine):
                self.state.put(owner, target.attr, value)
            elif isinstance(owner, ClassValue):
                self.state.put(owner.body, target.attr, value)
            elif target.attr == "trainable":
                self.freeze(owner, value)
        elif isinstance(target, ast.Subscript):
            self._put_item(target, value, frame)

    def _put_attribute(self, owner: InstanceValue, name: str, value: SourceValue) -> None:
        """Give an object an attribute, by the function of its property where it has one."""
        setter = self.hierarchy.setter(owner, name)
        made = self.state.get(owner, MADE)
        if setter is not None:
            self.functions.call(setter, (value,), {})
        elif name == "trainable" and made is not UNSET:
            self.freeze(made, value)
        else:
            self.state.put(owner, name, value)

    def freeze(self, owner: SourceValue, value: SourceValue) -> None:
        """Take over ``layer.trainable = False``, before the layer is applied or after."""
        known = isinstance(owner, (LayerValue, ModelValue, SequentialValue))
        own = isinstance(owner, LayerValue) and owner.own
        if not known or own or not isinstance(value, bool):
            if not isinstance(owner, Unknown):
                self.state.tell("trainable could not be taken over: set it on the canvas")
            return
        self.state.kept.append(owner)  # ids are only good while a thing is there
        self.state.frozen[id(owner)] = value
        for spec in self.state.top.specs.values():
            if spec.layer is owner:
                spec.values["trainable"] = value

    def _home(self, name: str, frame: Frame) -> Frame:
        """Return the frame that a name is written in."""
        if name not in frame.shared:
            return frame
        *outer, module = frame.scopes()
        return next((each for each in outer[1:] if name in each.cells), module)

    def _unpack(self, target: ast.Tuple | ast.List, value: SourceValue, frame: Frame) -> None:
        items = self.contents.counted_items(value)
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

    def _put_item(self, target: ast.Subscript, value: SourceValue, frame: Frame) -> None:
        owner = self.host.evaluate(target.value, frame)
        at = self._part(target.slice, frame)
        if isinstance(at, slice):
            at = UNSET if not self.containers.replace(owner, at, value) else at
        if at is UNSET and isinstance(owner, ListValue):
            self.state.tell("which items are replaced is not known: left out", target.lineno)
        if isinstance(owner, DictValue) and is_plain(at):
            self.state.put(owner, "items", {**self.state.entries(owner), at: value})
        elif isinstance(owner, ListValue) and isinstance(at, int):
            items = list(self.state.held(owner))
            if -len(items) <= at < len(items):
                items[at] = value
                self.state.put(owner, "items", items)


def _leave(node: ast.Break | ast.Continue, frame: Frame) -> None:
    raise BodyLeft("break" if isinstance(node, ast.Break) else "continue")


def _stop(node: ast.Raise, frame: Frame) -> None:
    raise Stopped


def _share(node: ast.Global | ast.Nonlocal, frame: Frame) -> None:
    frame.shared.update(node.names)


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    """Return a target as something that is read."""
    fields = {name: getattr(target, name) for name in target._fields if name != "ctx"}
    made: ast.expr = type(target)(**fields, ctx=ast.Load())
    return ast.copy_location(made, target)
