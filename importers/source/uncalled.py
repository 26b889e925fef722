"""Functions and classes of a script that make a model and that nobody calls: which there are, and calls of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from blocks.errors import InvalidValue
from importers.source.graph.builder import Spec
from importers.source.interpreter.machine import Machine
from importers.source.structure.arguments import makes_model, positional
from importers.source.structure.hierarchy import is_model, marks
from importers.source.values.objects import InstanceValue
from importers.source.values.templates import ReadModel
from importers.source.values.values import (
    UNSET,
    ClassValue,
    Func,
    Kwargs,
    NotStructure,
    SourceValue,
    Stopped,
)

_Defined = TypeVar("_Defined", Func, ClassValue)

MOST_NAMED = 12
_PRIVATE = "_"


@dataclass(frozen=True, slots=True, eq=False)
class Uncalled:
    """One of them.

    Attributes:
        name: for people: ``build()``, ``Net``, ``Net.build()``.
        line: where it is defined.
        rank: those of a lower rank are called first.
        call: calls it.
        builds: it makes a model itself; else it calls what does.
    """

    name: str
    line: int
    rank: int
    call: Callable[[], SourceValue]
    builds: bool = True


@dataclass(eq=False)
class UncalledBuilders:
    """Finds and calls them.

    Attributes:
        machine: has read the script.
        tried: the one that was called.
    """

    machine: Machine
    tried: Uncalled | None = None
    _called: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look which names the script calls."""
        self.state = self.machine.state
        for node in ast.walk(self.state.source.tree):
            if isinstance(node, ast.Call):
                self._called.add(getattr(node.func, "attr", getattr(node.func, "id", "")))

    def all(self) -> list[Uncalled]:
        """Return them, those first that are to be called first."""
        found = [*self._functions(), *self._classes()]
        return sorted(found, key=lambda each: (each.rank, -each.line))

    def first(self, whole: Callable[[], bool]) -> bool:
        """Call one after the other until there is a model, which ``whole`` tells; what fails is undone."""
        for each in self.all():
            before = _Before(self.machine)
            self.call(each.call, each.line)
            if whole():
                self.tried = each
                return True
            before.bring_back()
        return False

    def call(self, call: Callable[[], SourceValue], line: int) -> SourceValue:
        """Call something; returns `UNSET` where that fails."""
        self.state.line = line
        try:
            found = call()
            self.machine.model_classes.finish()
        except (NotStructure, Stopped, InvalidValue):
            self.state.leave_regions()
            return UNSET
        return found

    def name(self) -> None:
        """Say how the model came about where nobody makes it, and what other models nobody makes."""
        chosen = self.tried
        if chosen is not None:
            words = "is called by nobody: it was read with the defaults of its arguments"
            self.state.tell(words, chosen.line, "model", chosen.name)
        others = [each.name for each in self.all() if each.builds and each is not chosen]
        others = [each for each in dict.fromkeys(others) if chosen is None or each != chosen.name]
        if others and not self.state.flat:
            more = "" if len(others) <= MOST_NAMED else f" and {len(others) - MOST_NAMED} more"
            words = "nobody calls it, and it makes a model of its own: not opened"
            self.state.tell(words, 1, "model", f"{', '.join(others[:MOST_NAMED])}{more}")

    def _functions(self) -> Iterator[Uncalled]:
        """Yield functions of the module: those that make a model, and those that call what does."""
        for name, func in self._mine(Func):
            if not isinstance(func.node, ast.FunctionDef) or name in self._called:
                continue
            call = partial(self.machine.functions.call, func, (), {})
            line, bare = func.node.lineno, not _required(func)
            if makes_model(func.node):
                yield Uncalled(f"{name}()", line, 0 if bare else 3, call)
            elif bare and self._calls_builder(func.node):
                yield Uncalled(f"{name}()", line, 2, call, False)

    def _classes(self) -> Iterator[Uncalled]:
        """Yield classes of which nobody makes an object, and methods of all classes that make a model."""
        classes = self._mine(ClassValue)
        bases = {id(base) for _, kind in classes for base in kind.bases}
        for name, kind in classes:
            init = self.machine.hierarchy.method(kind, "__init__", UNSET)
            bare = init is None or not _required(init)
            free = kind.node not in self.machine.model_classes.made and id(kind) not in bases
            if free and (is_model(kind) or (init is not None and makes_model(init.node))):
                call = partial(self.machine.model_classes.make, kind, (), {})
                yield Uncalled(name, kind.node.lineno, 1 if bare else 5, call)
                continue
            yield from self._methods(name, kind, bare)

    def _methods(self, name: str, kind: ClassValue, bare: bool) -> Iterator[Uncalled]:
        for method, func in kind.body.cells.items():
            if not isinstance(func, Func) or not isinstance(func.node, ast.FunctionDef):
                continue
            if method in self._called or method.startswith(_PRIVATE) or not makes_model(func.node):
                continue
            free = bool(marks(func.node) & {"staticmethod", "classmethod"})
            required = len(_required(func)) - ("staticmethod" not in marks(func.node))
            rank = 1 if (free or bare) and required <= 0 else 4
            call = partial(self._method, kind, method, {})
            yield Uncalled(f"{name}.{method}()", func.node.lineno, rank, call)

    def _method(self, kind: ClassValue, name: str, kwargs: Kwargs) -> SourceValue:
        """Call a method of a class, or of an object that is made for that."""
        func = self.machine.hierarchy.method(kind, name)
        if func is None or not isinstance(func.node, ast.FunctionDef):
            return UNSET
        said = marks(func.node)
        if "classmethod" in said:
            func = replace(func, self_=kind)
        elif "staticmethod" not in said:
            made = self.machine.model_classes.make(kind, (), {})
            if not isinstance(made, InstanceValue):
                return UNSET
            func = replace(func, self_=made)
        return self.machine.functions.call(func, (), kwargs)

    def _mine(self, kind: type[_Defined]) -> list[tuple[str, _Defined]]:
        """Return the functions or the classes that the script itself defines at its top."""
        module = self.state.module
        return [
            (name, value)
            for name, value in module.cells.items()
            if isinstance(value, kind) and value.frame is module
        ]

    def _calls_builder(self, node: ast.FunctionDef) -> bool:
        """Tell whether a function calls a function or a class that makes a model."""
        called = {
            each.func.id
            for each in ast.walk(node)
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
        }
        known = (self.state.module.cells.get(name) for name in called)
        return any(
            (isinstance(each, ClassValue) and (is_model(each) or makes_model(each.node)))
            or (isinstance(each, Func) and makes_model(each.node))
            for each in known
        )


class _Before:
    """The state of the reader before something was tried."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        state, models = machine.state, machine.models
        self._mark, self._specs = state.mark(), dict(state.base.specs)
        self._models, self._picked = list(models.models), list(models.picked)
        self._settings = models.settings

    def bring_back(self) -> None:
        """Forget what the trial has made and said."""
        state, models = self._machine.state, self._machine.models
        state.forget(self._mark)
        kept: dict[str, Spec] = self._specs
        state.base.specs.clear()
        state.base.specs.update(kept)
        made: list[ReadModel] = self._models
        models.models[:], models.picked[:] = made, self._picked
        models.settings = self._settings


def _required(func: Func) -> list[str]:
    """Return the arguments that a function cannot do without, but that for its object."""
    names = positional(func.node)
    names = names[1:] if func.self_ is not None else names
    return [name for name in names if name not in func.defaults]
