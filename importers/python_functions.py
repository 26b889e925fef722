"""Functions of the source as composites: read once with their arguments as symbols, used wherever they are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers import python_symbols as symbols
from importers.python_builder import Spec
from importers.python_composites import Composites, Definition
from importers.python_core import MAX_CALLS, Region
from importers.python_finish import Knob, knob_name
from importers.python_values import (
    UNSET,
    BranchList,
    ClassValue,
    DictValue,
    Frame,
    Func,
    Instance,
    LayerValue,
    Leaving,
    ListValue,
    Maker,
    ModelValue,
    NotStructure,
    Poison,
    SequentialValue,
    ShapeOf,
    Stopped,
    Sym,
    Tensor,
    TooMuch,
    Unknown,
    fresh_number,
    is_plain,
)

_MAKE_MODELS = ("Input", "InputLayer", "Sequential", "Model", "Functional")
MOST_ARGUMENTS = 24


@dataclass
class Held:
    """What is known of a function from the calls that were read.

    Attributes:
        definitions: by what the arguments are and the values that had to be known.
        concrete: arguments whose value must be known, by what the arguments are.
        failed: calls that can be no composite.
    """

    definitions: dict[Any, list[Definition]] = field(default_factory=dict)
    concrete: dict[Any, set[str]] = field(default_factory=dict)
    failed: set[Any] = field(default_factory=set)


class Functions(Composites):
    """Calls functions of the source."""

    held: dict[Any, Held]

    def call_function(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        self.calls += 1
        if self.calls > MAX_CALLS:
            self.calls = 0
            raise TooMuch("functions call one another too deeply")
        line = self.line
        try:
            return self._called(func, args, kwargs)
        finally:
            self.calls -= 1
            self.line = line

    def _called(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        bound = self.bind(func, args, kwargs)
        if bound is None or isinstance(func.node, ast.Lambda):
            return self.inline(func, args, kwargs)
        if self.flat:
            return self.inline(func, args, kwargs)
        growing = self._growing(func, bound)
        tensors = any(_has_tensor(value) for value in bound.values())
        if not tensors and not growing:
            if func.self_ is None and _gives_layers(func.node):
                layer = Maker(func, args, dict(kwargs), self.depth)
                return ListValue([layer])
            return self.inline(func, args, kwargs)
        found = self.as_composite(func, {**bound, **self._around(func, bound)}, growing)
        return self.inline(func, args, kwargs) if found is UNSET else found

    def _around(self, func: Func, bound: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values that a function in a function has from the one around it: arguments, too."""
        found: dict[str, Any] = {}
        mine = {*bound, *_assigned(func.node)}
        names = [each.id for each in ast.walk(func.node) if isinstance(each, ast.Name)]
        for name in dict.fromkeys(names):
            scope: Frame | None = func.frame
            while scope is not None and scope.outer is not None and name not in mine:
                value = scope.cells.get(name, UNSET)
                if isinstance(value, (int, float, Sym)) or _is_row(value):
                    found[name] = value
                if value is not UNSET:
                    break
                scope = scope.outer
        return found

    def call_value_of(self, func: Func) -> Any:
        return self.call_function(func, (), {})

    def _growing(self, func: Func, bound: Mapping[str, Any]) -> list[SequentialValue]:
        """Return the Sequential models that a function adds layers to."""
        found = [
            value
            for value in bound.values()
            if isinstance(value, SequentialValue) and self.get(value, "tensor") is not None
        ]
        for node in ast.walk(func.node):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "add"
                and isinstance(node.value, ast.Name)
            ):
                name = node.value.id
                if name in bound or name in _assigned(func.node):
                    continue
                scope: Frame | None = func.frame
                while scope is not None:
                    value = scope.cells.get(name)
                    if isinstance(value, SequentialValue) and value not in found:
                        if self.get(value, "tensor") is not None:
                            found.append(value)
                        break
                    scope = scope.outer
        return found

    # ------------------------------------------------------------ arguments

    def bind(
        self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Return the values of a function's arguments by name; ``None`` where they do not fit."""
        given = func.node.args
        names = [each.arg for each in (*given.posonlyargs, *given.args)]
        if func.self_ is not None:
            args = (func.self_, *args)
        bound: dict[str, Any] = dict(zip(names, args, strict=False))
        rest = args[len(names) :]
        if rest and given.vararg is None:
            self.tell(f"{func.name or 'the function'}() takes fewer arguments")
            return None
        if given.vararg is not None:
            bound[given.vararg.arg] = tuple(rest)
        names += [each.arg for each in given.kwonlyargs]
        more: dict[str, Any] = {}
        for key, value in kwargs.items():
            if key in names:
                bound[key] = value
            else:
                more[key] = value
        if given.kwarg is not None:
            bound[given.kwarg.arg] = DictValue(more)
        elif more:
            self.tell(f"{func.name or 'the function'}() has no argument {next(iter(more))[:40]}")
        for name in names:
            if name not in bound:
                if name not in func.defaults:
                    bound[name] = Unknown(f"the argument {name[:40]}", name)
                else:
                    bound[name] = func.defaults[name]
        return {name: bound[name] for name in (*names, *bound) if name in bound}

    def inline(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Run through a function in place."""
        bound = self.bind(func, args, kwargs)
        if bound is None:
            return Unknown(f"{func.name or 'a function'}()")
        if (
            func.self_ is None
            and not self.regions
            and not self.flat
            and not isinstance(func.node, ast.Lambda)
            and _makes_model(func.node)
        ):
            bound = {name: self.model_argument(func, name, each) for name, each in bound.items()}
        frame = Frame(cells=dict(bound), outer=func.frame, function=func.name)
        return self.run_function(func, frame)

    def run_function(self, func: Func, frame: Frame) -> Any:
        """Run through the body of a function; returns what it returns."""
        if isinstance(func.node, ast.Lambda):
            return self.evaluate(func.node.body, frame)
        try:
            self.run(func.node.body, frame)
        except Leaving as leaving:
            return leaving.value if leaving.kind == "return" else None
        except Stopped:
            if self.regions:
                raise NotStructure from None
            return Unknown(f"what {func.name or 'a function'}() gives, which ends with an error")
        return None

    def model_argument(self, func: Func, name: str, value: Any) -> Any:
        """Return an argument of a function that makes the model: a metaparameter, where it is a plain value."""
        if not isinstance(value, (int, float, str)) or name in ("name", "weights"):
            return value
        key = func.node, name
        leaf = self.knob_leaves.get(key)
        if leaf is None or leaf.known != value:
            leaf = symbols.new_leaf(name, known=value)
            self.knob_leaves[key] = leaf
            taken = {knob.name for knob in self.model_knobs.values()}
            words = argument_helps(func.node).get(name, "")
            self.model_knobs[leaf] = Knob(knob_name(name, taken), leaf, value, words)
        return symbols.sym_of(leaf)

    knob_leaves: dict[Any, symbols.Leaf]
    model_knobs: dict[symbols.Leaf, Knob]

    # ------------------------------------------------------------ composites

    def as_composite(
        self, func: Any, bound: Mapping[str, Any], growing: Sequence[SequentialValue] = ()
    ) -> Any:
        """Call a function as a composite; `UNSET` where it can be none."""
        held = self.held.setdefault(id(func.node) if isinstance(func, Func) else id(func), Held())
        kinds = tuple((name, self._kind(value)) for name, value in bound.items())
        kinds = (*kinds, ("", tuple(id(each) for each in growing)))
        concrete = held.concrete.setdefault(kinds, set())
        for _ in range(MOST_ARGUMENTS):
            key = self._key(kinds, bound, concrete)
            if key in held.failed:
                return UNSET
            for known in held.definitions.get(key, ()):
                if self.still(known, func):
                    return self.instance(known, bound, growing)
            mark = self.mark()
            try:
                definition = self._define(func, bound, growing, concrete)
            except NotStructure as error:
                self.forget(mark)
                more = self._to_know(func, bound, error.leaves, concrete)
                if more:
                    concrete |= more
                    continue
                others = {leaf for leaf in error.leaves if not self._is_mine(leaf)}
                if others and self.regions:
                    raise NotStructure(frozenset(others)) from None
                held.failed.add(key)
                return UNSET
            held.definitions.setdefault(key, []).append(definition)
            return self.instance(definition, bound, growing)
        return UNSET

    def _is_mine(self, leaf: symbols.Leaf) -> bool:
        """Tell whether a symbol belonged to a function that is no longer being read."""
        if leaf.tensor is not None:
            return leaf.tensor.builder not in [each.builder for each in self.regions]
        return leaf.scope != 0 and leaf.scope not in [each.scope for each in self.regions]

    def _kind(self, value: Any) -> Any:
        """Return what an argument is: two calls with the same kinds can be one composite."""
        if isinstance(value, Tensor):
            return "tensor"
        if isinstance(value, (ListValue, tuple)):
            items = self.items(value) if isinstance(value, ListValue) else list(value)
            if _is_same(items):
                return type(value), "same", len(items)
            return type(value), tuple(self._kind(each) for each in items)
        if isinstance(value, Sym):
            return (
                type(value.known)
                if value.known is not UNSET and isinstance(value.known, (str, bool))
                else "value"
            )
        if value is None or isinstance(value, Unknown):
            return value
        if is_plain(value):
            return type(value) if isinstance(value, (str, bool)) else "value"
        return id(value)

    def _key(self, kinds: Any, bound: Mapping[str, Any], concrete: set[str]) -> Any:
        values: list[Any] = []
        for name in sorted(concrete):
            if name == SHAPES:
                shapes = [
                    each.shape for value in bound.values() for each in _tensors_of(value, self)
                ]
                values.append(tuple(shapes))
            else:
                values.append((name, _frozen(bound[name], self)))
        return kinds, tuple(values)

    def _to_know(
        self, func: Any, bound: Mapping[str, Any], leaves: frozenset[Any], concrete: set[str]
    ) -> set[str]:
        """Return the arguments whose values are needed."""
        needed: set[str] = set()
        for leaf in leaves:
            if (
                leaf.tensor is not None
                and not leaf.scope
                and SHAPES not in concrete
                and self._is_mine(leaf)
            ):
                tensors = [each for value in bound.values() for each in _tensors_of(value, self)]
                if tensors and all(each.shape is not None for each in tensors):
                    needed |= {SHAPES, *self._plain_names(bound)}
            elif leaf.scope and self._is_mine(leaf):
                name = leaf.name.partition(" ")[0]
                if name in bound and name not in concrete and _is_known(bound[name], self):
                    needed.add(name)
        return needed - concrete

    def _plain_names(self, bound: Mapping[str, Any]) -> set[str]:
        return {
            name
            for name, value in bound.items()
            if _is_known(value, self) and not _tensors_of(value, self)
        }

    def _define(
        self,
        func: Any,
        bound: Mapping[str, Any],
        growing: Sequence[SequentialValue],
        concrete: set[str],
    ) -> Definition:
        """Read a function's body with its arguments as symbols.

        Raises:
            NotStructure: that cannot be done.
        """
        scope = fresh_number()
        region = self.open(shapes=SHAPES in concrete, scope=scope)
        definition = Definition(func, region)
        try:
            given = {
                name: self._argument(definition, name, value, name in concrete)
                for name, value in bound.items()
            }
            ends = {}
            for model in growing:
                tensor = self.get(model, "tensor")
                ends[id(model)] = definition.enter(tensor, ("model", growing.index(model)))
                self.put(model, "tensor", ends[id(model)])
            result = self._body(func, given)
            for model in growing:
                definition.grown.append(self.get(model, "tensor"))
            definition.result = result
        finally:
            finals = self.close(region)
        mine = {id(each) for each in growing}
        for cells, name, value in finals.values():
            old = cells.cells.get(name, UNSET)
            changed = old is not UNSET and id(cells) not in mine and old is not value
            if changed and not isinstance(value, Poison):
                raise NotStructure
        self.define(definition, self.title_of(func), self.words_of(func))
        definition.reads = [
            (cells, name, cells.cells.get(name, UNSET))
            for key, (cells, name) in region.read.items()
            if id(cells) not in mine
        ]
        return definition

    def _body(self, func: Any, given: Mapping[str, Any]) -> Any:
        if isinstance(func, ClassValue):
            return self.body_of_class(func, given)
        frame = Frame(cells=dict(given), outer=func.frame, function=func.name)
        result = self.run_function(func, frame)
        tensor = given.get(LISTED)
        if isinstance(tensor, Tensor):  # a function that gives a list of layers
            for each in self.plain_items(result) or ():
                tensor = self.apply(each, (tensor,), {})
                if not isinstance(tensor, Tensor):
                    raise NotStructure
            return tensor
        return result

    def body_of_class(self, kind: ClassValue, given: Mapping[str, Any]) -> Any:
        """Read what an object of a class does with tensors."""
        raise NotImplementedError

    def title_of(self, func: Any) -> str:
        """Return the name of the composite that a function is."""
        name = func.node.name.strip("_")
        if isinstance(func, Func) and name in _PLAIN_NAMES and func.frame.function:
            name = func.frame.function.strip("_")
        return name or "block"

    def words_of(self, func: Any) -> str:
        """Return what a function or class says of itself in its first paragraph."""
        words = (ast.get_docstring(func.node) or "").partition("\n\n")[0]
        kept: list[str] = []
        for line in words.split("\n"):
            if kept and (line.strip() in _ARGUMENTS or _ENTRY.match(line)):
                break
            kept.append(line.strip())
        return " ".join(" ".join(kept).split())[:300]

    def _argument(self, definition: Definition, name: str, value: Any, concrete: bool) -> Any:
        """Return what an argument is while the body is read."""
        if isinstance(value, Tensor):
            return definition.enter(value, (name,))
        if concrete:
            return _settled(value, self, definition, name)
        if isinstance(value, (ListValue, tuple)):
            return self._row(definition, name, value)
        if isinstance(value, Sym) or (is_plain(value) and value is not None):
            return self._symbol(definition, name, (name,), value)
        return value

    def _row(self, definition: Definition, name: str, value: Any) -> Any:
        items = self.items(value) if isinstance(value, ListValue) else list(value)
        if _is_same(items):
            one = self._symbol(definition, name, (name, 0), items[0])
            found: list[Any] = [one] * len(items)
        else:
            found = [self._element(definition, name, at, each) for at, each in enumerate(items)]
        return ListValue(found) if isinstance(value, ListValue) else tuple(found)

    def _element(self, definition: Definition, name: str, at: int, value: Any) -> Any:
        if isinstance(value, Tensor):
            return definition.enter(value, (name, at))
        if isinstance(value, Sym) or (
            is_plain(value) and value is not None and not isinstance(value, tuple)
        ):
            return self._symbol(definition, f"{name} {at + 1}", (name, at), value)
        return value

    def _symbol(self, definition: Definition, name: str, path: tuple[Any, ...], value: Any) -> Sym:
        wanted = name.replace(" ", "_")
        default = self._default(definition.func, path, value)
        leaf = symbols.new_leaf(name, scope=definition.region.scope, like=default)
        taken = {knob.name for knob in definition.knobs.values()}
        words = definition.helps.get(name, "")
        definition.knobs[leaf] = Knob(knob_name(wanted, taken), leaf, default, words)
        definition.paths[leaf] = path
        return symbols.sym_of(leaf)

    def _default(self, func: Any, path: tuple[Any, ...], value: Any) -> Any:
        """Return the default of a metaparameter: the argument's own, else what comes at the first call."""
        known = value.known if isinstance(value, Sym) else value
        if len(path) == 1:
            default = self.defaults_of(func).get(path[0])
            if is_plain(default) and default is not None and not isinstance(default, tuple):
                usual = type(default) is type(known) or known is UNSET or known is None
                numbers = isinstance(default, (int, float)) and isinstance(known, (int, float))
                if usual or numbers:
                    return default
        if known is UNSET or known is None:
            return _like(value)
        return known

    def defaults_of(self, func: Any) -> Mapping[str, Any]:
        """Return the defaults of a function's arguments."""
        return func.defaults if isinstance(func, Func) else {}

    # ------------------------------------------------------------ functions that give layers

    def made(self, layer: Maker, inputs: list[Tensor]) -> Any:
        func = layer.func
        if len(inputs) != 1 and isinstance(func, Func):
            raise NotStructure
        if isinstance(func, Func):
            bound = self.bind(func, layer.args, layer.kwargs)
            if bound is None:
                return Unknown(f"{func.name}()")
            found = self.as_composite(func, {**bound, LISTED: inputs[0]})
            if found is not UNSET:
                return found
            tensor: Any = inputs[0]
            for each in self.plain_items(self.inline(func, layer.args, layer.kwargs)) or ():
                tensor = self.apply(each, (tensor,), {})
            return tensor
        return self.made_object(layer, inputs)

    def made_object(self, layer: Maker, inputs: list[Tensor]) -> Any:
        """Apply an object of a class of the source."""
        raise NotImplementedError


def _like(value: Any) -> Any:
    """Return a value of the kind that a symbol without a value has."""
    leaf = symbols.leaf_of(value.tree) if isinstance(value, Sym) else None
    return 1 if leaf is None or leaf.index else leaf.like


_PLAIN_NAMES = ("apply", "call", "f", "fn", "func", "inner", "layer", "wrapper")
"""Names of functions within functions that say less than the name of the one around them."""

LISTED = "(layers)"
"""Stands for the tensor that goes into a function that gives a list of layers."""

SHAPES = "(shapes)"
"""Stands for the shapes of what comes in."""


def _has_tensor(value: Any) -> bool:
    if isinstance(value, (ListValue, tuple)):
        items = value.cells["items"] if isinstance(value, ListValue) else value
        return any(map(_has_tensor, items))
    return isinstance(value, (Tensor, BranchList))


def _tensors_of(value: Any, reader: Functions) -> list[Tensor]:
    if isinstance(value, (ListValue, tuple)):
        items = reader.items(value) if isinstance(value, ListValue) else value
        return [found for each in items for found in _tensors_of(each, reader)]
    return [value] if isinstance(value, Tensor) else []


def _frozen(value: Any, reader: Functions) -> Any:
    if isinstance(value, ListValue):
        return ("list", *(_frozen(each, reader) for each in reader.items(value)))
    if isinstance(value, tuple):
        return tuple(_frozen(each, reader) for each in value)
    if isinstance(value, Sym):
        return symbols.settled(value)
    return (type(value), value) if is_plain(value) else id(value)


def _is_known(value: Any, reader: Functions) -> bool:
    if isinstance(value, Sym):
        return value.known is not UNSET
    if isinstance(value, (ListValue, tuple)):
        items = reader.items(value) if isinstance(value, ListValue) else value
        return all(_is_known(each, reader) or isinstance(each, Tensor) for each in items)
    return not isinstance(value, Tensor)


def _settled(value: Any, reader: Functions, definition: Definition, name: str) -> Any:
    if isinstance(value, ListValue):
        items = [
            definition.enter(each, (name, at))
            if isinstance(each, Tensor)
            else symbols.settled(each)
            for at, each in enumerate(reader.items(value))
        ]
        return ListValue(items)
    if isinstance(value, tuple):
        return tuple(
            definition.enter(each, (name, at))
            if isinstance(each, Tensor)
            else symbols.settled(each)
            for at, each in enumerate(value)
        )
    return symbols.settled(value)


def _is_same(items: list[Any]) -> bool:
    """Tell whether a row holds one and the same number again and again."""
    first = items[0] if len(items) > 1 else None
    number = isinstance(first, (int, float, Sym)) and not isinstance(first, bool)
    return number and all(type(each) is type(first) and each == first for each in items)


def _is_row(value: Any) -> bool:
    """Tell whether a value is a row of numbers."""
    return isinstance(value, tuple) and all(isinstance(each, (int, float, Sym)) for each in value)


def _makes_model(node: ast.AST) -> bool:
    """Tell whether a function makes a model of its own."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            name = (
                each.func.attr
                if isinstance(each.func, ast.Attribute)
                else getattr(each.func, "id", "")
            )
            if name in _MAKE_MODELS:
                return True
    return False


def _gives_layers(node: Any) -> bool:
    """Tell whether a function only returns a list of layers."""
    body = [
        each
        for each in node.body
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]
    return (
        len(body) == 1 and isinstance(body[0], ast.Return) and isinstance(body[0].value, ast.List)
    )


def _assigned(node: ast.AST) -> set[str]:
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def argument_helps(node: Any) -> dict[str, str]:
    """Return what a docstring says of each argument, in lines that begin with its name and a colon."""
    words = ast.get_docstring(node) or ""
    found: dict[str, str] = {}
    name, indent = "", 0
    for line in words.split("\n"):
        entry = _ENTRY.match(line)
        here = len(line) - len(line.lstrip())
        if entry and (not name or here <= indent):
            name, indent = entry[1], here
            found[name] = entry[2].strip()
        elif name and line.strip() and here > indent:
            found[name] = f"{found[name]} {line.strip()}"[:300]
        else:
            name = ""
    return found


_ARGUMENTS = ("Args:", "Arguments:", "Parameters:", "Parameters", "# Arguments")
_ENTRY = re.compile(
    r"^\s*(?!Args:|Arguments:|Returns:|Raises:)([A-Za-z_]\w*)(?:\s*\([^)]*\))?\s*:(.*)$"
)


__all__ = [
    "LISTED",
    "Functions",
    "Instance",
    "LayerValue",
    "ModelValue",
    "Region",
    "ShapeOf",
    "Spec",
]
