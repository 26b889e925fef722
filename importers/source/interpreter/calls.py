"""Calls in the source: what is called is a function, a class, a layer, a method or something of a library."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from importers.source.graph.builder import BranchList
from importers.source.interpreter.apply import Applying
from importers.source.interpreter.builtins import Builtins
from importers.source.interpreter.collections import Collections
from importers.source.interpreter.containers import Containers
from importers.source.interpreter.libraries import Libraries
from importers.source.interpreter.model_classes import ModelClasses
from importers.source.interpreter.models import Models
from importers.source.reading.contents import Contents
from importers.source.reading.interpreter import Interpreter
from importers.source.reading.state import ReadingState
from importers.source.structure.arguments import positional
from importers.source.structure.functions import FunctionCalls
from importers.source.structure.hierarchy import Hierarchy
from importers.source.values import arrays, budget as python_budget
from importers.source.values.arrays import ArrayValue
from importers.source.values.command_line import CommandLine, of_command_line
from importers.source.values.objects import InstanceValue, Method, PartialValue, SuperValue
from importers.source.values.templates import (
    ClassMaker,
    ModelValue,
    Repeat,
    SequentialValue,
    is_layer_like,
)
from importers.source.values.values import (
    UNSET,
    Api,
    Args,
    ClassValue,
    DictValue,
    Frame,
    Func,
    Kwargs,
    ListValue,
    ShapeOf,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
)

_SUPER = Api(("builtins", "super"))


@dataclass(eq=False)
class Calls:
    """Works out calls."""

    state: ReadingState
    host: Interpreter
    collections: Collections
    contents: Contents
    applying: Applying
    models: Models
    functions: FunctionCalls
    model_classes: ModelClasses
    hierarchy: Hierarchy
    builtins: Builtins
    containers: Containers
    libraries: Libraries

    def call_value(self, node: ast.Call, frame: Frame) -> SourceValue:
        """Work out a call: the callee first, then the arguments in their order."""
        callee = self.host.evaluate(node.func, frame)
        args = tuple(self.collections.elements(node.args, frame))
        for each in args:
            if isinstance(each, Repeat):  # of a list with a star
                self.state.restart(each.node)
        kwargs: dict[str, SourceValue] = {}
        for keyword in node.keywords:
            value = self.host.evaluate(keyword.value, frame)
            if keyword.arg is not None:
                kwargs[keyword.arg] = value
            elif isinstance(value, DictValue):
                more = self.state.entries(value)
                kwargs |= {each: more[each] for each in more if isinstance(each, str)}
                python_budget.replaced(len(kwargs))
        self.state.line = node.lineno
        if callee == _SUPER:
            return self._super(args, frame)
        if isinstance(node.func, ast.Attribute) and isinstance(callee, Unknown):
            callee = self._grown_by(node.func, callee, args, frame)
        return self._call(callee, args, kwargs)

    def _super(self, args: Args, frame: Frame) -> SourceValue:
        """Return ``super()`` in a method, also in a function within it; ``super(A, self)`` says both."""
        if len(args) == 2 and isinstance(args[0], ClassValue):
            return SuperValue(args[0], args[1])
        inner = next((each for each in frame.scopes() if each.method is not None), None)
        func = inner.method if inner is not None else None
        if inner is None or func is None or func.owner is None:
            return Unknown("super()")
        names = positional(func.node)
        owner = self.state.get(inner, names[0]) if names else UNSET
        if not isinstance(owner, (InstanceValue, ClassValue)):
            return Unknown("super()")
        return SuperValue(func.owner, owner)

    def _grown_by(
        self, node: ast.Attribute, callee: Unknown, args: Args, frame: Frame
    ) -> SourceValue:
        """Return the method of a new Sequential model for ``model.add(...)`` where there is no model yet."""
        owner = self.host.evaluate(node.value, frame)
        grows = node.attr == "add" and len(args) == 1 and is_layer_like(args[0])
        if not grows or not isinstance(owner, Unknown) or not owner.name or self.state.regions:
            return callee
        words = f"{owner.name} is not there before this line: a new Sequential model stands for it"
        self.state.tell(words, kind="added", name=owner.name)
        model = self.models.make_sequential((), {})
        self.state.put(self.state.module, owner.name, model)
        return Method(model, "add")

    def _call(self, callee: SourceValue, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call a function, a class, a layer, a method or a name of a library."""
        self.state.step()
        if isinstance(callee, Api):
            if (found := self._of_functions(callee, args, kwargs)) is not UNSET:
                return found
            return self.libraries.api(callee, args, kwargs)
        if isinstance(callee, Func):
            return self.functions.call(callee, args, kwargs)
        if is_layer_like(callee):
            return self.host.apply(callee, args, kwargs)
        if isinstance(callee, ClassValue):
            return self.model_classes.make(callee, args, kwargs)
        if isinstance(callee, Method):
            return self._method(callee, args, kwargs)
        if isinstance(callee, InstanceValue):
            return self._object(callee, args, kwargs)
        if isinstance(callee, PartialValue):
            return self._call(callee.func, (*callee.args, *args), {**callee.kwargs, **kwargs})
        why = callee.why if isinstance(callee, Unknown) else "something"
        return self.libraries.unknown_call(why, args)

    def _of_functions(self, api: Api, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call something of a library that takes functions or classes of the source; `UNSET` for all else."""
        if api.path == ("functools", "partial") and args:
            return PartialValue(args[0], args[1:], dict(kwargs))
        if api.path == ("functools", "reduce") and len(args) > 1:
            items = self.contents.counted_items(args[1])
            items = None if items is None else [*args[2:3], *items]
            if not items:
                return Unknown("reduce()")
            found = items[0]
            for each in items[1:]:
                found = self._call(args[0], (found, each), {})
            return found
        if api.path[-1] == "__init__" and args and isinstance(args[0], InstanceValue):
            self.model_classes.begin(args[0], args[1:], kwargs)
            return None
        return UNSET

    def _object(self, owner: InstanceValue, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call an object: by its own ``__call__``, as the model or layer that it is, or by its ``call``."""
        func = self.hierarchy.method(owner.kind, "__call__", owner)
        if func is not None:
            return self.functions.call(func, args, kwargs)
        if self.state.made_by(owner) is not owner:
            return self.host.apply(owner, args, kwargs)
        func = self.hierarchy.method(owner.kind, "call", owner)
        if func is not None:
            return self.functions.call(func, args, kwargs)
        return self.libraries.unknown_call(f"an object of {owner.kind.node.name}", args)

    def _method(self, method: Method, args: Args, kwargs: Kwargs) -> SourceValue:
        owner, name = self.state.made_by(method.owner), method.name
        if name == "__init__" and isinstance(method.owner, InstanceValue):
            self.model_classes.begin(method.owner, args, kwargs)
            return None
        if isinstance(owner, ClassMaker):
            return self.model_classes.method(owner, name, args, kwargs)
        if isinstance(owner, (SequentialValue, ModelValue)):
            return self.models.method(owner, name, args, kwargs)
        if isinstance(owner, ListValue):
            return self.containers.of_list(owner, name, args, kwargs)
        if isinstance(owner, DictValue):
            return self.containers.of_dictionary(owner, name, args, kwargs)
        if isinstance(owner, ArrayValue):
            return arrays.method(owner, name, args, kwargs)
        if isinstance(owner, CommandLine):
            found, known = of_command_line(owner, name, args, kwargs)
            for key, value in known.items():
                self.state.put(owner, key, value)
            return found
        if isinstance(owner, tuple) and name == "as_list":  # a part of a shape
            return ListValue(owner)
        if isinstance(owner, ShapeOf) and name == "as_list":
            return ListValue(self.contents.shape_items(owner))
        if isinstance(owner, ShapeOf):
            return Unknown(name)
        if isinstance(owner, Tensor) and name == "get_shape":
            return ShapeOf(owner)
        if isinstance(owner, BranchList):
            self.state.restart(owner.node)
        if isinstance(owner, (str, Sym)):
            return self.builtins.of_text(owner, name, args, kwargs)
        return self.libraries.unknown_call(f"{type(owner).__name__}.{name}", args)
